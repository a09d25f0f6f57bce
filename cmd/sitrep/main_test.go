package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be a sitrep with a fault in it, which the tests
// of the whole program (e2e) build and start by these names: "sitrep-that-fails"
// has a screen that panics at some keys, "sitrep-that-fails-behind" panics in the
// background.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"sitrep-that-fails": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			e := newEnv(os.Stdin, os.Stdout, os.Stderr, os.Getenv)
			e.around = func(m tea.Model) tea.Model { return failing{Model: m} }
			os.Exit(runEnv(ctx, e, os.Args[1:]))
		},
		"sitrep-that-fails-behind": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			e := newEnv(os.Stdin, os.Stdout, os.Stderr, os.Getenv)
			now := e.opts.Now
			e.opts.Now = func() time.Time {
				if strings.Contains(string(debug.Stack()), ".pollWhileLeased(") {
					panic("a fault behind the screen")
				}
				return now()
			}
			os.Exit(runEnv(ctx, e, os.Args[1:]))
		},
	})
}

// failing is a screen with faults in it: in Update at "!", in a command at
// "@", in View at "&".
type failing struct {
	tea.Model
	blind bool
}

func (f failing) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		switch k.String() {
		case "!":
			panic("a fault in the screen")
		case "@":
			return f, tea.Batch(nil, func() tea.Msg { panic("a fault in a command") })
		case "&":
			return failing{f.Model, true}, nil
		}
	}
	m, cmd := f.Model.Update(msg)
	return failing{m, f.blind}, cmd
}

func (f failing) View() tea.View {
	if f.blind {
		panic("a fault in the view")
	}
	return f.Model.View()
}
