package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/feedtest/crisis"
)

// The demo's clock runs so many times faster than ours, so that the four
// hours of the crisis pass in six minutes.
const demoSpeed = 40

// demoLook is how often, by our clock, the demo looks for feeds that are due.
const demoLook = 3 * time.Second

// demoCmd is the reader on a fictional crisis.
func demoCmd(e *env) *cobra.Command {
	serve := false
	c := &cobra.Command{
		Use:   "demo",
		Short: "Read a fictional crisis: no network, nothing left behind",
		Long: `The reader on a built-in, fictional crisis: a dam above a town, told by a
dozen outlets in seven languages. They are served on this machine alone, stories
arrive as you read, and the clock runs forty times faster than yours. The cache
is in a temporary folder that is removed at the end.

With --serve there is no reader: the outlets are served until the command is
stopped, and a configuration for another sitrep is printed.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			if serve {
				return demoServe(c.Context(), e)
			}
			return demoRead(c.Context(), e)
		},
	}
	e.plain.add(c)
	c.Flags().BoolVar(&serve, "serve", false, "serve the outlets and print a configuration for them")
	return c
}

// demoRead runs the reader on the crisis.
func demoRead(ctx context.Context, e *env) error {
	if err := checkTerminal(e); err != nil {
		return err
	}
	sc, server, err := demoPublisher(e, demoSpeed) //nolint:contextcheck // Close ends the server, not a context
	if err != nil {
		return err
	}
	defer server.Close()
	dir, err := os.MkdirTemp("", "sitrep-demo-")
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(path, []byte(sc.Config(server)), 0o600); err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	e.opts.ConfigFile, e.opts.DataDir, e.opts.Look = path, dir, demoLook
	within(e, dir)
	err = errors.Join(runReader(ctx, e), e.close()) // the cache is closed before its folder goes
	return err
}

// within sends everything that sitrep would write to its folders to dir.
func within(e *env, dir string) {
	getenv := e.opts.Getenv
	e.opts.Getenv = func(name string) string {
		switch name {
		case "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME":
			return dir
		case "SITREP_CONFIG", "SITREP_DATA", "SITREP_PERSON":
			return ""
		}
		return getenv(name)
	}
}

// demoServe serves the crisis to another sitrep, at the pace of our clock.
func demoServe(ctx context.Context, e *env) error {
	sc, server, err := demoPublisher(e, 1) //nolint:contextcheck // as above
	if err != nil {
		return err
	}
	defer server.Close()
	if err := e.printText(sc.Config(server)); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// demoPublisher starts the outlets, and makes the scenario's clock, at the
// given speed, the clock of this run.
func demoPublisher(e *env, speed int) (*crisis.Scenario, *feedtest.Server, error) {
	sc, err := crisis.Load()
	if err != nil {
		return nil, nil, err
	}
	clock, begun := e.opts.Now, e.opts.Now()
	if speed == 1 { // for another sitrep, whose clock is the true one
		sc.Start = begun.UTC().Truncate(time.Minute)
	}
	e.opts.Now = func() time.Time { return sc.Start.Add(clock().Sub(begun) * time.Duration(speed)) }
	server, err := feedtest.NewServer(feedtest.Options{Now: e.opts.Now})
	if err != nil {
		return nil, nil, err
	}
	sc.Publish(server)
	return sc, server, nil
}
