//go:build linux || darwin || freebsd

package sqlite

import "syscall"

// freeBytes returns how many bytes a disk has free for us. known is false if
// that cannot be found out.
func freeBytes(dir string) (free int64, known bool) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true //nolint:unconvert // the types differ by system
}
