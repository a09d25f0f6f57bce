package storetest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Kind is the kind of the stories of a round.
type Kind struct {
	Name    string
	ByURL   int  // references of each story to another of the round, by address
	ByTitle int  // references by the title of another alone, as it stands or with something added
	Lost    int  // references to what no feed has, by a title or both
	Forms   bool // titles are bulletins which differ by a place and a figure
	Scripts bool // every second feed is in another script
	Bytes   int  // of the text of each story; 0: 2,000
}

// Kinds returns what rounds are measured with.
func Kinds() []Kind {
	return []Kind{
		{Name: "no references"},
		{Name: "by address", ByURL: 2},
		{Name: "by title", ByTitle: 2, Scripts: true},
		{Name: "unresolved", Lost: 2, Scripts: true},
		{Name: "bulletins", ByTitle: 1, Lost: 1, Forms: true},
		{Name: "many scripts", ByURL: 1, ByTitle: 1, Scripts: true},
		{Name: "long texts", ByURL: 1, ByTitle: 1, Bytes: 20_000},
	}
}

// Round makes the batches of a first poll of feeds, each with so many items.
func (k Kind) Round(feeds, items int) []news.Batch {
	s := NewSpeaker(7)
	texts := make([][]news.Block, 97) // making them up takes longer than saving them
	size := k.Bytes
	if size == 0 {
		size = 2000
	}
	for i := range texts {
		for have := 0; have < size; {
			p := s.text(k.script(i), 60)
			have += len(p)
			texts[i] = append(texts[i], news.Block{Kind: news.Paragraph, Text: sanitize.Line(p)})
		}
	}
	titles := make([]string, feeds*items)
	for i := range titles {
		titles[i] = k.title(s, i, i/items)
	}
	address := func(i int) string { return fmt.Sprintf("https://f%d.velm.example/n/%d", i/items, i) }
	out := make([]news.Batch, feeds)
	for f := range out {
		feed := news.FeedID(fmt.Sprintf("https://f%d.velm.example/rss", f))
		as := make([]news.Arrival, items)
		for j := range as {
			i := f*items + j
			// Over 30 days, in an order that is not that of the feeds.
			ago := time.Duration(i*7919%(feeds*items)) * 30 * 24 * time.Hour / time.Duration(feeds*items)
			a := Arrival(feed, strconv.Itoa(i), titles[i], ago)
			a.Story.URL, a.Story.Summary = address(i), sanitize.Line(s.text(k.script(f), 12))
			// Another paragraph of its own, so that no two texts are the same.
			a.Body = append([]news.Block{{Kind: news.Paragraph, Text: sanitize.Line(s.text(k.script(f), 25))}}, texts[(i*31+f)%len(texts)]...)
			a.References = k.references(s, i, titles, address)
			as[j] = a
		}
		out[f] = news.Batch{Feed: feed, Arrivals: as}
	}
	return out
}

func (k Kind) script(feed int) int {
	if k.Scripts && feed%2 == 1 {
		return feed / 2 % 6
	}
	return 0
}

// title makes up the title of a story.
func (k Kind) title(s *Speaker, i, feed int) string {
	if !k.Forms {
		return s.text(k.script(feed), 9)
	}
	places := strings.Fields("Velm Tarn Morvo Orla Kesh Ulmen Brava Sinto Pelas Duneri Vasto Kirun Hallem Ostry Mirova")
	place := places[s.rnd.IntN(len(places))]
	switch i % 3 {
	case 0:
		return fmt.Sprintf("Magnitude %d.%d earthquake strikes off the coast of %s", 3+s.rnd.IntN(5), s.rnd.IntN(10), place)
	case 1:
		return fmt.Sprintf("At least %d injured in %s flood as officials assess damage", 2+s.rnd.IntN(400), place)
	}
	return fmt.Sprintf("Orange alert: storm in %s affects %d thousand people", place, 1+s.rnd.IntN(900))
}

// references makes up the references of the story with a number.
func (k Kind) references(s *Speaker, i int, titles []string, address func(i int) string) []news.Reference {
	var out []news.Reference
	other := func() int {
		if n := s.rnd.IntN(len(titles)); n != i {
			return n
		}
		return (i + 1) % len(titles)
	}
	for range k.ByURL {
		n := other()
		out = append(out, Ref(titles[n], address(n)))
	}
	for n := range k.ByTitle {
		title := titles[other()]
		if n%2 == 1 {
			title += " – " + s.text(0, 2)
		}
		out = append(out, Ref(title, ""))
	}
	for n := range k.Lost {
		url := ""
		if n%2 == 1 {
			url = fmt.Sprintf("https://elsewhere.example/%d/%d", i, n)
		}
		out = append(out, Ref(k.title(s, i+n, i/20), url))
	}
	return out
}
