package storetest

import (
	"fmt"
	"testing"
	"time"

	"sitrep/internal/news"
)

// learned are the subtests about what comes again on the pages of a site, and
// about rules for its labels.
func (su suite) learned() []subtest {
	return []subtest{
		{"what three stories of a site have is furniture, in all of them", su.furniture},
		{"what a person wants kept is shown", su.furnitureKept},
		{"what is no furniture stays", su.noFurniture},
		{"a link on every page is a menu", su.menus},
		{"a rule makes references of lines and boxes, and takes them back", su.ruleReference},
		{"a rule puts lines that are no references back into the text", su.ruleNone},
	}
}

const notice = "Write to the letters page, and we print it"

// page saves a story of Radio with the text of its page and the references there.
func page(t *testing.T, db cache, slug, headline string, refs []news.Reference, text ...string) news.StoryID {
	t.Helper()
	a := Arrival(Radio, slug, headline, time.Hour)
	save(t, db, Radio, a)
	must(t, db.SaveFullText(t.Context(), a.Story.ID, news.FullText{URL: a.Story.URL, Body: Paragraphs(text...), References: refs}))
	must(t, db.ResolveTitles(t.Context()))
	return a.Story.ID
}

func bodyOf(t *testing.T, db cache, id news.StoryID) (text string, left int) {
	t.Helper()
	b, err := db.Body(t.Context(), id, "")
	must(t, err)
	return news.Text(b.Blocks), b.LeftOut
}

// three saves three stories of a site, each with a notice of the site, an opening
// that all have, and a reference behind the notice.
func three(t *testing.T, db cache) (ids []news.StoryID) {
	for i, h := range []string{"Ferry runs again", "School roof mended", "Old mill sold"} {
		ref := Ref(fmt.Sprint("What else was decided on day ", i), fmt.Sprint("https://radio.velm.example/x/", i))
		ref.Paragraph = 3
		ids = append(ids, page(t, db, fmt.Sprint("p", i), h, []news.Reference{ref},
			"All the news of the valley, every single day", fmt.Sprint("Only this story has number ", i, " in it, at length."), notice, fmt.Sprint("The end of story number ", i, " comes here.")))
	}
	return ids
}

func (su suite) furniture(t *testing.T) {
	db, _ := su.openNew(t)
	ids := three(t, db)
	for i, id := range ids {
		text, left := bodyOf(t, db, id)
		want := fmt.Sprintf("All the news of the valley, every single day\n\nOnly this story has number %d in it, at length.\n\nThe end of story number %d comes here.", i, i)
		diff(t, "text", want, text)
		diff(t, "left out", 1, left)
		refs, err := db.References(t.Context(), id)
		must(t, err)
		diff(t, "paragraph of the reference, amid the text", []any{2, true}, []any{refs[0].Paragraph, refs[0].Amid})
		s, err := db.Story(t.Context(), id)
		must(t, err)
		diff(t, "revisions", 0, s.Revisions)
	}
	fs, err := db.LeftOut(t.Context(), ids[0])
	must(t, err)
	diff(t, "furniture", []news.Furniture{{Site: "radio.velm.example", Text: line(notice), Stories: 3, Of: 3}}, fs)
}

func (su suite) furnitureKept(t *testing.T) {
	db, _ := su.openNew(t)
	ids := three(t, db)
	n, err := db.KeepLeftOut(t.Context(), ids[1])
	must(t, err)
	diff(t, "kept", 1, n)
	later := page(t, db, "p9", "Council meets", nil, "First words of it.", notice)
	for _, id := range append(ids, later) {
		if text, left := bodyOf(t, db, id); left != 0 || text[len(text)-len(notice):] != notice && id == later {
			t.Errorf("%d paragraphs are left out of %q", left, text)
		}
	}
	n, err = db.KeepFurniture(t.Context(), "radio.velm.example", "write to", false)
	must(t, err)
	_, left := bodyOf(t, db, ids[0])
	diff(t, "left out again", []int{1, 1}, []int{n, left})
}

func (su suite) noFurniture(t *testing.T) {
	headlines := []string{"Dam at Tarn leaks", "Tarn dam is watched", "Engineers reach the dam"}
	tests := []struct {
		name string
		text func(i int) []string
	}{
		{"the first paragraph", func(i int) []string {
			return []string{"Radio Velm reports from the valley.", fmt.Sprint("More of it on day ", i, ", at length.")}
		}},
		{"two stories", func(i int) []string {
			return append([]string{fmt.Sprint("Beginning ", i)}, []string{notice, notice, fmt.Sprint("Something else on day ", i)}[i])
		}},
		{"a short line", func(i int) []string {
			return []string{fmt.Sprint("Beginning ", i), "He said yes", fmt.Sprint("More of day ", i)}
		}},
		{"background of one event", func(i int) []string {
			return []string{fmt.Sprint("Beginning ", i), "The dam was built two lifetimes ago, has been mended four times since, and holds the water of the whole upper valley.", fmt.Sprint("More of day ", i)}
		}},
		{"most of the text", func(i int) []string { return []string{fmt.Sprint("Beginning ", i), notice, notice + " soon"} }},
		{"one article at three addresses", func(int) []string {
			var text []string
			for k := range 5 {
				text = append(text, fmt.Sprintf("Paragraph %d of this report tells at length what the people of the old town had to say about the long winter, and why.", k))
			}
			return text
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, _ := su.openNew(t)
			for i, h := range headlines {
				id := page(t, db, fmt.Sprint("p", i), h, nil, tt.text(i)...)
				if text, left := bodyOf(t, db, id); left > 0 {
					t.Errorf("%d paragraphs are left out: %q", left, text)
				}
			}
		})
	}
}

