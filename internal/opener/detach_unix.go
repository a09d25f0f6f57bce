//go:build unix

package opener

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
)

// detach gives the program a session of its own: keys typed into the
// terminal, Ctrl-C among them, do not reach it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// end ends a detached program and its children.
func end(p *os.Process) error {
	err := syscall.Kill(-p.Pid, syscall.SIGKILL)
	if errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	}
	return err
}
