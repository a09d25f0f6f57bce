package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// Speaker makes up stories in several scripts. The words are syllables put
// together by chance, frequent ones far more often than rare ones, as in a
// language.
type Speaker struct {
	rnd  *rand.Rand
	zipf *rand.Zipf
}

// NewSpeaker returns a speaker; the same seed says the same.
func NewSpeaker(seed uint64) *Speaker {
	r := rand.New(rand.NewPCG(seed, 1))
	return &Speaker{r, rand.NewZipf(r, 1.1, 8, 30000)}
}

func syllables(script int) ([]string, string) {
	switch script {
	case 1:
		return strings.Fields("по ві нь ра да мі сто ко ли зе ня вел та рн ус"), " "
	case 2:
		return strings.Fields("مد ين ة في ال نا ر سا حل بح كب ير وا دي"), " "
	case 3:
		return strings.Fields("洪 水 警 報 市 民 避 難 所 川 橋 町 災 害 速"), ""
	case 4:
		return strings.Fields("बा ढ़ की चे ता व नी न दी पु ल गाँ व"), " "
	case 5:
		return strings.Fields("น้ำ ท่วม เมือง เก่า ฝน ตก ถนน ปิด"), ""
	}
	return strings.Fields("flo od wat er bri dge to wn riv er min is try say ta rn vel mor vo ri se"), " "
}

func (s *Speaker) text(script, words int) string {
	syl, gap := syllables(script)
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteString(gap)
		}
		for n := s.zipf.Uint64() + 1; n > 0; n /= uint64(len(syl)) {
			b.WriteString(syl[n%uint64(len(syl))])
		}
	}
	return b.String()
}

// Arrivals makes n stories of a feed of 2 KB of text each, one a minute.
func (s *Speaker) Arrivals(feed news.FeedID, from, n int) []news.Arrival {
	as := make([]news.Arrival, n)
	for i := range as {
		script := 0
		if s.rnd.IntN(2) == 0 {
			script = s.rnd.IntN(6)
		}
		ago := 500*24*time.Hour - time.Duration((from+i)%2_000_000)*time.Minute/3
		a := Arrival(feed, strconv.Itoa(from+i), s.text(script, 9), ago, s.text(script, 100), s.text(script, 100), s.text(script, 80))
		a.Story.Summary = sanitize.Line(s.text(script, 15))
		if i%5 == 0 {
			a.References = []news.Reference{Ref(s.text(script, 9), ""), Ref(s.text(script, 8), "https://velm.example/"+strconv.Itoa(from+i-40))}
		}
		as[i] = a
	}
	return as
}

// Feeds returns the feeds of a grown cache.
func Feeds() []news.Feed {
	var feeds []news.Feed
	for i := range 20 {
		feeds = append(feeds, news.Feed{ID: news.FeedID(fmt.Sprintf("https://f%d.velm.example/rss", i)), Tags: []string{"velm"}})
	}
	return feeds
}

// Open opens the cache at a path, as an engine that keeps one in a file does.
type Open func(ctx context.Context, path string, o store.Options) (*store.DB, error)

// Grown returns the path of a cache of n stories in 20 feeds, which it makes
// in dir. A million take a while: where the environment variable
// SITREP_BENCH_DIR names a folder, it is made there and kept for the next time.
func Grown(ctx context.Context, open Open, dir string, n int) (path string, err error) {
	if kept := os.Getenv("SITREP_BENCH_DIR"); kept != "" {
		dir = kept
	}
	path = filepath.Join(dir, strconv.Itoa(n), "sitrep.db")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	part := path + ".part"
	db, err := open(ctx, part, store.Options{Now: Start})
	if err != nil {
		return "", err
	}
	if err := grow(ctx, db, n); err != nil {
		db.Close()
		return "", err
	}
	if err := db.Close(); err != nil {
		return "", err
	}
	return path, os.Rename(part, path)
}

func grow(ctx context.Context, db *store.DB, n int) error {
	feeds := Feeds()
	if err := db.SetFeeds(ctx, feeds); err != nil {
		return err
	}
	s := NewSpeaker(1)
	const batch = 1000
	for at := 0; at < n; at += batch {
		f := feeds[at/batch%len(feeds)].ID
		if _, err := db.Save(ctx, news.Batch{Feed: f, Arrivals: s.Arrivals(f, at, min(batch, n-at))}); err != nil {
			return err
		}
	}
	return nil
}
