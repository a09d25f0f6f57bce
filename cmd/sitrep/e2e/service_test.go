//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
)

// service is "sitrep poll --follow" as a process of its own, the way a
// service manager runs it.
type service struct {
	t    *testing.T
	cmd  *exec.Cmd
	out  io.Reader
	errs bytes.Buffer
}

// startService polls the feed of a publisher at /feed.
func startService(t *testing.T, s *feedtest.Server, args ...string) *service {
	t.Helper()
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	text := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds: [{url: %q}]\n", s.URL("/feed"))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	v := &service{t: t, cmd: newCommand(t, []string{
		"HOME=" + dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(dir, "data"),
		"XDG_STATE_HOME=" + filepath.Join(dir, "state"), "LANG=C.UTF-8", "TZ=UTC",
	}, "sitrep", append([]string{"poll", "--follow"}, args...)...)}
	v.cmd.Stderr = &v.errs
	var err error
	if v.out, err = v.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

// stop sends the signal that service managers send, and checks that the
// process ends well before they would kill it. It returns what was left of its
// output.
func (v *service) stop() string {
	v.t.Helper()
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		v.t.Fatal(err)
	}
	limit := time.AfterFunc(5*time.Second, func() { _ = v.cmd.Process.Kill() })
	defer limit.Stop()
	rest, err := io.ReadAll(v.out)
	if err = errors.Join(err, v.cmd.Wait()); err != nil {
		v.t.Errorf("told to stop it ended with %v, want status 0 in time", err)
	}
	if v.errs.Len() > 0 {
		v.t.Errorf("it said %q", v.errs.String())
	}
	return string(rest)
}

func servicePublisher(t *testing.T) *feedtest.Server {
	t.Helper()
	s, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestAServiceThatWaitsEndsWhenItIsTold stops it between two rounds. Each
// round was one line.
func TestAServiceThatWaitsEndsWhenItIsTold(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"for people", " UTC  1 feed: 1 fetched, 0 unchanged, 0 failed, 0 not due; 1 new, 0 updated; ", nil},
		{"for machines", `{"feeds":1,"fetched":1,"not_modified":0,"failed":0,"skipped":0,"new":1,`, []string{"--json"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := servicePublisher(t)
			s.SetFeed("/feed", feedtest.Feed{Title: "Gauge", Items: []feedtest.Item{{GUID: "1", Title: "Water rises"}}})
			v := startService(t, s, tt.args...)
			lines := bufio.NewReader(v.out)
			line, err := lines.ReadString('\n')
			if err != nil || !strings.Contains(line, tt.want) {
				t.Errorf("first line %q (%v), want %q in it", line, err, tt.want)
			}
			if rest := v.stop(); rest != "" || lines.Buffered() > 0 {
				t.Errorf("after the line of the round came %d bytes and %q", lines.Buffered(), rest)
			}
		})
	}
}

// TestAServiceThatIsFetchingEndsWhenItIsTold stops it while a server keeps it
// waiting.
func TestAServiceThatIsFetchingEndsWhenItIsTold(t *testing.T) {
	asked, goOn := make(chan struct{}, 1), make(chan struct{})
	s := servicePublisher(t)
	s.SetFeedFunc("/feed", func(time.Time) feedtest.Feed {
		asked <- struct{}{}
		<-goOn
		return feedtest.Feed{}
	})
	defer close(goOn)
	v := startService(t, s)
	select {
	case <-asked:
	case <-time.After(patience):
		t.Error("the feed was never asked for")
	}
	if out := v.stop(); out != "" {
		t.Errorf("it printed %q of a round that was called off", out)
	}
}
