package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// desk has the parts of a test of the screen.
type desk struct {
	lib      *uitest.Library
	act      *uitest.Actions
	bell     chan struct{}
	progress chan reader.Progress
	env      *pane.Env
	opt      func(*ui.Options)
	model    *ui.Screen
}

// drive runs a screen of w by h cells over a library.
func drive(t *testing.T, w, h int, lib *uitest.Library, d *desk, f func(d *uitest.Driver)) {
	t.Helper()
	uitest.Run(t, uitest.Options{W: w, H: h, Model: func(ctx context.Context) tea.Model {
		return d.screen(t, ctx, lib)
	}}, f)
}

func (d *desk) screen(t *testing.T, ctx context.Context, lib *uitest.Library) *ui.Screen {
	d.lib = lib
	if d.act == nil {
		d.act = &uitest.Actions{Library: lib}
	}
	d.bell, d.progress = make(chan struct{}, 1), make(chan reader.Progress, 1)
	m, err := keys.New(keys.Default(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d.env = &pane.Env{
		Env: reader.Env{Ctx: ctx, Library: lib, Actions: d.act, Now: uitest.Clock(), Zone: time.UTC, Parse: parse, Desks: []reader.Desk{
			{Name: sanitize.Lit("Hazards"), Query: sanitize.Lit("tag:hazards"), Filter: func(time.Time) news.Filter { return news.Filter{Expr: news.HasTag{Tag: "hazards"}} }},
			{Name: sanitize.Lit("Unread"), Query: sanitize.Lit("is:unread"), Filter: func(time.Time) news.Filter { return news.Filter{Expr: news.Is{State: news.IsUnread}} }},
		}},
		Theme: theme.Default(), Width: 76,
	}
	o := ui.Options{Env: d.env, Keys: m, Changed: d.bell, Progress: d.progress, Copy: toClipboard}
	if d.opt != nil {
		d.opt(&o)
	}
	d.model = ui.New(o)
	return d.model
}

// parse reads a query as a list of words; "bad:" is a wrong one.
func parse(q string, _ time.Time) (news.Filter, error) {
	if strings.Contains(q, "bad:") {
		return news.Filter{}, badQueryError{}
	}
	var and news.And
	for w := range strings.FieldsSeq(q) {
		and = append(and, news.Word{Text: w})
	}
	return news.Filter{Expr: and}, nil
}

type badQueryError struct{}

func (badQueryError) Error() string { return `query: column 1: there is no field "bad"` }

func arrive(d *desk, entries ...uitest.Entry) {
	d.lib.Add(entries...)
	d.bell <- struct{}{}
}

func newStory(id news.StoryID, headline string, at time.Time) uitest.Entry {
	return uitest.Entry{Story: news.Story{
		ID: id, Feed: uitest.HarborWire, Source: sanitize.Lit("Harbor Wire"), Headline: sanitize.Line(headline),
		URL: "https://harbor.example/" + string(id), Published: at, FirstSeen: at,
	}}
}

func toClipboard(text sanitize.Clean) tea.Cmd { return tea.SetClipboard(text.String()) }
