package storetest

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// flats are the subtests about texts in which no sign ends a title.
func (su suite) flats() []subtest {
	return []subtest{
		{"a headline ends a title that was cut by a guess, whichever comes first", su.headlineEndsTitle},
		{"a text that is cut again is no edit", su.recutIsNoEdit},
	}
}

// flatText is the text of a story with a label, which recut reads.
const flatText = "The river fell. MORE: Old dam above Tarn holds The ferries return on Friday."

// recut reads a text with one label, as a reader of pages does: the title behind
// it is a headline, or the next four words.
func recut(text string, known func(string) int) (blocks []news.Block, refs []news.Reference, starts []string) {
	before, after, _ := strings.Cut(text, "MORE: ")
	end := known(after)
	if end == 0 {
		starts = append(starts, after)
		end = len(strings.Join(strings.Fields(after)[:4], " "))
	}
	ref := Ref(after[:end], "")
	ref.Kind, ref.Paragraph = news.RefText, 1
	return Paragraphs(before + after[end:]), []news.Reference{ref}, starts
}

func flatArrival() news.Arrival {
	a := Arrival(Radio, "flat", "Morning bulletin of the river watch", time.Hour)
	var starts []string
	a.Body, a.References, starts = recut(flatText, func(string) int { return 0 })
	a.Flat = news.Flat{Text: flatText, Starts: starts}
	return a
}

func (su suite) openFlat(t *testing.T) cache {
	return open(t, su.engine.New(t), store.Options{Now: NewClock().Now, Recut: recut})
}

func (su suite) headlineEndsTitle(t *testing.T) {
	dam := Arrival(Courier, "dam", "Old dam above Tarn holds", 2*time.Hour)
	for _, first := range []string{"story", "text"} {
		t.Run(first, func(t *testing.T) {
			db := su.openFlat(t)
			if first == "story" {
				save(t, db, Courier, dam)
			}
			a := flatArrival()
			save(t, db, Radio, a)
			if first == "text" {
				refs, err := db.References(t.Context(), a.Story.ID)
				must(t, err)
				diff(t, "by a guess", "Old dam above Tarn", refs[0].Title.String())
				save(t, db, Courier, Arrival(Courier, "other", "Old dam above Tarn is sold", 3*time.Hour))
				save(t, db, Courier, dam)
			}
			refs, err := db.References(t.Context(), a.Story.ID)
			must(t, err)
			diff(t, "title, story", []any{"Old dam above Tarn holds", dam.Story.ID, news.ByTitle}, []any{refs[0].Title.String(), refs[0].To, refs[0].Match})
			b, err := db.Body(t.Context(), a.Story.ID, "")
			must(t, err)
			diff(t, "text", "The river fell. The ferries return on Friday.", news.Text(b.Blocks))
			for word, want := range map[string]int{"ferries": 1, "holds": 1} { // the dam's own headline has the second
				diff(t, "stories with "+word, want, len(list(t, db, news.Filter{Expr: news.Word{Text: word}}, news.Window{})))
			}
		})
	}
}

func (su suite) recutIsNoEdit(t *testing.T) {
	db := su.openFlat(t)
	a := flatArrival()
	save(t, db, Radio, a)
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	save(t, db, Courier, Arrival(Courier, "dam", "Old dam above Tarn holds", 2*time.Hour))
	again := flatArrival()
	again.Story.Updated = Start() // the feed says so, with the same words
	diff(t, "saved", news.Saved{}, save(t, db, Radio, again))
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "revisions, read", []any{0, true}, []any{s.Revisions, s.Read})
	refs, err := db.References(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "title", "Old dam above Tarn holds", refs[0].Title.String())
}
