package app

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// birthOf returns the start time of a process from the system; empty if there is none.
func birthOf(number int) (b birth) {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if first, _, _ := strings.Cut(strings.TrimSpace(string(boot)), "-"); err == nil {
		b.boot = first
	}
	if info, err := os.Stat("/proc/self/ns/pid"); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			b.space = strconv.FormatUint(st.Ino, 16)
		}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", number))
	if err != nil {
		return b
	}
	// The second field, in brackets, is a name with anything in it (proc(5)); the
	// start, in ticks since the machine started, is the 22nd.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	if len(fields) > 19 {
		b.begun = fields[19]
	}
	return b
}
