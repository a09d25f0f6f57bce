package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// measuredProgram runs the program that its arguments name after a file, and writes to
// the file what that took. The greatest memory of a process is never less than what
// its parent had when it began, so that a test, which may be large, cannot measure its
// own children.
func measuredProgram() {
	c := exec.Command(os.Args[2], os.Args[3:]...) //nolint:gosec // a test's own
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := c.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
	took := outlay{peak(c.ProcessState), c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	if err := os.WriteFile(os.Args[1], fmt.Appendf(nil, "%d %d", took.mib, took.cpu), 0o600); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitFailed)
	}
	os.Exit(c.ProcessState.ExitCode())
}

// outlay is the cost of a process: memory at its peak in MiB, 0 where the system does not
// tell, and processor time.
type outlay struct {
	mib int64
	cpu time.Duration
}
