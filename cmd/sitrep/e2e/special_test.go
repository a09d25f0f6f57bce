//go:build unix

package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func fifo(t *testing.T, path string) string {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestWhatIsNoFileIsRefusedAtOnce gives commands pipes and devices where files
// belong. They waited for a writer and did not end with a signal, or read a device
// until the memory was full.
func TestWhatIsNoFileIsRefusedAtOnce(t *testing.T) {
	dir := t.TempDir()
	pipe := fifo(t, filepath.Join(dir, "pipe"))
	const config = "it is not a regular file"
	const cache = "it is not a regular file (remove it, or choose another folder with --data)"
	const operand = "it is neither a file nor a pipe (- reads standard input)"
	tests := []struct {
		name, at string // where a pipe stands, in the folder of the cache
		args     []string
		want     string
	}{
		{"config_pipe", "", []string{"--config", pipe, "list"}, config},
		{"config_pipe_doctor", "", []string{"--config", pipe, "doctor"}, config},
		{"config_pipe_edited", "", []string{"--config", pipe, "feeds", "add", "--no-fetch", "https://a.example/f"}, config},
		{"config_device", "", []string{"--config", "/dev/zero", "keys"}, config},
		{"config_device_edited", "", []string{"--config", "/dev/zero", "feeds", "remove", "https://a.example/f"}, config},
		{"config_folder", "", []string{"--config", dir, "list"}, config},
		{"cache", "sitrep.db", []string{"list"}, cache},
		{"cache_polled", "sitrep.db", []string{"poll"}, cache},
		{"cache_examined", "sitrep.db", []string{"doctor"}, cache},
		{"cache_in_lines", "sitrep.db", []string{"--plain"}, cache},
		{"journal", "sitrep.db-journal", []string{"list"}, cache},
		{"wal", "sitrep.db-wal", []string{"poll"}, cache},
		{"page", "", []string{"extract", "/dev/zero"}, operand},
		{"feed", "", []string{"feeds", "parse", "/dev/zero"}, operand},
		{"list", "", []string{"feeds", "import", "/dev/zero"}, operand},
		{"warning", "", []string{"warnings", "parse", "/dev/zero"}, operand},
		{"folder", "", []string{"feeds", "import", dir}, "feeds import " + dir + ": is a directory"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := t.TempDir()
			env := []string{"HOME=" + home, "SITREP_DATA=" + home, "PATH=" + os.Getenv("PATH")}
			if tt.at != "" {
				fifo(t, filepath.Join(home, tt.at))
			}
			stdout, stderr, status := soon(t, env, tt.args...)
			if out := stdout + stderr; status != exitFailed || !strings.Contains(out, tt.want) {
				t.Errorf("status %d, %q, want %d and %q", status, out, exitFailed, tt.want)
			}
		})
	}
}

// TestALogThatIsAPipeStopsNothing has a pipe without a reader in the place of the
// log, whose first entry waited for one.
func TestALogThatIsAPipeStopsNothing(t *testing.T) {
	home := t.TempDir()
	state := filepath.Join(home, "state", "sitrep")
	if err := os.MkdirAll(state, 0o700); err != nil {
		t.Fatal(err)
	}
	fifo(t, filepath.Join(state, "sitrep.log"))
	if err := os.WriteFile(filepath.Join(home, "sitrep.db"), bytes.Repeat([]byte("no cache "), 1000), 0o600); err != nil {
		t.Fatal(err) // it is damaged, which is logged
	}
	env := []string{"HOME=" + home, "SITREP_DATA=" + home, "XDG_STATE_HOME=" + filepath.Dir(state), "PATH=" + os.Getenv("PATH")}
	if _, stderr, status := soon(t, env, "list"); status != exitDone || !strings.Contains(stderr, "is damaged") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

// soon runs sitrep, which must end long before patience is over.
func soon(t *testing.T, env []string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, program(t, "sitrep"), args...)
	var out, errs bytes.Buffer
	c.Env, c.Stdout, c.Stderr = env, &out, &errs
	err := c.Run()
	if ctx.Err() != nil {
		t.Fatalf("sitrep %q did not end", args)
	}
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return out.String(), errs.String(), ee.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), exitDone
}

// TestReadingWhatNeverEndsEndsWithASignal ends commands that read a document of
// which the rest never comes: from a pipe with a name, and from standard input.
func TestReadingWhatNeverEndsEndsWithASignal(t *testing.T) {
	for _, command := range []string{"extract", "feeds parse", "feeds import", "warnings parse"} {
		for _, from := range []string{"pipe", "-"} {
			t.Run(strings.ReplaceAll(command, " ", "_")+"_"+from, func(t *testing.T) { readAndSignal(t, command, from) })
		}
	}
}

func readAndSignal(t *testing.T, command, from string) {
	home := t.TempDir()
	operand := from
	if from == "pipe" {
		operand = fifo(t, filepath.Join(home, "pipe"))
	}
	c := newCommand(t, []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}, "sitrep", append(strings.Fields(command), operand)...)
	var errs bytes.Buffer
	c.Stderr = &errs
	var to io.WriteCloser
	var err error
	if from == "-" {
		if to, err = c.StdinPipe(); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	limit := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	defer limit.Stop()
	if from == "pipe" { // opened once the command has opened it
		if to, err = os.OpenFile(operand, os.O_WRONLY, 0); err != nil {
			t.Fatal(err)
		}
	}
	defer to.Close()
	// More than a pipe holds: the command is reading.
	if _, err := to.Write(bytes.Repeat([]byte(" "), 256<<10)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err = c.Wait()
	ee, ok := errors.AsType[*exec.ExitError](err)
	if !ok || ee.ExitCode() != exitFailed || !strings.HasSuffix(errs.String(), ": interrupted\n") {
		t.Errorf("%v, %q, want status %d and that it was interrupted", err, errs.String(), exitFailed)
	}
}

// TestAPipeWithANameIsReadToItsEnd reads the pipe of a shell's <(command).
func TestAPipeWithANameIsReadToItsEnd(t *testing.T) {
	home := t.TempDir()
	pipe := fifo(t, filepath.Join(home, "pipe"))
	written := make(chan error, 1)
	go func() {
		written <- os.WriteFile(pipe, []byte("<title>A page</title><p>The bridge over the Orla is open again, the board said.</p>"), 0)
	}()
	stdout, stderr, status := soon(t, []string{"HOME=" + home}, "extract", pipe)
	if err := <-written; err != nil || status != exitDone || !strings.Contains(stdout, "open again") {
		t.Errorf("%v, status %d, %q, %q", err, status, stdout, stderr)
	}
}
