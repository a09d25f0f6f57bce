package normalize_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/normalize"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// paragraphs makes a block of each <p> and a reference of each "See:".
type paragraphs struct{}

func (paragraphs) Fragment(html, _ string) (blocks []news.Block, refs []news.Reference, flat news.Flat) {
	for p := range strings.SplitSeq(html, "<p>") {
		text := sanitize.Line(parse.PlainText(parse.RawHTML(p)))
		if title, ok := strings.CutPrefix(text.String(), "See: "); ok {
			refs = append(refs, news.Reference{Title: sanitize.Line(title), URL: "https://coast.example/" + title, Kind: news.RefInline, Paragraph: len(blocks)})
		} else if !text.IsZero() {
			blocks = append(blocks, news.Block{Kind: news.Paragraph, Text: text})
		}
	}
	return blocks, refs, flat
}

var now = time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)

func arrive(t *testing.T, item parse.Item) news.Arrival {
	t.Helper()
	doc := &parse.Document{Title: sanitize.Lit("Coast"), Home: "https://www.coast.example/", Lang: "en"}
	a, ok := normalize.New(paragraphs{}).Arrival(news.Feed{ID: "https://coast.example/feed"}, doc, item, now)
	if !ok {
		t.Fatal("no arrival")
	}
	return a
}

