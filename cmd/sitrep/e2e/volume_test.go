package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/md5"
	"database/sql"
	"fmt"
	"hash/fnv"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// What one loopback host that plays all publishers is asked with, and how far
// away it is.
const (
	volumeAtOnce  = 256
	volumeLatency = 100 * time.Millisecond
)

// BenchmarkVolume polls 500 feeds at 100 ms latency, each run a process of its
// own: cold into an empty cache; warm, when nothing has changed; and again,
// when of 200 items a feed two are new. It says what memory that took at its
// peak, with 5,000 feeds, too.
//
// Of some feeds each item has a text of 2 KB and refers to two others.
//
// The yardsticks are processes with as many connections. For warm: one that
// only fetches. For cold: a plain program that fetches all, then parses all,
// then inserts the same rows into the same tables with the same indexes, in
// one transaction. For again: one that fetches and parses all and stores nothing.
func BenchmarkVolume(b *testing.B) {
	b.Run("500", func(b *testing.B) {
		v := newVolume(b, 500, 20)
		b.Run("cold", func(b *testing.B) {
			for b.Loop() {
				v.empty(b)
				v.poll(b, "10000 new")
			}
		})
		b.Run("cold, plain program", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				path := filepath.Join(b.TempDir(), "sitrep.db")
				b.StartTimer()
				v.plain(b, "store", path)
			}
		})
		v.empty(b)
		v.poll(b, "10000 new")
		b.Run("warm", func(b *testing.B) {
			for b.Loop() {
				v.poll(b, "500 unchanged")
			}
		})
		tags := filepath.Join(v.dir, "tags")
		v.plain(b, "tags", tags)
		b.Run("warm, fetching only", func(b *testing.B) {
			for b.Loop() {
				v.plain(b, "ask", tags)
			}
		})
	})
	b.Run("500 that cite", func(b *testing.B) {
		v := newVolume(b, 500, 20, "cite")
		b.Run("cold", func(b *testing.B) {
			for b.Loop() {
				v.empty(b)
				v.poll(b, "10000 new")
			}
		})
		b.Run("cold, plain program", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				path := filepath.Join(b.TempDir(), "sitrep.db")
				b.StartTimer()
				v.plain(b, "store", path)
			}
		})
		b.Run("again", func(b *testing.B) {
			v.empty(b)
			v.poll(b, "10000 new")
			for b.Loop() {
				v.advance(b)
				v.poll(b, "1000 new")
			}
		})
	})
	b.Run("500 of 200 items", func(b *testing.B) {
		v := newVolume(b, 500, 200)
		v.empty(b)
		v.poll(b, "100000 new")
		b.Run("again", func(b *testing.B) {
			for b.Loop() {
				v.advance(b)
				v.poll(b, "1000 new")
			}
		})
		b.Run("again, fetching and parsing", func(b *testing.B) {
			for b.Loop() {
				v.plain(b, "parse", "")
			}
		})
	})
	b.Run("5000", func(b *testing.B) {
		v := newVolume(b, 5000, 20)
		b.Run("cold", func(b *testing.B) {
			for b.Loop() {
				v.empty(b)
				v.poll(b, "100000 new")
			}
		})
	})
}

// volume is a farm of feeds, in a process of its own, and the folder of a
// sitrep that follows them.
type volume struct {
	dir     string
	list    string // file of the addresses
	orders  io.Writer
	answers *bufio.Scanner
}

