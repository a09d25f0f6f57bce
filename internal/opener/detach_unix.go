//go:build unix

package opener

import (
	"os/exec"
	"syscall"
)

// detach gives the program a session of its own: keys typed into the
// terminal, Ctrl-C among them, do not reach it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
