package app

import (
	"strconv"
	"syscall"
)

// birthOf returns the start time of a process from the system; empty if there is none.
func birthOf(number int) (b birth) {
	const limited = 0x1000                                        // PROCESS_QUERY_LIMITED_INFORMATION
	p, err := syscall.OpenProcess(limited, false, uint32(number)) //nolint:gosec // a process number
	if err != nil {
		return b
	}
	defer syscall.CloseHandle(p) //nolint:errcheck // it was only to ask
	var begun, ended, kernel, user syscall.Filetime
	if syscall.GetProcessTimes(p, &begun, &ended, &kernel, &user) == nil {
		b.begun = strconv.FormatInt(begun.Nanoseconds(), 36)
	}
	return b
}
