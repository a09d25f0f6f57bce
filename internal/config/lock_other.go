//go:build !linux && !darwin && !freebsd

package config

import (
	"errors"
	"io/fs"
	"os"
)

// tryLock makes the file at path and keeps it open; nil: another process has done
// so. A file that is open cannot be removed here, so one that can be was left by a
// process that died.
func tryLock(path string) (*os.File, error) {
	_ = os.Remove(path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrPermission) {
		if _, serr := os.Stat(path); serr == nil {
			return nil, nil //nolint:nilnil // nobody is at fault
		}
	}
	return f, err
}

// release removes the file, which has to be closed for that.
func release(f *os.File, path string) {
	_ = f.Close()
	_ = os.Remove(path)
}
