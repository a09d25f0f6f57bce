package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"sitrep/feeds"
	"sitrep/feeds/extract"
	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/store"
)

// The volume of the benchmarks, and what one loopback host that plays all
// publishers is asked with.
const (
	volumeFeeds   = 500
	volumeItems   = 20
	volumeAtOnce  = 256
	volumeLatency = 100 * time.Millisecond
)

// BenchmarkVolume polls 500 feeds of 20 items at 100 ms latency: cold into an
// empty cache, and warm, when nothing has changed. Its yardsticks, with as
// many connections: a client that only fetches, for warm; and for cold a plain
// program that fetches all, then parses all, then inserts all with the same
// indexes in one transaction.
func BenchmarkVolume(b *testing.B) {
	s, err := feedtest.NewServer(feedtest.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	farm := feedtest.NewFarm(s, volumeFeeds, volumeItems)
	var urls []string
	for _, p := range farm.Paths {
		s.SetFault(p, feedtest.Fault{Delay: volumeLatency})
		urls = append(urls, s.URL(p))
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			p := newVolume(b, urls)
			b.StartTimer()
			p.poll(b, func(r feeds.Report) bool { return r.New == volumeFeeds*volumeItems })
		}
	})
	b.Run("cold, plain program", func(b *testing.B) {
		for b.Loop() {
			plainProgram(b, urls)
		}
	})
	p := newVolume(b, urls)
	p.poll(b, func(r feeds.Report) bool { return r.Fetched == volumeFeeds })
	b.Run("warm", func(b *testing.B) {
		for b.Loop() {
			p.poll(b, func(r feeds.Report) bool { return r.NotModified == volumeFeeds })
		}
	})
	b.Run("warm, fetching only", func(b *testing.B) {
		tags := map[string]string{}
		fetchAll(b, urls, func(url, tag string, _ []byte) { tags[url] = tag }, nil)
		for b.Loop() {
			fetchAll(b, urls, nil, tags)
		}
	})
}

// volume is a poller with a cache of its own.
type volume struct{ p *feeds.Poller }

func newVolume(b *testing.B, urls []string) *volume {
	b.Helper()
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "sitrep.db"), store.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	var list []news.Feed
	for _, u := range urls {
		list = append(list, news.Feed{ID: news.FeedID(u)})
	}
	if err := db.SetFeeds(b.Context(), list); err != nil {
		b.Fatal(err)
	}
	client, err := fetch.New(fetch.Options{
		UserAgent: "sitrep/0.0 (+https://sitrep.example/)", PerHost: volumeAtOnce, HostGap: -1, AllowPrivate: []string{"127.0.0.1"}, Now: time.Now,
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	m, err := readalso.New()
	if err != nil {
		b.Fatal(err)
	}
	p, err := feeds.New(feeds.Options{
		Sink: db, Client: client, Extract: extract.New(m), Now: time.Now, Concurrency: volumeAtOnce, PerHost: volumeAtOnce,
	})
	if err != nil {
		b.Fatal(err)
	}
	return &volume{p}
}

func (v *volume) poll(b *testing.B, good func(feeds.Report) bool) {
	b.Helper()
	r, err := v.p.Poll(b.Context(), feeds.Wish{All: true})
	if err != nil || !good(r) {
		b.Fatalf("report %+v, %v", r, err)
	}
}

// fetchAll fetches with as many connections as the poller, and unconditionally
// if tags is nil.
func fetchAll(b *testing.B, urls []string, got func(url, tag string, body []byte), tags map[string]string) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: volumeAtOnce}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, volumeAtOnce)
	for _, u := range urls {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			tag, body, err := fetchOne(b.Context(), client, u, tags[u])
			if err != nil {
				b.Error(err)
				return
			}
			if got != nil {
				mu.Lock()
				defer mu.Unlock()
				got(u, tag, body)
			}
		})
	}
	group.Wait()
}

// fetchOne returns the entity tag and the body of an answer.
func fetchOne(ctx context.Context, client *http.Client, url, tag string) (string, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", nil, err
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := client.Do(req)
	if err != nil {
		return "", nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.Header.Get("ETag"), body, err
}

// plainProgram is what one writes in an afternoon.
func plainProgram(b *testing.B, urls []string) {
	b.Helper()
	var bodies [][]byte
	fetchAll(b, urls, func(_, _ string, body []byte) { bodies = append(bodies, body) }, nil)
	var items []*gofeed.Item
	parser := gofeed.NewParser()
	for _, body := range bodies {
		f, err := parser.Parse(bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		items = append(items, f.Items...)
	}
	if len(items) != volumeFeeds*volumeItems {
		b.Fatalf("%d items", len(items))
	}
	if err := plainInsert(b.Context(), filepath.Join(b.TempDir(), "plain.db"), items); err != nil {
		b.Fatal(err)
	}
}

func plainInsert(ctx context.Context, path string, items []*gofeed.Item) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err = db.ExecContext(ctx, `CREATE TABLE story (place INTEGER PRIMARY KEY, seq INTEGER UNIQUE, id TEXT UNIQUE, feed INTEGER,
		url TEXT, headline TEXT, summary TEXT, title_key TEXT, read INTEGER, first INTEGER);
		CREATE INDEX a ON story (feed); CREATE INDEX b ON story (read) WHERE read = 0; CREATE INDEX c ON story (title_key);
		CREATE INDEX d ON story (first); CREATE TABLE body (story INTEGER PRIMARY KEY, blocks TEXT);
		CREATE TABLE address (k TEXT, s INTEGER, PRIMARY KEY (k, s)) WITHOUT ROWID; CREATE INDEX e ON address (s);
		CREATE TABLE title_word (w INTEGER, s INTEGER, PRIMARY KEY (w, s)) WITHOUT ROWID;
		CREATE VIRTUAL TABLE words USING fts5 (title, summary, body, content='', contentless_delete=1, prefix='2 3',
		tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'")`); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var stmts []*sql.Stmt
	for _, q := range []string{
		`INSERT INTO story VALUES (?1, ?1, ?2, 1, ?3, ?4, ?5, ?4, 0, ?1)`, `INSERT INTO body VALUES (?, ?)`, `INSERT INTO address VALUES (?, ?)`,
		`INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)`, `INSERT INTO title_word VALUES (?, ?)`,
	} {
		st, err := tx.PrepareContext(ctx, q) //nolint:sqlclosecheck // closed with its transaction
		if err != nil {
			return err
		}
		stmts = append(stmts, st)
	}
	for i, it := range items {
		n := i + 1
		for k, args := range [][]any{
			{n, fmt.Sprint(n, it.GUID), it.Link, it.Title, it.Description}, {n, it.Description}, {it.Link, n}, {n, it.Title, it.Description, it.Content},
		} {
			if _, err := stmts[k].ExecContext(ctx, args...); err != nil {
				return err
			}
		}
		for w := range 6 {
			if _, err := stmts[4].ExecContext(ctx, (n*7919+w*104729)%5003, n); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
