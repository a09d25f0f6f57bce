package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/normalize"
	"sitrep/feeds/remote"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/version"
)

// syncLease is the right to exchange marks with the peers of a person: one process at
// a time.
const syncLease = "sync"

// mostAnswer is the largest answer of a peer that is read, in bytes.
const mostAnswer = 16 << 20

// ErrSyncing is matched by the error of a round while another process has one under way.
var ErrSyncing = errors.New("another sitrep is at it; its marks arrive here by themselves")

// syncer keeps the accounts on the peers of a person signed in between rounds.
type syncer struct {
	s       *Session
	servers map[string]remote.Server
}

func newSyncer(s *Session) *syncer { return &syncer{s: s, servers: map[string]remote.Server{}} }

// server returns the account on a peer. A private address may be reached at the
// peer's host only.
func (y *syncer) server(ctx context.Context, p config.Peer) (remote.Server, error) {
	if s := y.servers[p.Name]; s != nil {
		return s, nil
	}
	secret, err := y.s.Secret(ctx, p)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(p.URL)
	if err != nil {
		return nil, errors.New("its url is no address")
	}
	poll := y.s.Config.Poll
	client, err := fetch.New(fetch.Options{
		UserAgent: version.UserAgent(poll.Contact), Timeout: max(poll.Timeout, time.Minute), MaxBody: mostAnswer, PerHost: 1, HostGap: -1,
		Proxy: poll.Proxy, AllowPrivate: []string{u.Hostname()}, Now: y.s.Now,
	})
	if err != nil {
		return nil, err
	}
	y.s.onClose(func() error { client.Close(); return nil })
	s, err := remote.New(remote.Options{Kind: remote.Kind(p.Type), URL: p.URL, User: p.User, Secret: secret, Client: client, Now: y.s.Now})
	if err == nil {
		y.servers[p.Name] = s
	}
	return s, err
}

// round has one round with a peer.
func (y *syncer) round(ctx context.Context, p config.Peer) present.SyncRound {
	out := present.SyncRound{Peer: p.Name}
	server, err := y.server(ctx, p)
	if err == nil {
		n, wire := server.Requests()
		out.Report, err = remote.Peer{
			Name: p.Name, Base: p.URL, Server: server, Who: news.PeerFeeds(p.Feeds), Cache: y.s.Cache,
			Texts: normalize.New(extract.Default()), Reading: feeds.Reading, Now: y.s.Now, Log: y.s.Log,
		}.Round(ctx)
		out.Report.Requests -= n
		out.Report.Bytes -= wire
	} else {
		err = fmt.Errorf("sync with %s: %w", p.Name, err)
		y.keepWhy(ctx, p.Name, err)
	}
	out.Err = err
	if err != nil {
		delete(y.servers, p.Name) // the secret may be another the next time
	}
	if out.Report.New > 0 {
		if rerr := errors.Join(y.s.DB.ResolveTitles(ctx), y.s.UpdateClusters(ctx)); rerr != nil && out.Err == nil {
			out.Err = rerr
		}
	}
	var werr error
	if out.Waiting, werr = y.s.Cache.Waiting(ctx, p.Name); werr != nil && out.Err == nil {
		out.Err = werr
	}
	return out
}

// keepWhy remembers why there could be no round.
func (y *syncer) keepWhy(ctx context.Context, peer string, err error) {
	st, serr := y.s.Cache.PeerState(ctx, peer)
	if serr == nil {
		st.Err = err.Error()
		serr = y.s.Cache.SavePeerState(ctx, peer, st)
	}
	if serr != nil && ctx.Err() == nil {
		y.s.Log.ErrorContext(ctx, "sync", slog.Any("error", serr))
	}
}

// Sync has one round with each peer of the configuration, or with the one of a name,
// and gives each to tell when it has ended. With follow it keeps on until ctx ends. The
// error is for what stops all of them.
func (s *Session) Sync(ctx context.Context, name string, follow bool, tell func(present.SyncRound)) error {
	if s.Database != "" {
		return errPeersNeedFile
	}
	var peers []config.Peer
	var names []string
	for _, p := range s.Config.Sync {
		names = append(names, p.Name)
		if name == "" || p.Name == name {
			peers = append(peers, p)
		}
	}
	if err := s.Cache.KeepPeers(ctx, names); err != nil {
		return err
	}
	switch {
	case len(s.Config.Sync) == 0:
		return errors.New("sync: the configuration names no peer (sync:, see docs/sync.md)")
	case len(peers) == 0:
		return fmt.Errorf("sync: there is no peer %s in the configuration", name)
	}
	holding, lease, err := hold(ctx, s.Cache.Leases(), syncLease, s.owner("sitrep sync"))
	if err != nil {
		return err
	}
	if !lease.Held {
		return fmt.Errorf("sync: %s: %w", lease.Holder, ErrSyncing)
	}
	y := newSyncer(s)
	next := make([]time.Time, len(peers))
	for {
		wait := time.Hour
		for i, p := range peers {
			if left := next[i].Sub(s.Now()); left > 0 {
				wait = min(wait, left)
				continue
			}
			got := y.round(holding, p)
			if holding.Err() != nil {
				break
			}
			tell(got)
			// So that many readers of one server do not come at the same second.
			gap := p.Every + time.Duration(rand.Float64()*float64(p.Every)/10) //nolint:gosec // no secret
			next[i] = s.Now().Add(gap)
			wait = min(wait, gap)
		}
		if !follow || holding.Err() != nil {
			return errors.Join(context.Cause(holding), lease.Release())
		}
		timer := time.NewTimer(wait)
		select {
		case <-holding.Done():
			timer.Stop()
			return errors.Join(context.Cause(holding), lease.Release())
		case <-timer.C:
		}
	}
}

// FollowPeers has rounds with the peers of the configuration behind a screen, until ctx
// ends. While another process has them it waits for its end. What goes wrong is noted
// in the log and in the cache, and stops nothing.
func (s *Session) FollowPeers(ctx context.Context, painted <-chan struct{}) {
	if len(s.Config.Sync) == 0 || s.Database != "" {
		return
	}
	select {
	case <-painted:
	case <-ctx.Done():
		return
	}
	turn := time.NewTicker(leaseTime / 3)
	defer turn.Stop()
	for {
		err := s.Sync(ctx, "", true, func(r present.SyncRound) {
			if r.Err != nil {
				s.Log.WarnContext(ctx, "sync", slog.Any("error", r.Err))
			}
		})
		if err != nil && !errors.Is(err, ErrSyncing) && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "sync", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-turn.C:
		}
	}
}
