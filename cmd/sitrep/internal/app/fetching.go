package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/version"
)

// Client builds the one HTTP client of a run from the configuration.
func (o Options) Client(cfg *config.Config) (*fetch.Client, error) {
	p := cfg.Poll
	gap := p.HostGap
	if gap == 0 {
		gap = -1 // for the client, 0 means its default
	}
	return fetch.New(fetch.Options{
		UserAgent: version.UserAgent(p.Contact), Timeout: p.Timeout, MaxBody: p.MaxBody,
		PerHost: p.PerHost, HostGap: gap, Proxy: p.Proxy, AllowPrivate: p.AllowPrivate, Now: o.Now,
	})
}

// Download fetches one address that a command names, as the configuration
// says.
func (o Options) Download(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	cfg, err := o.LoadConfig()
	if err != nil {
		return nil, err
	}
	client, err := o.Client(cfg)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Get(ctx, r)
}

// Poller returns a poller of feeds and pages. progress may be nil. Its client is
// closed with the App.
func (a *App) Poller(progress func(feeds.Progress)) (*feeds.Poller, error) {
	client, err := a.Client(a.Config)
	if err != nil {
		return nil, err
	}
	a.onClose(func() error { client.Close(); return nil })
	return feeds.New(feeds.Options{
		Sink: a.DB, Client: client, Extract: extract.Default(), Now: a.Now, Rand: rand.Float64,
		Concurrency: a.Config.Poll.Concurrency, PerHost: a.Config.Poll.PerHost, Budget: feeds.Budget(a.Config.Poll.Budget),
		Interval: a.Config.Poll.Interval, Look: a.Look, Progress: progress, Log: a.Log,
	})
}

// FetchText fetches a story's page and keeps its text, or the reason why there is
// none, which is also the error.
func (a *App) FetchText(ctx context.Context, story *news.Story) error {
	p, err := a.Poller(nil)
	if err != nil {
		return err
	}
	return a.fetchInto(ctx, p, story)
}

func (a *App) fetchInto(ctx context.Context, p *feeds.Poller, story *news.Story) error {
	if story.URL == "" {
		return errors.New("the story has no address to fetch its text from")
	}
	known, err := a.DB.PageState(ctx, story.ID)
	if err != nil {
		return err
	}
	ft, err := p.FullText(ctx, story.URL, known)
	if ctx.Err() != nil {
		return ctx.Err() // a fetch that was called off says nothing about the page
	}
	if err := a.DB.SaveFullText(ctx, story.ID, ft); err != nil {
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

// FetchPage fetches an address that no feed brought and keeps it as a story.
func (a *App) FetchPage(ctx context.Context, address string) (news.StoryID, error) {
	p, err := a.Poller(nil)
	if err != nil {
		return "", err
	}
	id, err := a.pageInto(ctx, p, address)
	if err != nil {
		return "", fmt.Errorf("fetch %s: %w", fetch.Redact(address), err)
	}
	return id, nil
}

func (a *App) pageInto(ctx context.Context, p *feeds.Poller, address string) (news.StoryID, error) {
	ft, err := p.FullText(ctx, address, news.PageState{})
	if err != nil {
		return "", sentence(ft.Err, err)
	}
	return a.DB.AddPage(ctx, address, ft)
}
