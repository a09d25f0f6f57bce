package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Notebook implements reader.Notebook. Make one with Actions.Notebook.
type Notebook struct{ a *Actions }

var _ reader.Notebook = Notebook{}

// Notebook returns the notes of the session's person.
func (a *Actions) Notebook() Notebook { return Notebook{a} }

// longestNote is how many characters a note may have.
const longestNote = 2000

// Pin pins a story, or takes the pin off.
func (n Notebook) Pin(ctx context.Context, id news.StoryID) (bool, error) {
	s := n.a.s
	st, err := s.Cache.Story(ctx, id)
	if err != nil {
		return false, err
	}
	if was, err := s.Cache.Unpin(ctx, remarkAddress(st)); was || err != nil {
		return false, err
	}
	return true, s.addRemark(ctx, st, news.RemarkPin, "")
}

// Note keeps a note on a story.
func (n Notebook) Note(ctx context.Context, id news.StoryID, text string) error {
	text = sanitize.Line(text).String()
	if text == "" || utf8.RuneCountInString(text) > longestNote {
		return fmt.Errorf("a note has 1 to %d characters", longestNote)
	}
	st, err := n.a.s.Cache.Story(ctx, id)
	if err != nil {
		return err
	}
	return n.a.s.addRemark(ctx, st, news.RemarkNote, text)
}

// Judge keeps a judgement of the watch on a story.
func (n Notebook) Judge(ctx context.Context, id news.StoryID, status string) error {
	if !slices.Contains(news.Statuses(), status) {
		return fmt.Errorf("%q is no judgement: %s", status, strings.Join(news.Statuses(), ", "))
	}
	st, err := n.a.s.Cache.Story(ctx, id)
	if err != nil {
		return err
	}
	return n.a.s.addRemark(ctx, st, news.RemarkStatus, status)
}

func (s *Session) addRemark(ctx context.Context, st *news.Story, kind news.RemarkKind, text string) error {
	m, err := s.remark(ctx, st, kind)
	if err != nil {
		return err
	}
	m.Text = sanitize.Line(text)
	_, err = s.Cache.AddRemarks(ctx, m)
	return err
}

// Known returns what citations of stories hold beside them, in their order.
func (n Notebook) Known(ctx context.Context, of ...*news.Story) ([]cite.Known, error) {
	return n.a.s.Known(ctx, of...)
}

// Export writes a report as Markdown and HTML, in the folder where the person
// saves.
func (n Notebook) Export(ctx context.Context) (string, error) {
	s := n.a.s
	remarks, err := s.Cache.Remarks(ctx)
	if err != nil {
		return "", err
	}
	pinned := slices.ContainsFunc(remarks, func(m news.Remark) bool { return m.Kind == news.RemarkPin })
	r, err := s.Situation(ctx, SituationRequest{Pinned: pinned})
	if err != nil {
		return "", err
	}
	proposed, err := n.a.Proposal(ctx)
	if err != nil {
		return "", err
	}
	dir := n.a.fullPath(proposed)
	name := "situation " + s.Now().UTC().Format("2006-01-02 1504")
	if _, err := opener.Save(ctx, dir, name, ".md", sanitize.Text(r.Markdown())); err != nil {
		return "", err
	}
	return opener.Save(ctx, dir, name, ".html", sanitize.Text(r.HTML()))
}
