//go:build unix

package e2e

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// server is a running sitrep serve.
type server struct {
	t     *testing.T
	env   []string
	cmd   *exec.Cmd
	lines chan string // of its output; closed at its end
	seen  strings.Builder
	port  string
	dir   string // of keys
}

// needSSH ends a test where OpenSSH's client is missing: it fails where that must be
// installed (SITREP_REQUIRE_SSH=1), and is not run elsewhere.
func needSSH(t *testing.T) {
	t.Helper()
	for _, name := range []string{"ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("SITREP_REQUIRE_SSH") == "1" {
				t.Fatalf("there is no %s, which must be installed here", name)
			}
			t.Skip("not run: no OpenSSH client (apt-get install openssh-client)")
		}
	}
}

// startServe serves a cache, which Ana may read. more are further arguments.
func startServe(t *testing.T, env []string, more ...string) *server {
	t.Helper()
	s := &server{t: t, env: env, dir: t.TempDir()}
	s.key("ana")
	if out, errs, status := ran(t, env, "", "people", "add", "ana", filepath.Join(s.dir, "ana.pub")); status != exitDone {
		t.Fatalf("people add: %d\n%s%s", status, out, errs)
	}
	s.run(more...)
	return s
}

// key makes a key.
func (s *server) key(name string) {
	s.t.Helper()
	c := exec.CommandContext(s.t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", filepath.Join(s.dir, name))
	if out, err := c.CombinedOutput(); err != nil {
		s.t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

// run starts the server.
func (s *server) run(more ...string) {
	s.t.Helper()
	s.cmd = newCommand(s.t, s.env, "sitrep", append([]string{"serve", "--listen", "127.0.0.1:0"}, more...)...)
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.lines = make(chan string, 1000)
	go func() {
		defer close(s.lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			s.lines <- in.Text()
		}
	}()
	s.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	m := regexp.MustCompile(`serving on 127\.0\.0\.1:(\d+), 1 person`).FindStringSubmatch(s.await("serving on "))
	if m == nil {
		s.t.Fatalf("it does not say where it serves:\n%s", s.seen.String())
	}
	s.port = m[1]
	public := exec.CommandContext(s.t.Context(), "ssh-keygen", "-y", "-f", filepath.Join(valuesOf(s.env)("XDG_STATE_HOME"), "sitrep", "ssh_host_key"))
	key, err := public.Output()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "known"), []byte("[127.0.0.1]:"+s.port+" "+string(key)), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// await waits for a line of the server with a text in it.
func (s *server) await(text string) string {
	s.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case line, ok := <-s.lines:
			s.seen.WriteString(line + "\n")
			if strings.Contains(line, text) {
				return line
			}
			if !ok {
				s.t.Fatalf("the server ended before it wrote %q:\n%s", text, s.seen.String())
			}
		case <-limit:
			s.t.Fatalf("the server never wrote %q:\n%s", text, s.seen.String())
		}
	}
}

// args are those of OpenSSH's client for the owner of a key.
func (s *server) args(name string, more ...string) []string {
	return append([]string{
		"-F", "none", "-i", filepath.Join(s.dir, name), "-o", "IdentitiesOnly=yes", "-o", "UserKnownHostsFile=" + filepath.Join(s.dir, "known"),
		"-o", "StrictHostKeyChecking=yes", "-o", "SendEnv=LANG COLORTERM", "-p", s.port, name + "@127.0.0.1",
	}, more...)
}

// open logs in with OpenSSH's client on a terminal of 80x24.
func (s *server) open(name string) *console {
	s.t.Helper()
	return startOn(s.t, []string{"HOME=" + s.dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, "ssh", s.args(name)...)
}

// ssh runs OpenSSH's client without a terminal.
func (s *server) ssh(name string, more ...string) (text string, status int) {
	s.t.Helper()
	c := newCommand(s.t, []string{"HOME=" + s.dir, "TERM=xterm-256color", "LANG=C.UTF-8"}, "ssh", s.args(name, more...)...)
	out, err := c.CombinedOutput()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), ee.ExitCode()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return string(out), exitDone
}

// stop tells the server to end, as service managers do.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	for line := range s.lines {
		s.seen.WriteString(line + "\n")
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("told to stop the server ended with %v", err)
	}
}

// TestTheReaderIsServedToOpenSSH reads stories with OpenSSH's own client: keys, a
// resize, a copy, refusals, and the end with its status. Then the server is stopped
// under a session, and started again: the person is where they were.
func TestTheReaderIsServedToOpenSSH(t *testing.T) {
	needSSH(t)
	s := startServe(t, readerEnv(t))
	term := s.open("ana")
	term.awaitOnScreen("Levee 2 of district")
	in := s.await(" in ")
	if !strings.Contains(in, "person=ana key=SHA256:") || !strings.Contains(in, "from=127.0.0.1") {
		t.Errorf("the audit has %q", in)
	}
	for _, step := range []struct{ keys, want string }{
		{"o", "opens no browser"},
		{"s", "writes no file"},
		{"|", "starts no program"},
		{":w\r", "writes no file"},
		{":save /tmp/x\r", "writes no file"},
		{"\x1a", "cannot be suspended"},
		{"a", "ask an editor"},
		{":add https://example.org/feed\r", "ask an editor"},
		{":tag flood\r", "ask an editor"},
		{":reload\r", "reads its configuration again by itself"},
		{"\r", "Read also (1/1)"},
		{"y", "Sent to the terminal."},
	} {
		term.press(step.keys)
		term.awaitOnScreen(step.want)
	}
	if !strings.Contains(term.seen.String(), "\x1b]52;c;") {
		t.Error("y does not copy by OSC 52")
	}
	if err := pty.Setsize(term.tty, &pty.Winsize{Rows: 8, Cols: 30}); err != nil {
		t.Fatal(err)
	}
	term.await("40")
	if err := pty.Setsize(term.tty, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	term.awaitOnScreen("Levee")
	term.press("Q")
	out, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0\n%q", status, out)
	}
	restored(t, out)
	if line := s.await(" out "); !strings.Contains(line, "person=ana") || !strings.Contains(line, "why=quit") {
		t.Errorf("the audit has %q", line)
	}
	if text, status := s.ssh("ana", "id"); status == exitDone {
		t.Errorf("a command ran: %s", text)
	}
	if text, status := s.ssh("ana"); status != exitFailed || !strings.Contains(text, "the reader needs a terminal") {
		t.Errorf("without a terminal: status %d, %s", status, text)
	}
	s.key("eve")
	if text, status := s.ssh("eve"); status != 255 || !strings.Contains(text, "Permission denied (publickey)") {
		t.Errorf("a stranger: status %d, %s", status, text)
	}
	s.await(`why="nobody has this key"`)

	term = s.open("ana")
	term.awaitOnScreen("Levee")
	s.stop()
	if out, _ := term.end(); !strings.Contains(out, "the server is being restarted; your place is kept") {
		t.Errorf("the end of the server is not told:\n%q", out)
	}
	restored(t, term.seen.String())
	s.run()
	term = s.open("ana")
	term.awaitOnScreen("Levee")
	term.press("Q")
	term.end()
	s.stop()
}
