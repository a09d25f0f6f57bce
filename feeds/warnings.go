package feeds

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/feeds/hazard"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

// The messages that entries of lists lead to are fetched one after the other:
// linksARound in a round, each linkTries times at most, linkWait apart.
const (
	linksARound = 20
	linkTries   = 3
	linkWait    = 30 * time.Minute
)

// official has the official messages of a document.
type official struct {
	format   news.WarningFormat // empty: it is no document of official messages
	warnings []news.WarningUntil
	note     sanitize.Clean // a note of messages left out; empty: none were
}

// official reads the official messages in an answer. Feeds are looked at only
// if they have the marks of a format; other bytes, if they are no feed.
func (p *Poller) official(kind news.FeedType, got *fetch.Response, isFeed bool) (official, error) {
	if kind == news.TypeSitemap || kind == news.TypeFeed && isFeed && !hazard.HasMarks(got.Body) {
		return official{}, nil
	}
	doc, err := hazard.Read(got.Body, got.ContentType)
	if doc == nil || doc.Format == news.FormatPlainFeed {
		return official{}, cmp.Or(err, errNoWarnings)
	}
	out := official{format: doc.Format, warnings: whole(doc)}
	switch {
	case err != nil:
		out.note = sanitize.Line("Not all warnings were read: " + sanitize.Brief(strings.TrimPrefix(err.Error(), "read warnings: ")).String() + ".")
	case len(doc.Notes) > 0:
		out.note = sanitize.Line("Of the warnings, " + strings.Join(doc.Notes, "; ") + ".")
	}
	return out, nil
}

var errNoWarnings = errors.New("no official warnings")

// whole returns the warnings of a document. A complete message that an entry
// carries counts, not the state in the list.
func whole(doc *hazard.Document) []news.WarningUntil {
	out := make([]news.WarningUntil, 0, len(doc.Warnings))
	for i := range doc.Warnings {
		w := doc.Warnings[i]
		if message, ok := doc.Embedded[i]; ok {
			message.URL = cmp.Or(message.URL, w.URL)
			w = message
		}
		end, _ := warning.End(&w)
		out = append(out, news.WarningUntil{Warning: w, Over: end})
	}
	return out
}

// readWith reads the answer of a feed's address, with its official messages. A
// document that only has those is a feed without items.
func (p *Poller) readWith(ctx context.Context, s *permit, kind news.FeedType, got *fetch.Response) (doc *parse.Document, off official, err error) {
	if got.Part && (kind == news.TypeWarning || hazard.HasMarks(got.Body)) {
		return nil, official{}, fmt.Errorf("read warnings: %w", fetch.ErrTooLarge) // not some of them, as if they were all
	}
	doc, err = p.read(ctx, s, kind, got)
	if err != nil && !errors.Is(err, parse.ErrNotFeed) {
		return nil, official{}, err
	}
	defer p.caught(got.URL, &err)
	off, offErr := p.official(kind, got, err == nil)
	switch {
	case kind == news.TypeWarning && off.format == "":
		return nil, official{}, fmt.Errorf("%w: %w", parse.ErrNotFeed, offErr)
	case err != nil && off.format == "":
		return nil, official{}, err
	case err != nil:
		doc = &parse.Document{Kind: string(off.format)}
	}
	return doc, off, nil
}

// links fetches the complete messages that entries of lists lead to, of
// warnings in force alone. It runs when the round's feeds are done.
func (r *round) links(ctx context.Context) error {
	if !r.p.linked {
		return nil
	}
	all, err := r.p.o.Sink.Warnings(ctx)
	if err != nil {
		return fmt.Errorf("linked warnings: %w", err)
	}
	due, later := linksDue(all, r.p.o.Now())
	r.p.linked = later || len(due) > 0
	led := make(map[string]bool) // addresses that were asked, hosts that led to one that is busy
	for tried := 0; len(due) > 0 && tried < linksARound; due = due[1:] {
		w := due[0]
		host := hostOf(w.Link)
		_, isEmpty := r.budget.empty()
		if isEmpty {
			break
		}
		if _, onHold := r.isOnHold(host, r.p.o.Now()); onHold || led[host] || led[w.Link] {
			continue
		}
		tried++
		done, err := r.link(ctx, &w)
		if err != nil {
			return err
		}
		led[host], led[w.Link] = !done, true
	}
	return nil
}

