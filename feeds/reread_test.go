package feeds_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// draft is a feed whose document a test edits.
type draft struct {
	title, built string
	items        []string
}

func (d draft) document() feedtest.Page {
	return feedtest.Page{
		Body: `<?xml version="1.0"?><rss version="2.0"><channel><title>` + d.title + `</title><link>https://gauge.example/</link><lastBuildDate>` + d.built +
			`</lastBuildDate>` + "\n" + strings.Join(d.items, "\n") + `</channel></rss>`,
		ContentType: "application/rss+xml",
	}
}

func draftItem(guid, title, body string) string {
	return `<item><guid isPermaLink="false">` + guid + `</guid><title>` + title + `</title><link>https://gauge.example/` + guid +
		`</link><description>` + body + `</description></item>`
}

func TestOfAChangedDocumentOnlyWhatIsNewIsRead(t *testing.T) {
	s := publisher(t)
	d := draft{title: "Gauge", built: "1"}
	for i := range 20 {
		d.items = append(d.items, draftItem(fmt.Sprintf("g-%d", i), fmt.Sprintf("Water at %d cm", i), "It rises."))
	}
	sink := newMemory(s.URL("/feed"))
	p := poller(t, sink, noon, nil)
	steps := []struct {
		name string
		edit func()
		read int // items that reach the cache
	}{
		{"the first time", func() {}, 20},
		{"only its date is new", func() { d.built = "2" }, 0},
		{"two items more", func() {
			d.built = "3"
			d.items = append([]string{draftItem("g-20", "Bridge closed", "By night."), draftItem("g-21", "Road open", "By day.")}, d.items...)
		}, 2},
		{"an item is edited", func() { d.items[5] = draftItem("g-3", "Water at 3 m", "It fell.") }, 1},
		{"items fall off", func() { d.items = d.items[:10] }, 0},
		{"an identifier is there twice", func() { d.items = append(d.items, draftItem("g-20", "Bridge open", "Again.")) }, 11},
		{"the feed has another name", func() { d.items = d.items[:10]; d.title = "Gauges" }, 10},
		{"an item that breaks the document", func() { d.items = append(d.items, "<item><title>Open") }, 11},
		{"it is whole again", func() { d.items = d.items[:10] }, 10},
	}
	for _, step := range steps {
		step.edit()
		s.SetPage("/feed", d.document())
		sink.last = -1
		if r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil || r.Failed > 0 {
			t.Fatalf("%s: %+v, %v", step.name, r, err)
		}
		if sink.last != step.read {
			t.Errorf("%s: %d items read, want %d", step.name, sink.last, step.read)
		}
	}
	again := len(sink.stories)
	sink.feeds[0].Feed.Name = sanitize.Line("The gauge") // stories bear the name
	if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil || len(sink.stories) != again {
		t.Errorf("%d stories, %v; want %d", len(sink.stories), err, again)
	}
}

