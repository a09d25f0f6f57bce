package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	tea "charm.land/bubbletea/v2"
)

// env is what the commands know of the world: streams, clock, environment,
// the global flags, and what is opened from them on demand. It belongs to
// one run of Main and is not safe for concurrent use.
type env struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	getenv func(string) string
	now    func() time.Time

	// around, if set, stands between the terminal and the screen: a test
	// makes a screen fail with it.
	around func(tea.Model) tea.Model

	// look is how often at least a follower looks at the schedule; 0: the
	// poller's default. The demo, whose clock runs fast, sets it.
	look time.Duration

	configFlag string
	dataFlag   string
	personFlag string
	plain      plainFlags

	log     *slog.Logger
	closers []func() error
}

func newEnv(stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) *env {
	return &env{
		stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv,
		now: time.Now, // the one place where the program reads the clock
	}
}

// close closes what was opened, the last first.
func (e *env) close() error {
	var errs []error
	for len(e.closers) > 0 {
		last := len(e.closers) - 1
		errs = append(errs, e.closers[last]())
		e.closers = e.closers[:last]
	}
	return errors.Join(errs...)
}

// onClose has f called when the run ends.
func (e *env) onClose(f func() error) { e.closers = append(e.closers, f) }

// folder returns sitrep's own folder of one kind ("CONFIG", "DATA", "STATE")
// by the XDG Base Directory Specification: the variable if it holds an
// absolute path, else the custom of the system.
func (e *env) folder(kind string) (string, error) {
	if d := e.getenv("XDG_" + kind + "_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "sitrep"), nil
	}
	if runtime.GOOS == "windows" {
		variable := "LOCALAPPDATA"
		if kind == "CONFIG" {
			variable = "APPDATA"
		}
		if d := e.getenv(variable); d != "" {
			return filepath.Join(d, "sitrep"), nil
		}
	}
	home := cmp.Or(e.getenv("HOME"), e.getenv("USERPROFILE"))
	if home == "" {
		return "", fmt.Errorf("find a folder: neither XDG_%s_HOME nor HOME is set (set one, or use --config and --data)", kind)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "sitrep"), nil
	}
	switch kind {
	case "CONFIG":
		return filepath.Join(home, ".config", "sitrep"), nil
	case "STATE":
		return filepath.Join(home, ".local", "state", "sitrep"), nil
	default:
		return filepath.Join(home, ".local", "share", "sitrep"), nil
	}
}

// makeFolder creates a folder that only its owner can enter.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o700) }
