package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"sitrep/internal/sanitize"
)

// maxLog is how large the log may grow before it becomes sitrep.log.1 and a
// new one begins.
const maxLog = 2 << 20

// NewLog returns a log that appends to a file of limited size, readable by its
// owner only. The file is opened at the first entry; where it cannot be, entries
// are dropped: sitrep works without a log. Close closes the file.
func NewLog(path string) (*slog.Logger, io.Closer) {
	f := &logFile{path: path}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{ReplaceAttr: cleanLog})), f
}

// logFile is a log file of limited size, readable by its owner only. It may
// be used concurrently.
type logFile struct {
	path string

	mu   sync.Mutex
	f    *os.File
	size int64
	dead bool // it could not be opened
}

var errNoLog = errors.New("the log cannot be written")

// Write appends p, one whole entry.
func (l *logFile) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return 0, errNoLog
	}
	if err := l.ready(int64(len(p))); err != nil {
		l.dead = true
		return 0, err
	}
	n, err := l.f.Write(p)
	l.size += int64(n)
	return n, err
}

// ready opens the file and starts a new one if n bytes do not fit.
func (l *logFile) ready(n int64) error {
	if l.f == nil {
		if err := l.open(); err != nil {
			return err
		}
	}
	if l.size == 0 || l.size+n <= maxLog {
		return nil
	}
	err := errors.Join(l.f.Close(), os.Rename(l.path, l.path+".1"))
	l.f = nil
	if err != nil {
		return fmt.Errorf("rotate log: %w", err)
	}
	return l.open()
}

func (l *logFile) open() error {
	if err := makeFolder(filepath.Dir(l.path)); err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	if info, err := os.Stat(l.path); err == nil && !info.Mode().IsRegular() {
		return errNoLog // to open a pipe would wait for its reader
	}
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	if l.size, err = f.Seek(0, io.SeekEnd); err != nil {
		return errors.Join(fmt.Errorf("open log: %w", err), f.Close())
	}
	l.f = f
	return nil
}

// Close closes the file.
func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f == nil {
		return nil
	}
	err := l.f.Close()
	l.f, l.dead = nil, true
	return err
}

// cleanLog cleans the texts and errors of the log.
func cleanLog(_ []string, a slog.Attr) slog.Attr {
	a.Value = a.Value.Resolve()
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(sanitize.Text(a.Value.String()).String())
	case slog.KindAny:
		switch v := a.Value.Any().(type) {
		case *slog.Source:
		case error:
			a.Value = slog.StringValue(sanitize.Text(v.Error()).String())
		default:
			a.Value = slog.StringValue(sanitize.Text(fmt.Sprint(v)).String())
		}
	default:
	}
	return a
}