// TestReadingWhatIsNewIsAsGoodAsReadingAll edits feeds at random, and follows
// each with and without knowing the document before.
func TestReadingWhatIsNewIsAsGoodAsReadingAll(t *testing.T) {
	s := publisher(t)
	random := rand.New(rand.NewPCG(4, 2))
	const followed, rounds = 40, 6
	drafts := make([]draft, followed)
	var urls []string
	for i := range drafts {
		drafts[i] = draft{title: "Gauge"}
		urls = append(urls, s.URL(fmt.Sprintf("/feed/%d", i)))
	}
	knows, whole := newMemory(urls...), newMemory(urls...)
	whole.forgets = true
	pk, pw := poller(t, knows, noon, nil), poller(t, whole, noon, nil)
	for round := range rounds {
		for i := range drafts {
			d := &drafts[i]
			d.built = fmt.Sprint(round)
			for range 1 + random.IntN(4) {
				edit(d, random)
			}
			s.SetPage(fmt.Sprintf("/feed/%d", i), d.document())
		}
		for _, p := range []*feeds.Poller{pk, pw} {
			if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(whole.stories, knows.stories, cmp.Comparer(func(a, b sanitize.Clean) bool { return a == b })); diff != "" {
			t.Fatalf("round %d (-whole +known):\n%.2000s", round, diff)
		}
	}
	if len(whole.stories) < followed*rounds/2 {
		t.Errorf("only %d stories came about", len(whole.stories))
	}
}

// edit changes a draft at random, as publishers do on good and bad days.
func edit(d *draft, random *rand.Rand) {
	at := 0
	if len(d.items) > 0 {
		at = random.IntN(len(d.items))
	}
	text := func() string {
		return []string{"It rises.", "<![CDATA[<p>It <b>falls</b> & rises.</p>]]>", "&lt;p&gt;It falls.&lt;/p&gt;", "a <!-- <item> --> b", "", "Read also: x"}[random.IntN(6)]
	}
	fresh := draftItem(fmt.Sprintf("g-%d", random.IntN(60)), fmt.Sprintf("Water at %d cm", random.IntN(9)), text())
	switch n := random.IntN(20); {
	case n < 9:
		d.items = append([]string{fresh}, d.items...)
	case n < 12 && len(d.items) > 0:
		d.items[at] = fresh
	case n < 14 && len(d.items) > 0:
		d.items = slices.Delete(d.items, at, at+1)
	case n == 14 && len(d.items) > 0:
		d.items = append(d.items, d.items[at])
	case n == 15:
		d.title = fmt.Sprintf("Gauge %d", random.IntN(3))
	case n == 16:
		d.items = append(d.items, "<item><title>Without an identifier "+fmt.Sprint(random.IntN(5))+"</title></item>")
	case n == 17:
		d.items = append(d.items, `<item><guid isPermaLink="false">shared</guid><link>https://gauge.example/s`+fmt.Sprint(random.IntN(4))+`</link><title>Shared</title></item>`)
	case n == 18:
		d.items = append(d.items, "<!-- a note --><image/>")
	case n == 19 && len(d.items) > 0:
		d.items[at] = strings.Replace(d.items[at], "</description>", "", 1)
	}
}

func TestWhatIsKnownOfADocumentIsNotKnownForEver(t *testing.T) {
	s := publisher(t)
	s.SetFeed("/feed", feed("Water rises"))
	sink := newMemory(s.URL("/feed"))
	id := sink.feeds[0].Feed.ID
	p := poller(t, sink, noon, nil)
	poll := func() {
		t.Helper()
		sink.last = -1
		sink.feeds[0].State = news.FeedState{} // without validators the whole document comes
		if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil {
			t.Fatal(err)
		}
	}
	poll()
	if poll(); sink.last != 0 {
		t.Errorf("the same bytes again: %d items read, want none", sink.last)
	}
	for name, sums := range map[string][]byte{"nothing": nil, "something else": []byte("x"), "a part": sink.seen[id][:20]} {
		sink.seen[id] = sums
		if poll(); sink.last != 1 {
			t.Errorf("with %s known: %d items read, want 1", name, sink.last)
		}
	}
	if st := sink.state(0); !st.Next.After(noon().Add(10 * time.Minute)) {
		t.Errorf("planned for %v", st.Next)
	}
}

// TestAFloodOfNewItemsIsReadAsAWhole: looking for each among all others would
// cost more than reading them.
func TestAFloodOfNewItemsIsReadAsAWhole(t *testing.T) {
	s := publisher(t)
	flood := func(from int) feedtest.Page {
		d := draft{title: "Gauge"}
		for i := range 4000 {
			d.items = append(d.items, draftItem(fmt.Sprintf("g-%d", from+i), "Water", "It rises."))
		}
		return d.document()
	}
	sink := newMemory(s.URL("/feed"))
	p := poller(t, sink, noon, nil)
	for round := range 3 {
		s.SetPage("/feed", flood(round*4000))
		r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
		if err != nil || r.New == 0 || r.New != sink.last {
			t.Fatalf("round %d: %+v, %v; %d items read", round, r, err, sink.last)
		}
	}
}

// batches keeps the last batch that had arrivals.
type batches struct {
	*memory
	batch news.Batch
}

func (b *batches) Save(ctx context.Context, batch news.Batch) (news.Saved, error) {
	b.batch = batch
	return b.memory.Save(ctx, batch)
}

// TestAnotherReadingSaysWhichBytesItKnows polls documents with one reading and
// then with the next, which reads all once more.
func TestAnotherReadingSaysWhichBytesItKnows(t *testing.T) {
	items := func() (out []string) {
		for i := range 4 {
			out = append(out, draftItem(fmt.Sprintf("g-%d", i), fmt.Sprintf("Water at %d cm", i), "It rises."))
		}
		return out
	}
	const unknown, seen, fresh = news.BytesUnknown, news.BytesSeen, news.BytesNew
	tests := []struct {
		name string
		edit func(d *draft)
		want map[string]news.Bytes
	}{
		{"the same document", func(*draft) {}, map[string]news.Bytes{"g-0": seen, "g-1": seen, "g-2": seen, "g-3": seen}},
		{
			"an item is edited, one added, one falls off", func(d *draft) {
				d.items[1] = draftItem("g-1", "Water at 2 m", "It fell.")
				d.items = append([]string{draftItem("g-9", "Bridge closed", "By night.")}, d.items[:3]...)
			}, map[string]news.Bytes{"g-9": fresh, "g-0": seen, "g-1": fresh, "g-2": seen},
		},
		{"what is around the items", func(d *draft) { d.title = "Gauges" }, map[string]news.Bytes{"g-0": seen, "g-1": seen, "g-2": seen, "g-3": seen}},
		{
			"it is broken now", func(d *draft) { d.items = append(d.items, "<item><title>Open") },
			map[string]news.Bytes{"g-0": unknown, "g-1": unknown, "g-2": unknown, "g-3": unknown, "": unknown},
		},
	}
	for _, tt := range tests {
		for _, old := range []bool{false, true} { // sums as the first reading wrote them
			t.Run(fmt.Sprint(tt.name, " ", old), func(t *testing.T) {
				s := publisher(t)
				d := draft{title: "Gauge", built: "1", items: items()}
				s.SetPage("/feed", d.document())
				sink := &batches{memory: newMemory(s.URL("/feed"))}
				poll := func(reading int) {
					t.Helper()
					sink.batch = news.Batch{}
					sink.feeds[0].State.Validators = news.Validators{} // of a server that always answers
					p := poller(t, sink, noon, func(o *feeds.Options) { o.Reading = reading })
					if r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil || r.Failed > 0 {
						t.Fatalf("%+v, %v", r, err)
					}
				}
				poll(1)
				for _, a := range sink.batch.Arrivals {
					if a.Bytes != unknown || sink.batch.Reading != 1 {
						t.Errorf("the first time: item %s: bytes %d, reading %d", a.Story.GUID, a.Bytes, sink.batch.Reading)
					}
				}
				if id := sink.feeds[0].Feed.ID; old {
					sink.seen[id] = sink.seen[id][2:]
				}
				tt.edit(&d)
				s.SetPage("/feed", d.document())
				poll(2)
				got := map[string]news.Bytes{}
				for _, a := range sink.batch.Arrivals {
					got[a.Story.GUID] = a.Bytes
				}
				if diff := cmp.Diff(tt.want, got); diff != "" || sink.batch.Reading != 2 {
					t.Errorf("bytes by reading %d (-want +got):\n%s", sink.batch.Reading, diff)
				}
				poll(2)
				if len(sink.batch.Arrivals) > 0 && tt.name != "it is broken now" {
					t.Errorf("%d items were read a third time", len(sink.batch.Arrivals))
				}
			})
		}
	}
}

// TestSumsOfTheFirstReadingHold: sums as the first reading wrote
// them hold for a document that has not changed.
func TestSumsOfTheFirstReadingHold(t *testing.T) {
	s := publisher(t)
	d := draft{title: "Gauge", built: "1", items: []string{draftItem("g-1", "Water at 1 m", "It rises.")}}
	s.SetPage("/feed", d.document())
	sink := &batches{memory: newMemory(s.URL("/feed"))}
	p := poller(t, sink, noon, func(o *feeds.Options) { o.Reading = 1 })
	for i, want := range []int{1, 0} {
		sink.batch = news.Batch{}
		sink.feeds[0].State.Validators = news.Validators{}
		if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil {
			t.Fatal(err)
		}
		if got := len(sink.batch.Arrivals); got != want {
			t.Errorf("poll %d: %d items read, want %d", i, got, want)
		}
		id := sink.feeds[0].Feed.ID
		if len(sink.seen[id])%8 == 2 {
			sink.seen[id] = sink.seen[id][2:] // the version of the reading
		}
	}
}

// TestADateWithTwoReadingsIsReadWithTheOthers: the date that proves the order
// of day and month may be in an item that was read before, or in one to come.
func TestADateWithTwoReadingsIsReadWithTheOthers(t *testing.T) {
	s := publisher(t)
	sink := newMemory(s.URL("/feed"))
	p := poller(t, sink, noon, nil)
	dated := func(guid, date string) string {
		return `<item><guid isPermaLink="false">` + guid + `</guid><title>` + guid + `</title><pubDate>` + date + `</pubDate></item>`
	}
	var d draft
	for i, step := range []struct {
		item string
		want map[string]string // by title
	}{
		{dated("a", "05/03/2021 06:10"), map[string]string{"a": "0001-01-01"}},
		{dated("b", "25/03/2021 06:10"), map[string]string{"a": "2021-03-05", "b": "2021-03-25"}},
		{dated("c", "06/03/2021 06:10"), map[string]string{"a": "2021-03-05", "b": "2021-03-25", "c": "2021-03-06"}},
		{dated("d", "26/03/2021 06:10"), map[string]string{"a": "2021-03-05", "b": "2021-03-25", "c": "2021-03-06", "d": "2021-03-26"}},
	} {
		d.items = append([]string{step.item}, d.items...)
		s.SetPage("/feed", d.document())
		if r, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil || r.Failed > 0 {
			t.Fatalf("step %d: %+v, %v", i, r, err)
		}
		got := make(map[string]string)
		for _, a := range sink.stories {
			got[a.Story.Headline.String()] = a.Story.Published.Format(time.DateOnly)
		}
		if diff := cmp.Diff(step.want, got); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
	}
}
