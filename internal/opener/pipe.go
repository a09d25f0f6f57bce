package opener

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// limits is how long a program that takes a text may run, and how long what
// it leaves behind may go on writing.
type limits struct{ run, grace time.Duration }

// pipeOut is how much of a program's output is looked at, in bytes.
const pipeOut = 64 << 10

// Pipe starts a program by its argument list, gives it text as its input, and
// returns the last line that it wrote. It has no terminal. It is ended after a
// minute, or with ctx, together with whatever it has started. One that leaves
// another behind is not waited for.
func Pipe(ctx context.Context, argv []string, text sanitize.Clean) (sanitize.Clean, error) {
	return limits{run: time.Minute, grace: 2 * time.Second}.pipe(ctx, argv, text)
}

func (p limits) pipe(ctx context.Context, argv []string, text sanitize.Clean) (sanitize.Clean, error) {
	if len(argv) == 0 {
		return sanitize.Clean{}, errors.New("there is no program")
	}
	ctx, cancel := context.WithTimeout(ctx, p.run)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var out tail
	var faults head
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text.String()+"\n"), &out, &faults
	cmd.WaitDelay = p.grace
	detach(cmd)
	cmd.Cancel = func() error { return end(cmd.Process) }
	err := cmd.Run()
	last := out.last()
	switch {
	case err == nil, errors.Is(err, exec.ErrWaitDelay):
		// It ended well, perhaps leaving another behind that still writes.
		return last, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return last, fmt.Errorf("%s: ended after a minute", argv[0])
	case !faults.first().IsZero():
		return last, fmt.Errorf("%s: %w: %s", argv[0], cause(err), faults.first())
	case !last.IsZero():
		return last, fmt.Errorf("%s: %w: %s", argv[0], cause(err), last)
	}
	return last, fmt.Errorf("%s: %w", argv[0], cause(err))
}

// head keeps the beginning of its input.
type head struct{ buf bytes.Buffer }

// Write never fails.
func (h *head) Write(b []byte) (int, error) {
	h.buf.Write(b[:min(len(b), pipeOut-min(h.buf.Len(), pipeOut))])
	return len(b), nil
}

// first returns the first line with something on it.
func (h *head) first() sanitize.Clean {
	for line := range strings.SplitSeq(h.buf.String(), "\n") {
		if c := sanitize.Line(line); !c.IsZero() {
			return sanitize.Brief(c.String())
		}
	}
	return sanitize.Clean{}
}

// tail keeps the end of its input.
type tail struct{ buf bytes.Buffer }

// Write never fails.
func (t *tail) Write(b []byte) (int, error) {
	n := len(b)
	b = b[max(len(b)-pipeOut, 0):]
	if over := t.buf.Len() + len(b) - pipeOut; over > 0 {
		t.buf.Next(over)
	}
	t.buf.Write(b)
	return n, nil
}

// last returns the last line with something on it.
func (t *tail) last() sanitize.Clean {
	lines := strings.Split(strings.TrimSpace(t.buf.String()), "\n")
	return sanitize.Line(lines[len(lines)-1])
}
