package remote

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// miniflux is an account on a Miniflux, by its REST API.
type miniflux struct {
	*caller
	oneByOne bool // it knows no stars of several entries at once
}

// minifluxPage is how many entries are asked for at once; of a page that is too
// large a quarter is asked for.
const minifluxPage = 500

// How far the clock that marks changes may be behind the one of the answers, and how
// far that of the server may be from ours to be believed.
const (
	changeSlack = 2 * time.Minute
	clockOff    = 15 * time.Minute
)

func (m *miniflux) do(ctx context.Context, method, path string, in, out any) (*fetch.Answer, error) {
	header := map[string]string{"X-Auth-Token": m.o.Secret}
	if m.o.User != "" {
		header = map[string]string{"Authorization": basic(m.o.User, m.o.Secret)}
	}
	var body []byte
	kind := ""
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return nil, err
		}
		kind = "application/json"
	}
	a, err := m.call(ctx, method, path, header, kind, body)
	if err != nil || out == nil {
		return a, err
	}
	return a, decode(a.Body, out)
}

func basic(user, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secret))
}

type minifluxFeed struct {
	ID       text `json:"id"`
	URL      text `json:"feed_url"`
	Site     text `json:"site_url"`
	Title    text `json:"title"`
	Category struct {
		Title text `json:"title"`
	} `json:"category"`
}

// Feeds returns the subscriptions.
func (m *miniflux) Feeds(ctx context.Context) ([]Feed, error) {
	var all []minifluxFeed
	if _, err := m.do(ctx, "GET", "/v1/feeds", nil, &all); err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	out := make([]Feed, 0, len(all))
	for _, f := range all[:min(len(all), mostFeeds)] {
		out = append(out, Feed{
			Key: string(f.ID), URL: string(f.URL), Home: string(f.Site), Title: sanitize.Line(string(f.Title)), Folders: []string{string(f.Category.Title)},
		})
	}
	return out, nil
}

type minifluxEntries struct {
	Entries []struct {
		ID        text `json:"id"`
		Feed      text `json:"feed_id"`
		URL       text `json:"url"`
		Title     text `json:"title"`
		Author    text `json:"author"`
		Content   text `json:"content"`
		Status    text `json:"status"`
		Starred   bool `json:"starred"`
		Published text `json:"published_at"`
		Changed   text `json:"changed_at"`
	} `json:"entries"`
}

// News reads the entries by their numbers. The first time these are all; later those
// that changed, new ones among them, which takes one request if there are none.
func (m *miniflux) News(ctx context.Context, st *news.PeerState, _ Known, save func(Page) error) error {
	query := ""
	last := int64(0)
	if st.Whole {
		query = "&changed_after=" + strconv.FormatInt(max(st.Changed, 1), 10)
	} else {
		last = st.Last
	}
	limit, first, newest := minifluxPage, time.Time{}, st.Changed
	for range mostPages {
		var got minifluxEntries
		a, err := m.do(ctx, "GET", fmt.Sprintf("/v1/entries?order=id&direction=asc&limit=%d&after_entry_id=%d%s", limit, last, query), nil, &got)
		if errors.Is(err, fetch.ErrTooLarge) && limit > 1 {
			limit = max(limit/4, 1)
			continue
		}
		if err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		if first.IsZero() {
			first = a.Date
		}
		page, before := Page{}, last
		for i := range got.Entries {
			e := &got.Entries[i]
			last = max(last, e.ID.number())
			if at := e.Changed.rfc3339(); !at.IsZero() {
				newest = max(newest, at.Unix())
			}
			if e.Status != "read" && e.Status != "unread" || e.ID.number() <= 0 {
				continue // it is removed there, which changes nothing here
			}
			page.Entries = append(page.Entries, Entry{
				Key: string(e.ID), Feed: string(e.Feed), URL: string(e.URL), Title: string(e.Title), Author: string(e.Author), HTML: string(e.Content),
				Published: e.Published.rfc3339(), Read: e.Status == "read", Starred: e.Starred,
			})
		}
		if len(page.Entries) > 0 {
			if err := save(page); err != nil {
				return err
			}
		}
		if len(got.Entries) < limit {
			st.Changed, st.Whole, st.Last = m.upTo(first, newest), true, max(st.Last, last)
			return nil
		}
		if last <= before {
			return fmt.Errorf("read entries: %w", errRepeats)
		}
		if !st.Whole {
			st.Last = last // saved entries are not read again
		}
	}
	return fmt.Errorf("read entries: there are more than %d pages", mostPages)
}

// upTo returns from when changes are to be read the next time: a while before this
// answer by the clock of the server, if that can be believed, else a second before the
// newest change.
func (m *miniflux) upTo(answered time.Time, newest int64) int64 {
	change := max(newest-1, 0)
	if off := answered.Sub(m.o.Now()); answered.IsZero() || off > clockOff || off < -clockOff {
		return change
	}
	if now := answered.Unix(); newest <= now+1 {
		return max(change, now-int64(changeSlack/time.Second))
	}
	return change
}

// AtOnce is how many entries one call of Mark may have.
func (m *miniflux) AtOnce() int { return 1000 }

// Mark gives entries a mark, or takes it from them.
func (m *miniflux) Mark(ctx context.Context, flag news.Flag, value bool, keys []string) error {
	ids := make([]int64, 0, len(keys))
	for _, k := range keys {
		if n, err := strconv.ParseInt(k, 10, 64); err == nil {
			ids = append(ids, n)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	in := map[string]any{"entry_ids": ids}
	switch {
	case flag == news.FlagStarred:
		if m.oneByOne {
			return m.starEach(ctx, value, ids)
		}
		in["starred"] = value
	case value:
		in["status"] = "read"
	default:
		in["status"] = "unread"
	}
	_, err := m.do(ctx, "PUT", "/v1/entries", in, nil)
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && se.Status == 400 && flag == news.FlagStarred {
		m.oneByOne = true // before version 2.3
		return m.starEach(ctx, value, ids)
	}
	return err
}

// starEach stars entries one by one. A server that can do no more than turn a star
// over is asked for the entry first.
func (m *miniflux) starEach(ctx context.Context, value bool, ids []int64) error {
	for _, id := range ids {
		at := fmt.Sprintf("/v1/entries/%d", id)
		var e struct {
			Starred bool `json:"starred"`
		}
		if _, err := m.do(ctx, "GET", at, nil, &e); err != nil {
			if missing(err) {
				continue // the server dropped it
			}
			return err
		}
		if e.Starred == value {
			continue
		}
		if _, err := m.do(ctx, "PUT", at+"/bookmark", nil, nil); err != nil {
			return err
		}
	}
	return nil
}