// linksDue returns the entries in force whose message is to be fetched, newest
// first, and whether others are to be fetched later.
func linksDue(all []news.WarningSeen, now time.Time) (due []news.WarningSeen, later bool) {
	list := make([]news.Warning, len(all))
	for i := range all {
		list[i] = all[i].Warning
	}
	entry := make(map[*news.Warning]int, len(all))
	for i := range list {
		if list[i].Index && list[i].Link != "" && all[i].Tries < linkTries {
			entry[&list[i]] = i
		}
	}
	if len(entry) == 0 {
		return nil, false
	}
	chains := warning.Chains(list)
	for n := range chains {
		for _, w := range chains[n].Messages {
			i, ok := entry[w]
			switch {
			case !ok || chains[n].StateOf(w, now) != warning.InForce:
			case now.Before(all[i].Next):
				later = true
			default:
				due = append(due, all[i])
			}
		}
	}
	slices.SortStableFunc(due, func(a, b news.WarningSeen) int { return b.Sent.Compare(a.Sent) })
	return due, later
}

// link fetches the message of one entry. It reports false if a host on the way
// is busy, so that the message has to wait.
func (r *round) link(ctx context.Context, w *news.WarningSeen) (done bool, err error) {
	messages, wire, err := r.p.message(ctx, w, func(host string) bool {
		_, onHold := r.isOnHold(host, r.p.o.Now())
		return onHold
	})
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if serr := r.budget.spend(ctx, wire); serr != nil {
		return false, serr
	}
	l := news.WarningLink{Warnings: messages, Reading: r.p.o.Reading}
	if err != nil {
		r.p.o.Log.InfoContext(ctx, "no linked warning", slog.String("feed", w.Feed.String()), slog.String("error", sanitize.Brief(err.Error()).String()))
		if errors.Is(err, fetch.ErrOnHold) {
			return false, nil
		}
		if se, ok := errors.AsType[*fetch.StatusError](err); ok && (se.Status == statusTooMany || se.Status == statusUnavailable) {
			r.putOnHold(busy{strings.ToLower(se.Host), r.p.o.Now().Add(max(retryAfter(se), Floor))})
			return false, nil
		}
		if mayPass(err) {
			l.Next = r.p.o.Now().Add(linkWait)
		}
	}
	sctx, cancel := lasting(ctx)
	defer cancel()
	if err := r.p.o.Sink.SaveWarningLink(sctx, w.Num, l); err != nil {
		return false, fmt.Errorf("save linked warning: %w", err)
	}
	return true, nil
}

// mayPass reports whether a message that could not be fetched may be there
// another time.
func mayPass(err error) bool {
	if se, ok := errors.AsType[*fetch.StatusError](err); ok {
		return se.Status != statusGone && se.Status != statusUnauthorized
	}
	return !errors.Is(err, fetch.ErrPrivate) && !errors.Is(err, fetch.ErrTooLarge) && !errors.Is(err, errOtherMessage)
}

var errOtherMessage = errors.New("the linked document has another message than the list")

// message fetches the message that an entry leads to: of several in the
// document those with its identifier, else the only one.
func (p *Poller) message(ctx context.Context, w *news.WarningSeen, onHold func(string) bool) (out []news.WarningUntil, wire int64, err error) {
	defer p.caught(w.Link, &err)
	s := permit{p: p}
	defer s.release()
	got, err := p.o.Client.Get(ctx, fetch.Request{URL: w.Link, Accept: fetch.Feed, OnHold: onHold, Large: s.acquireLarge})
	if err != nil {
		return nil, 0, err
	}
	if err := s.acquire(ctx); err != nil {
		return nil, got.Wire, err
	}
	doc, err := hazard.Read(got.Body, got.ContentType)
	if err != nil {
		return nil, got.Wire, fmt.Errorf("%w: %w", errOtherMessage, err)
	}
	all := whole(doc)
	out = slices.DeleteFunc(slices.Clone(all), func(u news.WarningUntil) bool { return u.Warning.ID != w.ID || u.Warning.Index })
	if len(out) == 0 && len(all) == 1 && !all[0].Warning.Index {
		out = all
	}
	if len(out) == 0 {
		return nil, got.Wire, errOtherMessage
	}
	return out, got.Wire, nil
}
