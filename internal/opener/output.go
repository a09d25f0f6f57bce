package opener

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"sitrep/internal/sanitize"
)

// Bounds for the output of a program.
const (
	mostOutput = 64 << 10
	outputTime = 30 * time.Second
)

// Output runs a program, given with its arguments and without a shell, and returns
// its output, which may be a secret: no error holds any of it.
func Output(ctx context.Context, argv []string) ([]byte, error) {
	if len(argv) == 0 {
		return nil, errors.New("no program is named")
	}
	ctx, cancel := context.WithTimeout(ctx, outputTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...) //nolint:gosec // the configuration names it
	out := &bounded{}
	cmd.Stdout = out
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("run %s: %w", sanitize.Line(argv[0]), cause(err))
	}
	if out.over {
		return nil, fmt.Errorf("run %s: it prints more than 64 KiB", sanitize.Line(argv[0]))
	}
	return out.kept.Bytes(), nil
}

// bounded keeps up to mostOutput bytes. It embeds no buffer: io.Copy would fill that
// past the bound by its ReadFrom.
type bounded struct {
	kept bytes.Buffer
	over bool
}

// Write keeps what fits.
func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > mostOutput {
		b.over = true
		return len(p), nil
	}
	return b.kept.Write(p)
}
