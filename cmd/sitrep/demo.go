package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
				return e.demoServe(c.Context())
			}
			return e.demoRead(c.Context())
		},
	}
	e.plain.add(c)
	c.Flags().BoolVar(&serve, "serve", false, "serve the outlets and print a configuration for them")
	return c
}

// demoRead runs the reader on the crisis.
func (e *env) demoRead(ctx context.Context) error {
	if err := e.checkTerminal(); err != nil {
		return err
	}
	sc, server, err := e.demoPublisher(demoSpeed) //nolint:contextcheck // Close ends the server, not a context
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
	if err := os.WriteFile(path, []byte(demoConfig(sc, server)), 0o600); err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	e.configFlag, e.dataFlag, e.look = path, dir, demoLook
	e.within(dir)
	err = errors.Join(e.read(ctx), e.close()) // the cache is closed before its folder goes
	return err
}

// within sends everything that sitrep would write to its folders to dir.
func (e *env) within(dir string) {
	getenv := e.getenv
	e.getenv = func(name string) string {
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
func (e *env) demoServe(ctx context.Context) error {
	sc, server, err := e.demoPublisher(1) //nolint:contextcheck // as above
	if err != nil {
		return err
	}
	defer server.Close()
	if err := e.printText(demoConfig(sc, server)); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

// demoPublisher starts the outlets, and makes the scenario's clock, at the
// given speed, the clock of this run.
func (e *env) demoPublisher(speed int) (*crisis.Scenario, *feedtest.Server, error) {
	sc, err := crisis.Load()
	if err != nil {
		return nil, nil, err
	}
	clock, begun := e.now, e.now()
	if speed == 1 { // for another sitrep, whose clock is the true one
		sc.Start = begun.UTC().Truncate(time.Minute)
	}
	e.now = func() time.Time { return sc.Start.Add(clock().Sub(begun) * time.Duration(speed)) }
	server, err := feedtest.NewServer(feedtest.Options{Now: e.now})
	if err != nil {
		return nil, nil, err
	}
	sc.Publish(server)
	return sc, server, nil
}

// demoConfig is the configuration that follows the outlets.
func demoConfig(sc *crisis.Scenario, server *feedtest.Server) string {
	var b strings.Builder
	b.WriteString("# The fictional crisis of sitrep demo.\npacks: []\nfeeds:\n")
	for _, o := range sc.Outlets {
		fmt.Fprintf(&b, "  - url: %s\n    name: %s\n    tags: [%s]\n    interval: 15m\n", server.URL(o.Path()), strconv.Quote(o.Name), o.Lang)
		if o.Full {
			b.WriteString("    fulltext: true\n")
		}
	}
	b.WriteString(`desks:
  - {name: Dam, query: "kessrin OR dam OR gate OR barrage OR дамба OR سد", key: g d}
  - {name: People, query: "evacuation OR shelter OR left OR bus", key: g p}
  - {name: Official, query: 'feed:authority OR feed:relief', key: g o}
poll:
  interval: 15m
  timeout: 10s
  per_host: 8
  host_gap: 0s
  allow_private: [127.0.0.1]
`)
	return b.String()
}
