package served

import (
	"errors"
	"io"
	"runtime"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestSessionsLeaveNothingBehind opens sessions, reads, and ends each in another way: by
// its keys, by the connection, by the end of the server. No goroutine stays.
func TestSessionsLeaveNothingBehind(t *testing.T) {
	base := runtime.NumGoroutine()
	f := start(t, 20, many)
	var all []*client
	for range 4 {
		c := f.enter(t, "127.0.0.1", 0)
		c.press("j")
		c.press("\r")
		all = append(all, c)
	}
	if _, err := io.WriteString(all[0].in, "Q"); err != nil {
		t.Fatal(err)
	}
	if err := all[0].s.Wait(); err != nil {
		t.Errorf("quit: %v", err)
	}
	all[0].c.Close()
	all[1].c.Close()
	if err := all[2].in.Close(); err != nil { // nothing more is typed
		t.Fatal(err)
	}
	if err := all[2].s.Wait(); err != nil {
		t.Errorf("the end of the keys: %v", err)
	}
	all[2].c.Close()
	f.close(t)
	var ended *ssh.ExitError
	if err := all[3].s.Wait(); err != nil && !errors.As(err, &ended) {
		t.Errorf("the end of the server: %v", err)
	}
	all[3].c.Close()
	for end := time.Now().Add(30 * time.Second); runtime.NumGoroutine() > base; <-time.After(20 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), base, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