func (su suite) menus(t *testing.T) {
	db, _ := su.openNew(t)
	var ids []news.StoryID
	for i, h := range []string{"Ferry runs again", "School roof mended", "Old mill sold on Friday"} {
		most, own := Ref("Lottery numbers drawn", "https://radio.velm.example/lottery"), Ref("Another part of it", fmt.Sprint("https://radio.velm.example/own/", i))
		most.Kind, own.Kind = news.RefBlock, news.RefBlock
		line := Ref("Lottery numbers drawn", "https://radio.velm.example/numbers") // an editor's line may come again
		ids = append(ids, page(t, db, fmt.Sprint("p", i), h, []news.Reference{line, most, own}, fmt.Sprint("Text number ", i), fmt.Sprint("End number ", i)))
	}
	for _, id := range ids {
		refs, err := db.References(t.Context(), id)
		must(t, err)
		s, err := db.Story(t.Context(), id)
		must(t, err)
		diff(t, "references, their number", []int{2, 2}, []int{len(refs), s.References})
	}
}

// linked makes a paragraph whose end is a link.
func linked(label, title, url string) news.Block {
	b := news.Block{Kind: news.Paragraph, Text: line(label + title)}
	b.Links = []news.Link{{URL: url, Text: line(title), Start: b.Text.Len() - len(title), End: b.Text.Len()}}
	return b
}

func (su suite) ruleReference(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "Ferry runs again", time.Hour)
	save(t, db, Radio, a)
	blocks := Paragraphs("It began in spring.")
	blocks = append(blocks, linked("Compare: ", "The winter of the ice", "https://radio.velm.example/ice"), Paragraphs("It went on.")[0],
		news.Block{Kind: news.Heading, Level: 3, Text: line("COMPARE")}, linked("", "The summer of the heat", "https://radio.velm.example/heat"), Paragraphs("It ended.")[0])
	must(t, db.SaveFullText(t.Context(), a.Story.ID, news.FullText{URL: a.Story.URL, Body: blocks}))
	rule := news.SiteRule{Site: "velm.example", Label: "Compare", Reference: true}
	must(t, db.SetSiteRules(t.Context(), []news.SiteRule{rule}))
	look := func(what string) {
		t.Helper()
		text, left := bodyOf(t, db, a.Story.ID)
		diff(t, what+": text", "It began in spring.\n\nIt went on.\n\nIt ended.", text)
		refs, err := db.References(t.Context(), a.Story.ID)
		must(t, err)
		if len(refs) != 2 || left != 0 {
			t.Fatalf("%s: %d references, %d paragraphs left out", what, len(refs), left)
		}
		diff(t, what+": references", []any{"The winter of the ice", 1, "The summer of the heat", 2}, []any{refs[0].Title.String(), refs[0].Paragraph, refs[1].Title.String(), refs[1].Paragraph})
	}
	look("cached")
	must(t, db.SaveFullText(t.Context(), a.Story.ID, news.FullText{URL: a.Story.URL, Body: blocks}))
	look("fetched again")
	use, err := db.RuleUse(t.Context(), rule)
	must(t, err)
	diff(t, "use", 1, use.Stories)
	must(t, db.SetSiteRules(t.Context(), nil))
	text, _ := bodyOf(t, db, a.Story.ID)
	diff(t, "taken back", news.Text(blocks), text)
	s, err := db.Story(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "references, revisions", []int{0, 0}, []int{s.References, s.Revisions})
}

func (su suite) ruleNone(t *testing.T) {
	db, _ := su.openNew(t)
	no, yes := Ref("Win a boat", "https://radio.velm.example/boat"), Ref("The winter of the ice", "https://radio.velm.example/ice")
	no.Marker, no.Paragraph, yes.Paragraph = line("Elsewhere:"), 1, 1
	id := page(t, db, "a", "Ferry runs again", []news.Reference{no, yes}, "It began in spring.", "It ended.")
	must(t, db.SetSiteRules(t.Context(), []news.SiteRule{{Site: "radio.velm.example", Label: "Elsewhere"}}))
	text, _ := bodyOf(t, db, id)
	diff(t, "text", "It began in spring.\n\nElsewhere: Win a boat\n\nIt ended.", text)
	refs, err := db.References(t.Context(), id)
	must(t, err)
	s, err := db.Story(t.Context(), id)
	must(t, err)
	diff(t, "references", []any{1, 1, "The winter of the ice", 2}, []any{len(refs), s.References, refs[0].Title.String(), refs[0].Paragraph})
	must(t, db.SetSiteRules(t.Context(), nil))
	text, _ = bodyOf(t, db, id)
	diff(t, "taken back", "It began in spring.\n\nIt ended.", text)
}
