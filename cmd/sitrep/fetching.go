package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/version"
)

// client builds the one HTTP client of a run from the configuration.
func (e *env) client(cfg *config.Config) (*fetch.Client, error) {
	p := cfg.Poll
	gap := p.HostGap
	if gap == 0 {
		gap = -1 // for the client, 0 means its default
	}
	return fetch.New(fetch.Options{
		UserAgent: version.UserAgent(p.Contact), Timeout: p.Timeout, MaxBody: p.MaxBody,
		PerHost: p.PerHost, HostGap: gap, Proxy: p.Proxy, AllowPrivate: p.AllowPrivate, Now: e.now,
	})
}

// download fetches one address that a command names, as the configuration
// says.
func (e *env) download(ctx context.Context, address string, accept fetch.Accept) (*fetch.Response, error) {
	cfg, err := e.config()
	if err != nil {
		return nil, err
	}
	client, err := e.client(cfg)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Get(ctx, fetch.Request{URL: address, Accept: accept})
}

// poller builds what polls feeds and fetches pages. progress may be nil.
func (e *env) poller(s *session, progress func(feeds.Progress)) (*feeds.Poller, error) {
	client, err := e.client(s.cfg)
	if err != nil {
		return nil, err
	}
	e.onClose(func() error { client.Close(); return nil })
	matcher, err := readalso.New()
	if err != nil {
		return nil, err
	}
	return feeds.New(feeds.Options{
		Sink: s.db, Client: client, Extract: extract.New(matcher), Now: e.now, Rand: rand.Float64,
		Concurrency: s.cfg.Poll.Concurrency, PerHost: s.cfg.Poll.PerHost, Budget: feeds.Budget(s.cfg.Poll.Budget), Interval: s.cfg.Poll.Interval, Look: e.look, Progress: progress, Log: e.logger(),
	})
}

// fetchText fetches a story's page and keeps what became of it. The error
// says why there is no text.
func (e *env) fetchText(ctx context.Context, s *session, story *news.Story) error {
	p, err := e.poller(s, nil)
	if err != nil {
		return err
	}
	return fetchInto(ctx, s, p, story)
}

func fetchInto(ctx context.Context, s *session, p *feeds.Poller, story *news.Story) error {
	if story.URL == "" {
		return errors.New("the story has no address to fetch its text from")
	}
	ft, err := p.FullText(ctx, story.URL)
	if ctx.Err() != nil {
		return ctx.Err() // a fetch that was called off says nothing about the page
	}
	if err := s.db.SaveFullText(ctx, story.ID, ft); err != nil {
		return err
	}
	return sentence(ft.Err, err)
}

// sentence returns the error that a person reads: the sentence about it, if
// there is one.
func sentence(text sanitize.Clean, err error) error {
	if err == nil || text.IsZero() {
		return err
	}
	return errors.New(text.String())
}

// fetchPage fetches an address that no feed brought and keeps it as a story.
func (e *env) fetchPage(ctx context.Context, s *session, address string) (news.StoryID, error) {
	p, err := e.poller(s, nil)
	if err != nil {
		return "", err
	}
	id, err := pageInto(ctx, s, p, address)
	if err != nil {
		return "", fmt.Errorf("fetch %s: %w", fetch.Redact(address), err)
	}
	return id, nil
}

func pageInto(ctx context.Context, s *session, p *feeds.Poller, address string) (news.StoryID, error) {
	ft, err := p.FullText(ctx, address)
	if err != nil {
		return "", sentence(ft.Err, err)
	}
	return s.db.AddPage(ctx, address, ft)
}
