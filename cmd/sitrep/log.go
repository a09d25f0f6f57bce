package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
)

// maxLog is how large the log may grow before it becomes sitrep.log.1 and a
// new one begins.
const maxLog = 2 << 20

// logPath returns where the log is.
func (e *env) logPath() (string, error) {
	dir, err := e.folder("STATE")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "sitrep.log"), nil
}

// logger returns the log of this run. It is opened at the first entry; where
// it cannot be, entries are dropped: sitrep works without a log.
func (e *env) logger() *slog.Logger {
	if e.log != nil {
		return e.log
	}
	e.log = slog.New(slog.DiscardHandler)
	if path, err := e.logPath(); err == nil {
		f := &logFile{path: path}
		e.onClose(f.Close)
		e.log = slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{ReplaceAttr: cleanLog}))
	}
	return e.log
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
