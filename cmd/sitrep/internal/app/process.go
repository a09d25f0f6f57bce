package app

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// birth tells two processes apart that had one number after each other. Each part
// is empty where the system does not say it.
type birth struct {
	boot  string // of this start of the machine
	space string // in which the number of the process is one
	begun string // when the process began, as the system counts
}

// String returns the birth as one word; empty: nothing is known.
func (b birth) String() string {
	if b == (birth{}) {
		return ""
	}
	return b.boot + "." + b.space + "." + b.begun
}

// readBirth reads what String returned.
func readBirth(s string) (b birth) {
	if parts := strings.Split(s, "."); len(parts) == 3 {
		b = birth{parts[0], parts[1], parts[2]}
	}
	return b
}

// differ reports whether both are known and are not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// How the name of a process begins and ends: "sitrep poll (process 7 on host) [birth]".
const (
	processMark = " (process "
	birthMark   = ") ["
)

// processName names a process to others, and so that they can tell whether it is
// still there.
func processName(command string, number int, host string, b birth) string {
	name := fmt.Sprintf("%s%s%d on %s)", command, processMark, number, host)
	if s := b.String(); s != "" {
		name += " [" + s + "]"
	}
	return name
}

// Holder is the name of a process that holds a lease.
type Holder string

// String returns the name as people are shown it.
func (h Holder) String() string {
	if i := strings.LastIndex(string(h), birthMark); i >= 0 {
		return string(h[:i+1])
	}
	return string(h)
}

// process takes the name apart. Names of earlier versions have no birth.
func (h Holder) process() (number int, host string, b birth, ok bool) {
	name := h.String()
	i := strings.LastIndex(name, processMark)
	if i < 0 {
		return 0, "", birth{}, false
	}
	if rest, has := strings.CutPrefix(string(h)[len(name):], " ["); has {
		b = readBirth(strings.TrimSuffix(rest, "]"))
	}
	n, host, ok := strings.Cut(strings.TrimSuffix(name[i+len(processMark):], ")"), " on ")
	number, err := strconv.Atoi(n)
	return number, host, b, ok && err == nil && number > 0
}

// isDead reports whether the holder of a lease was a process of this machine that
// is no more: its number is nobody's or another's, or the machine was started
// since. If that cannot be told it is taken to live: its lease runs out by itself.
func (h Holder) isDead(mine Holder) bool {
	number, host, b, ok := h.process()
	_, here, my, known := mine.process()
	switch {
	case !ok || !known || host != here || differ(b.space, my.space) && !differ(b.boot, my.boot):
		return false
	case differ(b.boot, my.boot):
		return true
	}
	return !exists(number) || differ(b.begun, birthOf(number).begun)
}

// exists reports whether there is a process of that number.
func exists(number int) bool {
	p, err := os.FindProcess(number)
	if err != nil {
		return runtime.GOOS != "windows" // elsewhere finding always succeeds
	}
	defer p.Release() //nolint:errcheck // nothing was held but memory
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}
