package pane_test

import (
	"context"
	"strings"
	"testing"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// doubtful is a story whose links lead to hosts that are not what they seem:
// a known name in front of another, digits for letters, Cyrillic among Latin.
func doubtful() pane.StoryLoaded {
	st := &news.Story{ID: "doubtfulxxxxxxxx", Headline: sanitize.Lit("Two sources on one flood")}
	block := news.Block{Kind: news.Paragraph, Text: sanitize.Lit("The courier wrote."), Links: []news.Link{
		{URL: "https://harbor.example.login.tolls.example/a", Text: sanitize.Lit("courier"), Start: 4, End: 11},
	}}
	return pane.StoryLoaded{
		Story: st, Body: news.Body{Origin: news.FromFeed, Blocks: []news.Block{block}},
		Refs: []news.Reference{
			{N: 1, Title: sanitize.Lit("The gates hold"), URL: "https://www.harb0r.example/gates", Kind: news.RefInline, Paragraph: 1, Score: 1},
			{N: 2, Title: sanitize.Lit("The gates are shut"), URL: "https://xn--harbr-mye.example/shut", Kind: news.RefInline, Paragraph: 1, Score: 1},
			{N: 3, Title: sanitize.Lit("The gauges"), URL: "https://data.harbor.example/gauges", Kind: news.RefInline, Paragraph: 1, Score: 1},
			{
				N: 4, Title: sanitize.Lit("The night before"), URL: "https://harb0r.example/night", Kind: news.RefInline, Paragraph: 1, Score: 1, To: "nightnightnightn",
				Target: &news.Story{ID: "nightnightnightn", Headline: sanitize.Lit("The night before"), URL: "https://harb0r.example/night"},
			},
		},
	}
}

func suspicious(e *pane.Env) { e.Doubt = sanitize.KnownSources("https://harbor.example/rss").Doubt }

func TestTheFootSaysWhoseHostALinkLeadsTo(t *testing.T) {
	onStage(t, layout.Story, 120, 20, suspicious, func(s *stage) {
		l := doubtful()
		s.Send(pane.StoryOpened{Story: l.Story})
		s.Send(l)
		for _, want := range []string{
			"1: tolls.example · https://harbor.example.login.tolls.example/a",
			"2: LOOKS LIKE harbor.example · https://www.harb0r.example/gates",
			"3: LOOKS LIKE harbor.example, MIXED SCRIPTS · https://xn--harbr-mye.example/shut",
			"4: harbor.example · https://data.harbor.example/gauges",
			"5: LOOKS LIKE harbor.example · in the cache: The night before",
		} {
			s.Press("]")
			s.sees(want)
		}
	})
}

func TestReadAlsoSaysWhoseHostAReferenceLeadsTo(t *testing.T) {
	onStage(t, layout.ReadAlso, 100, 14, suspicious, func(s *stage) {
		l := doubtful()
		s.Send(pane.StoryOpened{Story: l.Story})
		s.Send(l)
		for _, want := range []string{
			"LOOKS LIKE harbor.example · in text · not cached · harb0r.example",
			"LOOKS LIKE harbor.example, MIXED SCRIPTS · in text · not cached · xn--harbr-mye.example",
			" in text · not cached · harbor.example (data.harbor.example)",
			"LOOKS LIKE harbor.example · in text · date unknown · teaser cached",
		} {
			s.sees(want, "[2] !", "[5] !") // the signs are seen before a row is in focus
			s.Press("j")
		}
	})
	onStage(t, layout.ReadAlso, 90, 4, suspicious, func(s *stage) { // in a strip
		l := doubtful()
		s.Send(pane.StoryOpened{Story: l.Story})
		s.Send(l)
		s.sees("LOOKS LIKE harbor.example · in text")
	})
}

// guarded is a library that follows one feed whose address holds a token.
type guarded struct{ reader.Library }

func (guarded) Feeds(context.Context) ([]news.FeedStatus, error) {
	return []news.FeedStatus{{
		Feed:  news.Feed{ID: "https://velm.example/rss?a=1&token=s3same"},
		State: news.FeedState{MovedTo: "https://velm.example/new?apikey=s3same", Failures: 3, Err: sanitize.Lit("No answer in time.")},
	}}, nil
}

func TestFeedHealthShowsNoSecret(t *testing.T) {
	var h *host
	model := func(ctx context.Context) tea.Model {
		m, err := keys.New(keys.Default(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range pane.All() {
			if spec.Name == "Feeds" {
				e := &pane.Env{Env: reader.Env{Ctx: ctx, Library: guarded{uitest.Sample()}, Now: uitest.Clock()}, Theme: theme.Mono(), KeyOf: m.KeyOf}
				h = &host{Pane: spec.New(e), env: e, scope: spec.Scope, keys: m}
			}
		}
		h.Focus(true)
		return h
	}
	uitest.Run(t, uitest.Options{W: 100, H: 24, Model: model}, func(d *uitest.Driver) {
		d.Send(pane.CacheChanged{})
		screen := d.Screen()
		if strings.Contains(screen, "s3same") || !strings.Contains(screen, "https://velm.example/rss?a=1&token=***") || !strings.Contains(screen, "new?apikey=***") {
			t.Errorf("the screen:\n%s", screen)
		}
	})
}
