package sshd

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// keepUnsent limits what the kernel takes of a connection before it can be sent: what
// waits there is old when it arrives. What is on its way is not limited.
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
