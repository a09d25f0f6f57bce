// Package opener hands things to the world outside the terminal: an address
// to the reader's browser, a text to a file from which it can be taken.
//
// A program is started by its argument list, never through a shell, and an
// address is parsed, checked and written anew before a program sees it.
package opener

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// ErrNoBrowser is matched by the error of Browse where no browser can show
// up in front of the reader.
var ErrNoBrowser = errors.New("there is no browser here")

// patience is how long Browse watches a program for an early failure.
const patience = 2 * time.Second

// Opener opens addresses and keeps clips. It may be used concurrently.
type Opener struct {
	// Browser is the program and its arguments; the address is added as the
	// last one. Empty: the system's way of opening addresses.
	Browser []string
	// ClipFile is where Clip writes; its folder is made if it is missing.
	ClipFile string
	// Getenv reads the environment; required.
	Getenv func(string) string
	// OS is a GOOS; empty: this system's.
	OS string
}

// Browse opens an address in the browser and returns once the program has
// started and has not failed at once. The program outlives sitrep. The error
// matches ErrNoBrowser if nobody would see it: over SSH, or without a
// display.
func (o *Opener) Browse(ctx context.Context, url string) error {
	clean, ok := sanitize.URL("", url)
	if !ok {
		return fmt.Errorf("open %q: not a web address", sanitize.Line(url))
	}
	argv, err := o.argv()
	if err != nil {
		return err
	}
	argv = append(argv, clean)
	// The context ends the waiting, not the browser.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), argv[0], argv[1:]...)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w (set reader.browser in the configuration, or copy the address with y)", argv[0], cause(err))
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }() // ends with the browser; nobody has to wait for it
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return fmt.Errorf("%s: %w (set reader.browser in the configuration, or copy the address with y)", argv[0], err)
		}
		return nil
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return nil
	}
}

// argv returns the program to start and its first arguments.
func (o *Opener) argv() ([]string, error) {
	goos := o.OS
	if goos == "" {
		goos = runtime.GOOS
	}
	graphic := goos == "windows" || goos == "darwin" || o.Getenv("DISPLAY") != "" || o.Getenv("WAYLAND_DISPLAY") != ""
	remote := o.Getenv("SSH_CONNECTION") != "" || o.Getenv("SSH_TTY") != ""
	switch {
	case remote && (goos == "windows" || goos == "darwin" || !graphic):
		return nil, fmt.Errorf("%w: this is a session over SSH, and a browser would open on the other machine; copy the address with y", ErrNoBrowser)
	case len(o.Browser) > 0:
		return append([]string(nil), o.Browser...), nil
	case !graphic:
		return nil, fmt.Errorf("%w: no display is set; copy the address with y, or set reader.browser to one that runs in a terminal of its own", ErrNoBrowser)
	}
	switch goos {
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}, nil
	case "darwin":
		return []string{"open"}, nil
	default:
		return []string{"xdg-open"}, nil
	}
}

// cause drops the words that the caller writes already.
func cause(err error) error {
	if e, ok := errors.AsType[*exec.Error](err); ok {
		return e.Err
	}
	return err
}

// Clip writes text to the clip file, for its owner only, and returns the
// file's path. The file holds the last clip.
func (o *Opener) Clip(ctx context.Context, text sanitize.Clean) (path string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	dir := filepath.Dir(o.ClipFile)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("write clip: %w", err)
	}
	f, err := os.CreateTemp(dir, ".clip-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("write clip: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write clip: %w", err), os.Remove(f.Name()))
		}
	}()
	_, err = io.WriteString(f, strings.TrimRight(text.String(), "\n")+"\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	return o.ClipFile, os.Rename(f.Name(), o.ClipFile)
}
