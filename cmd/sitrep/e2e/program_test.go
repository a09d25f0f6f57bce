package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The exit statuses of the program.
const (
	exitDone       = 0
	exitFailed     = 1
	exitSomeFailed = 3
)

// patience is how long a test waits for what another process does in its own
// time. It bounds a test that fails; on a busy machine a good one may take long.
const patience = 90 * time.Second

// TestMain runs the tests, or a program that sitrep is measured against.
func TestMain(m *testing.M) {
	testscript.Main(cleaned{m}, map[string]func(){
		"plain-program": plainProgram, "farm-program": farmProgram, "measured-program": measuredProgram,
	})
}

// cleaned runs the tests, then removes the programs built for them.
type cleaned struct{ m *testing.M }

func (c cleaned) Run() int {
	defer func() {
		if binaries != "" {
			_ = os.RemoveAll(binaries)
		}
	}()
	return c.m.Run()
}

// binaries is the folder of the built programs; empty: nothing was built.
var binaries string

// built builds sitrep and puts it on PATH, once.
var built = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "sitrep-e2e-")
	if err != nil {
		return err
	}
	binaries = dir
	if err := goTool("build", "-o", dir, "sitrep/cmd/sitrep"); err != nil {
		return err
	}
	return os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
})

// builtFaulty builds the tests of cmd/sitrep, which are a sitrep with a fault in
// it under two names.
var builtFaulty = sync.OnceValue(func() error {
	name := filepath.Join(binaries, "sitrep-that-fails")
	if err := goTool("test", "-c", "-o", name, "sitrep/cmd/sitrep"); err != nil {
		return err
	}
	return os.Link(name, name+"-behind")
})

// goTool runs the go command. Programs are built with the race detector if the
// tests have it, else without cgo as they are released, and write coverage data if
// GOCOVERDIR names a folder.
func goTool(command string, args ...string) error {
	all := []string{command}
	if raceDetector {
		all = append(all, "-race")
	}
	if os.Getenv("GOCOVERDIR") != "" {
		all = append(all, "-cover", "-coverpkg=sitrep/...")
	}
	c := exec.CommandContext(context.Background(), "go", append(all, args...)...)
	if c.Env = os.Environ(); !raceDetector {
		c.Env = append(c.Env, "CGO_ENABLED=0")
	}
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", command, err, out)
	}
	return nil
}

// program returns the path of a program under test, which is built if need be.
func program(tb testing.TB, name string) string {
	tb.Helper()
	err := built()
	if err == nil && strings.HasPrefix(name, "sitrep-that-fails") {
		err = builtFaulty()
	}
	if err != nil {
		tb.Fatal(err)
	}
	path, err := exec.LookPath(name)
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

// newCommand returns a command that runs a program in an environment.
func newCommand(tb testing.TB, env []string, name string, args ...string) *exec.Cmd {
	tb.Helper()
	c := exec.CommandContext(tb.Context(), program(tb, name), args...)
	c.Env = env
	if dir := os.Getenv("GOCOVERDIR"); dir != "" {
		c.Env = append(slices.Clip(c.Env), "GOCOVERDIR="+dir)
	}
	return c
}

// ran runs sitrep to its end and returns its output and exit status.
func ran(tb testing.TB, env []string, input string, args ...string) (stdout, stderr string, status int) {
	tb.Helper()
	c := newCommand(tb, env, "sitrep", args...)
	var out, errs bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(input), &out, &errs
	err := c.Run()
	if ee, ok := errors.AsType[*exec.ExitError](err); ok {
		return out.String(), errs.String(), ee.ExitCode()
	}
	if err != nil {
		tb.Fatalf("sitrep %q: %v", args, err)
	}
	return out.String(), errs.String(), exitDone
}
