package opener

import (
	"context"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"sitrep/internal/sanitize"
)

// started runs a program that starts another, and returns the connection that
// the other holds on to.
func started(t *testing.T, ctx context.Context, p limits, how string) (net.Conn, <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan error, 1)
	go func() {
		out, err := p.pipe(ctx, []string{os.Args[0], "starts", l.Addr().String(), how}, sanitize.Lit("a"))
		if err == nil && out.String() != "started another" {
			t.Errorf("it wrote %q", out)
		}
		ended <- err
	}()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, ended
}

func TestAProgramThatLeavesAnotherBehindHasTakenTheText(t *testing.T) {
	_, ended := started(t, t.Context(), limits{time.Minute, time.Millisecond}, "leaves")
	if err := <-ended; err != nil {
		t.Errorf("Pipe = %v, want it taken", err)
	}
}

func TestAProgramIsEndedWithWhatItStarted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c, ended := started(t, ctx, limits{time.Minute, time.Minute}, "waits")
	cancel()
	// It holds the connection until it is ended.
	if _, err := io.Copy(io.Discard, c); err != nil {
		t.Log(err) // reset is an end as well
	}
	if err := <-ended; err == nil {
		t.Error("no error, though it was ended")
	}
}
