package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"sync"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/cmd/sitrep/internal/served"
	"sitrep/internal/config"
	"sitrep/internal/operate"
	"sitrep/internal/sshd"
)

func serveCmd(e *env) *cobra.Command {
	var listen string
	var check bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the reader over SSH, and poll",
		Long: `serve shows the reader to persons who log in by SSH with a key that sitrep
people has listed, and polls the feeds. Each person has marks, places and a
trail of their own. A line is printed for everybody who comes in, goes out or
is refused. It ends on SIGTERM; everybody's place is kept.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			if check {
				return checkServe(e, listen)
			}
			return serve(c.Context(), e, listen)
		},
	}
	c.Flags().StringVar(&listen, "listen", "", "`ADDRESS` and port instead of serve.listen of the configuration")
	c.Flags().BoolVar(&check, "check", false, "read the configuration, the keys and the people, and listen nowhere")
	return c
}

// server returns the server that the configuration describes, its host key made if
// makeKey and there is none.
func (e *env) server(cfg *config.Config, makeKey bool) (*sshd.Server, error) {
	files, err := e.opts.ServeFiles(cfg)
	if err != nil {
		return nil, err
	}
	load := func(path string) (*sshd.HostKey, bool, error) {
		k, err := sshd.LoadHostKey(path)
		if errors.Is(err, fs.ErrNotExist) && !sshd.HadHostKey(path) {
			err = nil
		}
		return k, false, err
	}
	if makeKey {
		load = sshd.EnsureHostKey
	}
	key, made, err := load(files.HostKey)
	if err != nil {
		return nil, err
	}
	if made {
		e.warn("made the host key " + e.opts.HomePath(files.HostKey) + "; keep a copy, or every client is warned when it is gone")
	}
	s := &sshd.Server{
		Host: key, People: files.People, Authorities: files.CA, Now: e.opts.Now,
		Limits: sshd.Limits{Sessions: cfg.Serve.Sessions, Idle: cfg.Serve.Idle},
		Audit:  func(entry sshd.Entry) { _ = e.printf("%s\n", entry.Line()) }, // a log that is gone stops nobody
	}
	if err := s.Load(); err != nil {
		return nil, err
	}
	return s, nil
}

// serve serves until ctx ends.
func serve(ctx context.Context, e *env, listen string) error {
	a, err := app.Open(ctx, e.options())
	if err != nil {
		return err
	}
	e.onClose(a.Close)
	a.RunAlerts = false // a server starts no program
	s, err := e.server(a.Config, true)
	if err != nil {
		return err
	}
	readers, err := served.New(a)
	if err != nil {
		return err
	}
	s.Run = readers.Run
	s.Failed = func(p any, stack []byte) { readers.Failed(p, stack, "a connection failed") }
	if listen == "" {
		listen = a.Config.Serve.Listen
	}
	l, err := operate.Handed(e.opts.Getenv, e.opts.Process)
	if l == nil && err == nil {
		l, err = (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	}
	if err != nil {
		return fmt.Errorf("serve: %w (choose another with --listen)", err)
	}
	people := s.Persons()
	if len(people.Keys) == 0 && s.Authorities == "" {
		e.warn("nobody may come in yet: sitrep people add NAME KEYFILE")
	}
	if err := e.printf("serving on %s, %s, host key %s\n", l.Addr(), present.Count(len(people.Names()), "person", "persons"), s.Host.Fingerprint()); err != nil {
		return errors.Join(err, l.Close())
	}
	return listenUntil(ctx, e, s, readers, l)
}

// listenUntil serves on a listener until ctx ends or the cache is gone.
func listenUntil(ctx context.Context, e *env, s *sshd.Server, readers *served.Readers, l net.Listener) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	working, rest := context.WithCancel(context.WithoutCancel(ctx)) // sessions end before the parts they need
	var behind sync.WaitGroup
	behind.Go(func() { readers.Work(working) })
	if at := readers.Config().Serve.Operate; at != "" {
		figures, err := operate.Listen(ctx, at)
		if err != nil {
			rest()
			return errors.Join(err, l.Close())
		}
		behind.Go(func() {
			o := &operate.Server{Ready: readers.Ready, Metrics: func(ctx context.Context) []operate.Metric { return readers.Metrics(ctx, s) }}
			if err := o.Serve(working, figures); err != nil {
				e.warn("serve: " + err.Error())
			}
		})
	}
	tell := func(state string) {
		if err := operate.Notify(working, e.opts.Getenv, state); err != nil {
			e.logger().WarnContext(working, "serve", slog.Any("error", err))
		}
	}
	behind.Go(func() { operate.Watchdog(ctx, e.opts.Getenv, func() bool { return true }) })
	ending := context.AfterFunc(ctx, func() { tell(operate.Stopping) })
	defer ending()
	tell(operate.Ready)
	behind.Go(func() {
		s.Watch(ctx, func(err error) { e.warn("serve: " + err.Error() + "; what was in force stays") })
	})
	behind.Go(func() {
		select {
		case <-readers.Replaced():
			stop(errors.New("serve: the cache was removed or replaced"))
		case <-ctx.Done():
		}
	})
	err := s.Serve(ctx, l)
	stop(nil)
	rest()
	behind.Wait()
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// checkServe reads everything that a server needs. A host key that was never made is
// no fault: the first start makes it.
func checkServe(e *env, listen string) error {
	cfg, err := e.opts.LoadConfig()
	if err != nil {
		return err
	}
	s, err := e.server(cfg, false)
	if err != nil {
		return err
	}
	if listen == "" {
		listen = cfg.Serve.Listen
	}
	p, key := s.Persons(), "a host key is made at the first start"
	if s.Host != nil {
		key = "host key " + s.Host.Fingerprint()
	}
	return e.printf("ready to serve on %s, %s, %s, %s\n", listen, present.Count(len(p.Names()), "person", "persons"), present.Count(len(p.Keys), "key", "keys"), key)
}
