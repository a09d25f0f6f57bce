//go:build linux || darwin || freebsd

package config

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks the file at path; nil: another process has locked it.
func tryLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
			return nil, nil //nolint:nilnil // nobody is at fault
		}
		return nil, &os.PathError{Op: "lock", Path: path, Err: err}
	}
	// Whoever had it before has removed the file: the lock is on one that nobody
	// else finds any more.
	mine, err := f.Stat()
	there, serr := os.Stat(path)
	if err != nil || serr != nil || !os.SameFile(mine, there) {
		_ = f.Close()
		return nil, nil //nolint:nilnil,nilerr // it is tried again
	}
	return f, nil
}

// release removes the file and unlocks it, in this order.
func release(f *os.File, path string) {
	_ = os.Remove(path)
	_ = f.Close()
}
