//go:build !linux

package sshd

import "net"

// keepUnsent does nothing: only Linux limits what waits to be sent for one connection.
func keepUnsent(net.Conn, int) {}
