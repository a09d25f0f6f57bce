package sshd

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// keepUnsent limits the bytes that the kernel takes before they can be sent: those that
// wait there are old when they arrive. Bytes on their way are not limited.
func keepUnsent(c net.Conn, bytes int) {
	sc, ok := c.(syscall.Conn)
	if !ok {
		return
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, bytes) //nolint:gosec // the number of a file
	})
}