func newVolume(b *testing.B, feeds, items int, more ...string) *volume {
	b.Helper()
	v := &volume{dir: b.TempDir()}
	v.list = filepath.Join(v.dir, "list")
	c := exec.CommandContext(context.WithoutCancel(b.Context()), "farm-program", append([]string{strconv.Itoa(feeds), strconv.Itoa(items)}, more...)...)
	c.Stderr = os.Stderr
	orders, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	answers, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		orders.Close() // ends it
		if err := c.Wait(); err != nil {
			b.Error(err)
		}
	})
	v.orders, v.answers = orders, bufio.NewScanner(answers)
	config := fmt.Sprintf("packs: []\npoll: {concurrency: %[1]d, per_host: %[1]d, host_gap: 0s, allow_private: [127.0.0.1]}\nfeeds:\n", volumeAtOnce)
	var urls []string
	for range feeds {
		urls = append(urls, v.answer(b))
		config += "  - url: " + urls[len(urls)-1] + "\n"
	}
	for name, text := range map[string]string{v.list: strings.Join(urls, "\n"), filepath.Join(v.dir, "config.yaml"): config} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return v
}

// answer returns the next line that the farm says.
func (v *volume) answer(b *testing.B) string {
	b.Helper()
	if !v.answers.Scan() {
		b.Fatal("the farm has ended: ", v.answers.Err())
	}
	return v.answers.Text()
}

// advance puts two new items on top of each feed; the time that takes does
// not count.
func (v *volume) advance(b *testing.B) {
	b.Helper()
	b.StopTimer()
	fmt.Fprintln(v.orders, "advance")
	v.answer(b)
	b.StartTimer()
}

// farmProgram serves a farm until its standard input ends. It says the
// addresses of the feeds, a line each, and a line when it has done as told.
func farmProgram() {
	if err := runFarm(os.Args[1], os.Args[2], len(os.Args) > 3); err != nil {
		fmt.Fprintln(os.Stderr, "farm:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func runFarm(feeds, items string, cite bool) error {
	f, err := strconv.Atoi(feeds)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(items)
	if err != nil {
		return err
	}
	s, err := feedtest.NewServer(feedtest.Options{Now: time.Now})
	if err != nil {
		return err
	}
	defer s.Close()
	farm := feedtest.NewFarm(s, f, n)
	if cite {
		farm.Cite()
	}
	for _, p := range farm.Paths {
		s.SetFault(p, feedtest.Fault{Delay: volumeLatency})
		fmt.Println(s.URL(p))
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		farm.Advance(2)
		fmt.Println("done")
	}
	return nil
}

// empty takes the cache away; the time that takes does not count.
func (v *volume) empty(b *testing.B) {
	b.Helper()
	b.StopTimer()
	if err := os.RemoveAll(filepath.Join(v.dir, "data")); err != nil {
		b.Fatal(err)
	}
	b.StartTimer()
}

// poll runs sitrep, which must say want.
func (v *volume) poll(b *testing.B, want string) {
	b.Helper()
	out := ranProcess(b, "sitrep", "poll", "--all", "--config", filepath.Join(v.dir, "config.yaml"), "--data", filepath.Join(v.dir, "data"))
	if !strings.Contains(out, want) {
		b.Fatalf("poll said %q, want %q", out, want)
	}
}

// plain runs the yardstick.
func (v *volume) plain(b *testing.B, do, path string) {
	b.Helper()
	ranProcess(b, "plain-program", do, v.list, path)
}

// ranProcess runs a command to its end and reports its peak memory.
func ranProcess(b *testing.B, name string, args ...string) string {
	b.Helper()
	c := exec.CommandContext(b.Context(), program(b, name), args...)
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
	reportPeak(b, c.ProcessState)
	return string(out)
}

// reportPeak reports the peak memory of a process, where the system tells:
// getrusage(2), in KiB but for macOS, in bytes.
func reportPeak(b *testing.B, of *os.ProcessState) {
	b.Helper()
	if u := reflect.Indirect(reflect.ValueOf(of.SysUsage())); u.Kind() == reflect.Struct {
		if peak := u.FieldByName("Maxrss"); peak.IsValid() {
			b.ReportMetric(float64(peak.Int())/1024, "peak-MiB")
		}
	}
}

// plainProgram is the program of an afternoon. It ends the process.
func plainProgram() {
	if err := runPlain(context.Background(), os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "plain program:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func runPlain(ctx context.Context, do, list, path string) error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	urls := strings.Split(string(text), "\n")
	switch do {
	case "tags": // note the entity tags of all
		var out strings.Builder
		err := fetchAll(ctx, urls, func(url, tag string, _ []byte) { fmt.Fprintf(&out, "%s %s\n", url, tag) }, nil)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(out.String()), 0o600)
	case "ask": // whether all is as it was
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tags := map[string]string{}
		for line := range strings.Lines(string(text)) {
			url, tag, _ := strings.Cut(strings.TrimSpace(line), " ")
			tags[url] = tag
		}
		return fetchAll(ctx, urls, nil, tags)
	}
	var bodies [][]byte
	if err := fetchAll(ctx, urls, func(_, _ string, body []byte) { bodies = append(bodies, body) }, nil); err != nil {
		return err
	}
	var items []*gofeed.Item
	parser := gofeed.NewParser()
	for _, body := range bodies {
		f, err := parser.Parse(bytes.NewReader(body))
		if err != nil {
			return err
		}
		items = append(items, f.Items...)
	}
	if do == "parse" {
		return nil
	}
	db, err := sqlite.Open(ctx, path, store.Options{Now: time.Now}) // makes the tables
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return plainInsert(ctx, path, items)
}

// fetchAll fetches with as many connections as sitrep, and unconditionally
// if tags is nil.
func fetchAll(ctx context.Context, urls []string, got func(url, tag string, body []byte), tags map[string]string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: volumeAtOnce}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var group sync.WaitGroup
	var failed error
	places := make(chan struct{}, volumeAtOnce)
	for _, u := range urls {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			tag, body, err := fetchOne(ctx, client, u, tags[u])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
			} else if got != nil {
				got(u, tag, body)
			}
		})
	}
	group.Wait()
	return failed
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

