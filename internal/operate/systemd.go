package operate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// Notify tells the service manager a state, such as "READY=1" (sd_notify). It does
// nothing where none has asked for it (NOTIFY_SOCKET).
func Notify(ctx context.Context, getenv func(string) string, state string) error {
	path := getenv("NOTIFY_SOCKET")
	if path == "" {
		return nil
	}
	if path[0] == '@' { // of the kernel, not of a file system
		path = "\x00" + path[1:]
	}
	c, err := (&net.Dialer{}).DialContext(ctx, "unixgram", path)
	if err != nil {
		return fmt.Errorf("notify the service manager: %w", err)
	}
	_, err = c.Write([]byte(state))
	return errors.Join(err, c.Close())
}

// Ready and Stopping are states for Notify.
const (
	Ready    = "READY=1"
	Stopping = "STOPPING=1"
)

// Watchdog tells the service manager that the process lives, as often as it has asked
// for (WATCHDOG_USEC), while alive reports true, until ctx ends.
func Watchdog(ctx context.Context, getenv func(string) string, alive func() bool) {
	micros, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64)
	if err != nil || micros <= 0 {
		return
	}
	tick := time.NewTicker(time.Duration(micros) * time.Microsecond / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if alive() {
			_ = Notify(ctx, getenv, "WATCHDOG=1") // it is asked again in time
		}
	}
}

// firstFile is the number of the first file that a service manager hands over.
const firstFile = 3

// Handed returns the listener that the service manager has opened for the process of
// that number (socket activation); nil: none.
func Handed(getenv func(string) string, pid int) (net.Listener, error) {
	if getenv("LISTEN_PID") != strconv.Itoa(pid) {
		return nil, nil //nolint:nilnil // mostly there is none
	}
	if n, err := strconv.Atoi(getenv("LISTEN_FDS")); err != nil || n != 1 {
		return nil, fmt.Errorf("the service manager handed over %q sockets, want 1", getenv("LISTEN_FDS"))
	}
	f := os.NewFile(firstFile, "listener")
	defer f.Close() // the listener has its own
	l, err := net.FileListener(f)
	if err != nil {
		return nil, fmt.Errorf("use the socket of the service manager: %w", err)
	}
	return l, nil
}
