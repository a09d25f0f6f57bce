//go:build unix

package ending

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// notifyStop has c receive when a signal asks the reader to stop (SIGTSTP), which
// gives the terminal back first. From then on the signal alone stops nothing.
func notifyStop(c chan os.Signal) { signal.Notify(c, syscall.SIGTSTP) }

// stopNow stops this process until it is resumed (SIGCONT).
func stopNow() { _ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) } // it is there

// stoppable reports whether somebody could resume this process: a shell that
// controls jobs gives each a group of its own. A reader that a connection or a
// window began with has none.
func stoppable() bool {
	session, err := unix.Getsid(0)
	if err != nil || session == unix.Getpgrp() {
		return false
	}
	parent, err := unix.Getsid(os.Getppid())
	return err == nil && parent == session
}