func TestAnItemBecomesAStory(t *testing.T) {
	published := now.Add(-time.Hour)
	got := arrive(t, parse.Item{
		GUID: "coast-1", Title: sanitize.Lit("Dike holds"), URL: "https://Coast.example/1", Base: "https://coast.example/1",
		Published: published, Author: sanitize.Lit("Harbour desk"), Lang: "de",
		Summary: "<p>Dike holds</p><p>Water is <b>falling</b>.</p>",
		Content: "<p>Water is falling.<p>See: two<p>Pumps run.",
		Related: []parse.Link{
			{URL: "https://coast.example/0", Title: sanitize.Lit("What broke"), Rel: "related"},
			{URL: "https://wire.example/9", Rel: "via"},
			{URL: "https://coast.example/two", Rel: "related"}, // in the text already
			{URL: "https://coast.example/1", Rel: "related"},   // itself
		},
	})
	id, _ := news.NewStoryID("https://coast.example/feed", "coast-1", "", "")
	want := news.Arrival{
		Story: news.Story{
			ID: id, Feed: "https://coast.example/feed", Source: sanitize.Lit("Coast"), GUID: "coast-1", URL: "https://coast.example/1",
			Headline: sanitize.Lit("Dike holds"), Summary: sanitize.Lit("Water is falling."), Byline: sanitize.Lit("Harbour desk"), Lang: "de",
			Published: published, FirstSeen: now, References: 3,
		},
		Body: []news.Block{
			{Kind: news.Paragraph, Text: sanitize.Lit("Water is falling.")},
			{Kind: news.Paragraph, Text: sanitize.Lit("Pumps run.")},
		},
		References: []news.Reference{
			{From: id, N: 1, Title: sanitize.Lit("two"), URL: "https://coast.example/two", Kind: news.RefInline, Paragraph: 1},
			{From: id, N: 2, Title: sanitize.Lit("What broke"), URL: "https://coast.example/0", Kind: news.RefFeed, Paragraph: 2, Score: 1},
			{From: id, N: 3, URL: "https://wire.example/9", Kind: news.RefFeed, Marker: sanitize.Lit("via"), Paragraph: 2, Score: 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestSummariesAreShortAndSayMoreThanTheHeadline(t *testing.T) {
	long := strings.Repeat("word ", 200)
	for _, tt := range []struct{ name, headline, summary, content, want string }{
		{"same_as_headline", "Dike holds", "DIKE HOLDS.", "", ""},
		{"begins_with_headline", "Dike holds", "Dike holds – Water is falling", "", "Water is falling"},
		{"headline_begins_a_sentence", "Dike holds", "Dike holds, but for how long", "", "Dike holds, but for how long"},
		{"headline_ends_in_a_word", "Dike hold", "Dike holds. Good", "", "Dike holds. Good"},
		{"from_the_content", "Dike holds", "", "<p>Water <i>falls</i>.</p>", "Water falls."},
		{"long", "H", long, "", strings.TrimSpace(strings.Repeat("word ", 99)) + "…"},
		{"no_spaces", "H", strings.Repeat("水", 600), "", strings.Repeat("水", 499) + "…"},
		{"appended_by_software", "H", "Water falls. […] The post <a href='x'>H</a> appeared first on <a href='y'>Coast</a>.", "", "Water falls. […]"},
		{"entities", "H", "caf&eacute; &amp; bar", "", "café & bar"},
		{"escape_sequence", "H", "\x1b]0;x\x07safe", "", "safe"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := arrive(t, parse.Item{GUID: "1", Title: sanitize.Line(tt.headline), Summary: parse.RawHTML(tt.summary), Content: parse.RawHTML(tt.content)}).Story
			if s.Summary.String() != tt.want {
				t.Errorf("summary = %q, want %q", s.Summary, tt.want)
			}
			if n := utf8.RuneCountInString(s.Summary.String()); n > 500 {
				t.Errorf("summary has %d characters", n)
			}
		})
	}
}

func TestAnItemWithoutHeadlineGetsItsFirstWords(t *testing.T) {
	s := arrive(t, parse.Item{GUID: "1", Content: parse.RawHTML("<p>" + strings.Repeat("Water falls again ", 20))}).Story
	if !strings.HasPrefix(s.Headline.String(), "Water falls again Water") || !strings.HasSuffix(s.Headline.String(), "…") || utf8.RuneCountInString(s.Headline.String()) > 100 {
		t.Errorf("headline = %q", s.Headline)
	}
}

func TestAnItemWithNothingIsNoStory(t *testing.T) {
	n := normalize.New(paragraphs{})
	if a, ok := n.Arrival(news.Feed{ID: "f"}, &parse.Document{}, parse.Item{Content: "<p> "}, now); ok {
		t.Errorf("got %+v", a)
	}
}

func TestATimeFromTheBeginningOfTheCalendarIsUnknown(t *testing.T) {
	got := arrive(t, parse.Item{GUID: "1", Title: sanitize.Lit("A"), Published: time.Unix(0, 0), Updated: time.Unix(3600, 0)}).Story
	if !got.Published.IsZero() || !got.Updated.IsZero() {
		t.Errorf("published %v, updated %v, want both unknown", got.Published, got.Updated)
	}
}

func TestItemsThatShareAGUIDAreToldByTheirAddresses(t *testing.T) {
	doc := &parse.Document{Shared: map[string]bool{"news": true}}
	n := normalize.New(paragraphs{})
	one, _ := n.Arrival(news.Feed{ID: "f"}, doc, parse.Item{GUID: "news", URL: "https://coast.example/1", Base: "https://coast.example/", Title: sanitize.Lit("A")}, now)
	two, _ := n.Arrival(news.Feed{ID: "f"}, doc, parse.Item{GUID: "news", URL: "https://coast.example/2", Base: "https://coast.example/", Title: sanitize.Lit("B")}, now)
	if one.Story.ID == two.Story.ID {
		t.Error("they are one story")
	}
}

func TestTheKeyOfAStoryIsStable(t *testing.T) {
	byGUID := arrive(t, parse.Item{GUID: "1", Title: sanitize.Lit("A"), URL: "https://coast.example/1"}).Story.ID
	if edited := arrive(t, parse.Item{GUID: "1", Title: sanitize.Lit("B"), URL: "https://coast.example/2"}).Story.ID; edited != byGUID {
		t.Error("an edited headline changed the key")
	}
	if other := arrive(t, parse.Item{URL: "https://coast.example/1"}).Story.ID; other == byGUID {
		t.Error("guid and address give one key")
	}
}

func TestWholeArticlesAreToldFromTeasers(t *testing.T) {
	para := "<p>" + strings.Repeat("The river fell by a hand. ", 20) + "</p>" // 520 characters
	for _, tt := range []struct {
		name             string
		summary, content string
		want             bool
	}{
		{"long_content", "", strings.Repeat(para, 3), true},
		{"long_content_in_chinese", "", strings.Repeat("<p>"+strings.Repeat("水位下降", 60)+"</p>", 3), true},
		{"short_content", "", strings.Repeat(para, 2), false},
		{"long_but_one_paragraph", "", strings.ReplaceAll(strings.Repeat(para, 4), "<p>", ""), false},
		{"ends_in_an_ellipsis", "", strings.Repeat(para, 3) + "<p>And then […]</p>", false},
		{"continue_reading", "", strings.Repeat(para, 3) + "<a href='/1'>Continue reading…</a>", false},
		{"read_more_in_ukrainian", "", strings.Repeat(para, 3) + "<p>Читати далі →</p>", false},
		{"read_more_with_a_title_is_a_reference", "", strings.Repeat(para, 3) + "<p>Read more: How the dike was built</p>", true},
		{"teaser_with_software_tail", "", strings.Repeat(para, 3) + "<p>More […]</p><p>The post <a>A</a> appeared first on <a>B</a>.</p>", false},
		{"whole_with_software_tail", "", strings.Repeat(para, 3) + "<p>The post <a>A</a> appeared first on <a>B</a>.</p>", true},
		{"long_description", strings.Repeat(para, 4), "", false},
		{"very_long_description", strings.Repeat(para, 6), "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := arrive(t, parse.Item{GUID: "1", Title: sanitize.Lit("H"), Summary: parse.RawHTML(tt.summary), Content: parse.RawHTML(tt.content)})
			if a.Whole != tt.want || a.Story.FullText != tt.want {
				t.Errorf("Whole = %v, FullText = %v, want %v", a.Whole, a.Story.FullText, tt.want)
			}
		})
	}
}

func TestTheLongerTextIsTheBody(t *testing.T) {
	a := arrive(t, parse.Item{GUID: "1", Title: sanitize.Lit("H"), Summary: "<p>A long summary that says it all, and more.", Content: "Photo"})
	if len(a.Body) != 1 || !strings.HasPrefix(a.Body[0].Text.String(), "A long") {
		t.Errorf("body = %+v", a.Body)
	}
}

func TestSourceAndBylineSaySomething(t *testing.T) {
	n := normalize.New(paragraphs{})
	item := parse.Item{GUID: "1", Author: sanitize.Lit("desk@coast.example")}
	for _, tt := range []struct {
		feed news.Feed
		doc  parse.Document
		want string
	}{
		{news.Feed{Name: sanitize.Lit("Mine")}, parse.Document{Title: sanitize.Lit("Theirs")}, "Mine"},
		{news.Feed{}, parse.Document{Title: sanitize.Lit("Theirs")}, "Theirs"},
		{news.Feed{}, parse.Document{Home: "https://www.coast.example/x"}, "coast.example"},
		{news.Feed{ID: "https://far.example/feed"}, parse.Document{}, "far.example"},
	} {
		a, _ := n.Arrival(tt.feed, &tt.doc, item, now)
		if a.Story.Source.String() != tt.want || !a.Story.Byline.IsZero() {
			t.Errorf("source %q, byline %q; want %q and none", a.Story.Source, a.Story.Byline, tt.want)
		}
	}
}

// TestAFileIdentifiesNothing: an item that had no address keeps its story when
// the file that comes with it is read as its address.
func TestAFileIdentifiesNothing(t *testing.T) {
	without := arrive(t, parse.Item{Title: sanitize.Lit("Briefing of Monday")})
	for _, item := range []parse.Item{
		{Title: sanitize.Lit("Briefing of Monday"), URL: "https://coast.example/1.mp3", Attached: true},
		{Title: sanitize.Lit("Briefing of Monday"), URL: "https://coast.example/1", Found: true},
	} {
		if with := arrive(t, item); with.Story.ID != without.Story.ID || with.Story.URL != item.URL {
			t.Errorf("story %s at %q, want %s at %s", with.Story.ID, with.Story.URL, without.Story.ID, item.URL)
		}
	}
}