// plainRows are the rows of one item, which has the number ?1.
var plainRows = []string{
	`INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms, published_day, updated_ms,
		first_ms, worded_ms, title_key, content_hash, wording_hash)
		VALUES (?1, ?1, ?2, 0, 'Outlet', ?3, ?4, ?5, ?6, '', 'en', ?1, 0, 0, ?1, ?1, ?8, ?7, ?7)`,
	`INSERT INTO feed_body (story, whole, blocks) VALUES (?1, 0, ?2)`,
	`INSERT INTO address (url_key, story) VALUES (?2, ?1)`,
	`INSERT INTO words (rowid, title, summary, body) VALUES (?1, ?2, ?3, ?4)`,
	`INSERT INTO title_word (word, story) VALUES (?2, ?1) ON CONFLICT DO NOTHING`,
}

func plainInsert(ctx context.Context, path string, items []*gofeed.Item) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)&_pragma=foreign_keys(1)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var stmts []*sql.Stmt
	for _, q := range plainRows {
		st, err := tx.PrepareContext(ctx, q) //nolint:sqlclosecheck // closed with its transaction
		if err != nil {
			return err
		}
		stmts = append(stmts, st)
	}
	for i, it := range items {
		n := i + 1
		sum := md5.Sum([]byte(it.Title + it.Description))
		rows := [][]any{
			{n, fmt.Sprint(n, it.GUID), it.GUID, it.Link, it.Title, it.Description, sum[:], news.TitleKey(it.Title)},
			{n, cmp.Or(it.Content, it.Description)},
			{n, news.URLKey(it.Link)},
			{n, sanitize.Fold(it.Title), sanitize.Fold(it.Description), sanitize.Fold(cmp.Or(it.Content, it.Description))},
		}
		for k, args := range rows {
			if _, err := stmts[k].ExecContext(ctx, args...); err != nil {
				return err
			}
		}
		for w := range strings.FieldsSeq(sanitize.Fold(it.Title)) {
			h := fnv.New64a()
			h.Write([]byte(w))
			if _, err := stmts[4].ExecContext(ctx, n, int64(h.Sum64())); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
