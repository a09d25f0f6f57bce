package uitest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func ids(stories []*news.Story) []news.StoryID {
	out := make([]news.StoryID, len(stories))
	for i, s := range stories {
		out[i] = s.ID
	}
	return out
}

func TestWindowsOfAListMeetWithoutGapOrOverlap(t *testing.T) {
	l := Sample()
	all, err := l.Stories(t.Context(), news.Filter{}, news.Window{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var paged []*news.Story
	w := news.Window{Limit: 7}
	for range 1000 {
		part, err := l.Stories(t.Context(), news.Filter{}, w)
		if err != nil {
			t.Fatal(err)
		}
		if len(part) == 0 {
			break
		}
		paged = append(paged, part...)
		m := news.MarkOf(part[len(part)-1])
		w.After = &m
	}
	if diff := cmp.Diff(ids(all), ids(paged)); diff != "" {
		t.Errorf("pages (-all +paged):\n%s", diff)
	}
	m := news.MarkOf(all[20])
	before, err := l.Stories(t.Context(), news.Filter{}, news.Window{Before: &m, Limit: 7})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ids(all[13:20]), ids(before)); diff != "" {
		t.Errorf("before (-want +got):\n%s", diff)
	}
}

func TestFiltersHoldAsTheirWordsSay(t *testing.T) {
	l := Sample()
	tests := []struct {
		name string
		expr news.Expr
		want []news.StoryID
	}{
		{"word", news.Word{Text: "bulletin"}, []news.StoryID{FloodID}},
		{"prefix", news.Word{Text: "evacuat", Prefix: true}, []news.StoryID{OldTownID}},
		{"phrase", news.Phrase{Text: "third gate"}, []news.StoryID{DamID}},
		{"title", news.InTitle{Text: "velm"}, []news.StoryID{FloodID, TeaserID}},
		{"feed and not read", news.And{news.InFeed{Text: "harbor"}, news.Not{X: news.Is{State: news.IsUnread}}}, []news.StoryID{OldTownID}},
		{"tag or language", news.And{news.Or{news.HasTag{Tag: "world"}, news.InLang{Lang: "uk"}}, news.Not{X: news.InLang{Lang: "en"}}}, []news.StoryID{ArabicID, JapaneseID, UkraineID}},
		{"related", news.And{news.HasRelated{}, news.Since{Time: Start().Add(-4 * time.Hour)}}, []news.StoryID{FloodID, ArabicID, JapaneseID, DamID}},
		{"before", news.And{news.Before{Time: Start().Add(-2 * time.Hour)}, news.Is{State: news.IsStarred}}, []news.StoryID{OldTownID}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := l.Stories(t.Context(), news.Filter{Expr: tt.expr}, news.Window{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ids(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewStoriesAreCountedApart(t *testing.T) {
	l := Sample()
	upTo, _ := l.Latest(t.Context())
	before, _ := l.Count(t.Context(), news.Filter{}, upTo)
	l.Add(Entry{Story: news.Story{GUID: "new", Headline: sanitize.Lit("New"), FirstSeen: Start()}})
	after, _ := l.Count(t.Context(), news.Filter{}, upTo)
	before.New = 1
	if before != after {
		t.Errorf("counts = %+v, want %+v", after, before)
	}
	if got, _ := l.Stories(t.Context(), news.Filter{}, news.Window{UpTo: upTo, Limit: 1000}); len(got) != before.Total {
		t.Errorf("%d stories up to %d, want %d", len(got), upTo, before.Total)
	}
}

func TestUndoTakesBackOneStepAtATime(t *testing.T) {
	l := Sample()
	was, _ := l.Count(t.Context(), news.Filter{}, 0)
	n, err := l.MarkAllRead(t.Context(), news.Filter{}, 0)
	if err != nil || n != was.Unread {
		t.Fatalf("MarkAllRead = %d, %v, want %d", n, err, was.Unread)
	}
	l.Star(t.Context(), true, FloodID)
	for _, want := range []string{"starred", "marked 22 read", ""} {
		if got, err := l.Undo(t.Context()); err != nil || got.String() != want {
			t.Errorf("Undo = %q, %v, want %q", got, err, want)
		}
	}
	if now, _ := l.Count(t.Context(), news.Filter{}, 0); now != was {
		t.Errorf("counts = %+v, want %+v", now, was)
	}
}

func TestReferencesAreResolvedAndCitedBack(t *testing.T) {
	l := Sample()
	refs, err := l.References(t.Context(), FloodID)
	if err != nil {
		t.Fatal(err)
	}
	var to []news.StoryID
	for _, r := range refs {
		to = append(to, r.To)
	}
	if diff := cmp.Diff([]news.StoryID{DamID, OldTownID, UkraineID, "", ""}, to); diff != "" {
		t.Errorf("resolved (-want +got):\n%s", diff)
	}
	cited, err := l.CitedBy(t.Context(), DamID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]news.StoryID{FloodID, OldTownID}, ids(cited)); diff != "" {
		t.Errorf("cited by (-want +got):\n%s", diff)
	}
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	l := Sample()
	_, err1 := l.Story(t.Context(), "nope")
	_, err2 := l.Body(t.Context(), "nope", "")
	_, err3 := l.References(t.Context(), "nope")
	_, err4 := l.StoryAt(t.Context(), "https://nowhere.example/")
	for i, err := range []error{err1, err2, err3, err4, l.MarkRead(t.Context(), true, "nope")} {
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%d: error = %v, want news.ErrNotFound", i+1, err)
		}
	}
	if b, err := l.Body(t.Context(), BareID, ""); err != nil || len(b.Blocks) > 0 {
		t.Errorf("Body of a story without text = %v, %v", b, err)
	}
}

func TestWhatTheLibraryReturnsIsACopy(t *testing.T) {
	l := Sample()
	s, _ := l.Story(t.Context(), FloodID)
	s.Read = true
	if again, _ := l.Story(t.Context(), FloodID); again.Read {
		t.Error("the library's story changed with the copy")
	}
}

func TestActionsRecordWhatTheyAreAsked(t *testing.T) {
	a := &Actions{Library: Sample()}
	a.Refresh(t.Context(), "a", "b")
	if id, err := a.FollowURL(t.Context(), "https://harbor.example/floodharborriver"); err != nil || id != FloodID {
		t.Errorf("FollowURL = %q, %v", id, err)
	}
	if _, err := a.Follow(t.Context(), news.Reference{Title: sanitize.Lit("Nowhere")}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("Follow error = %v, want news.ErrNotFound", err)
	}
	want := []Call{{"Refresh", "a b"}, {"FollowURL", "https://harbor.example/floodharborriver"}, {"Follow", "Nowhere"}}
	if diff := cmp.Diff(want, a.Calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
}
