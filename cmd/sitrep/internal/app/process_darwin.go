package app

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

// birthOf returns the start time of a process from the system; empty if there is none.
func birthOf(number int) (b birth) {
	if boot, err := unix.Sysctl("kern.bootsessionuuid"); err == nil {
		b.boot, _, _ = strings.Cut(boot, "-")
	}
	if p, err := unix.SysctlKinfoProc("kern.proc.pid", number); err == nil && int(p.Proc.P_pid) == number {
		b.begun = fmt.Sprintf("%d-%d", p.Proc.P_starttime.Sec, p.Proc.P_starttime.Usec)
	}
	return b
}
