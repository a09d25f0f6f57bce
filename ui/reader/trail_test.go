package reader_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
	"sitrep/ui/uitest"
)

func steps(ids ...news.StoryID) []news.Step {
	var out []news.Step
	for _, id := range ids {
		out = append(out, news.Step{Story: id})
	}
	return out
}

// TestEachStoryThatIsOpenedIsAStep: a story of a list threw the trail away.
func TestEachStoryThatIsOpenedIsAStep(t *testing.T) {
	abc := news.Trail{Steps: steps("a", "b", "c"), At: 1, Left: steps("z")}
	for _, c := range []struct {
		name string
		walk reader.Walk
		at   int
		want news.Trail
	}{
		{"from a list", reader.Opened, 0, news.Trail{Steps: steps("a", "b", "x"), At: 2, Left: steps("c", "z")}},
		{"by a reference", reader.Followed, 0, news.Trail{Steps: steps("a", "b", "x"), At: 2, Left: steps("c", "z")}},
		{"back", reader.Back, 0, news.Trail{Steps: steps("a", "b", "c"), At: 0, Left: steps("z")}},
		{"forward", reader.Forward, 2, news.Trail{Steps: steps("a", "b", "c"), At: 2, Left: steps("z")}},
		{"to a step that is gone", reader.Back, 3, news.Trail{Steps: steps("a", "b", "x"), At: 2, Left: steps("c", "z")}},
	} {
		got := reader.Enter(abc, c.walk, news.Step{Story: "x"}, c.at)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if got := reader.Enter(abc, reader.Opened, news.Step{Story: "b"}, 0); len(got.Steps) != 3 || got.At != 1 {
		t.Errorf("the story of the present step opened again: %+v", got)
	}
	if diff := cmp.Diff(steps("a", "b", "c"), abc.Steps); diff != "" {
		t.Errorf("the trail itself changed (-want +got):\n%s", diff)
	}
}

func TestAStepBeyondTheTrailIsRefused(t *testing.T) {
	two := news.Trail{Steps: steps("a", "b"), At: 1}
	for _, c := range []struct {
		trail   news.Trail
		to      int
		open    bool
		want    int
		refused string
	}{
		{news.Trail{}, 0, true, 0, reader.NoTrail},
		{news.Trail{}, 0, false, 0, reader.NoTrail},
		{two, 0, true, 0, ""},
		{two, -1, true, 0, reader.TrailBegins},
		{two, 2, true, 0, reader.TrailEnds},
		{two, 0, false, 1, ""},
		{two, 5, false, 1, ""},
	} {
		got, refused := reader.StepTo(c.trail, c.to, c.open)
		if got != c.want || refused.String() != c.refused {
			t.Errorf("StepTo(%d steps, %d, open %t) = %d, %q, want %d, %q", len(c.trail.Steps), c.to, c.open, got, refused, c.want, c.refused)
		}
	}
	if reader.Toward(two, 0) != reader.Back || reader.Toward(two, 2) != reader.Forward {
		t.Error("the direction of a step is wrong")
	}
}

func TestAPositionIsNotedOnItsOwnStepOnly(t *testing.T) {
	trail := news.Trail{Steps: steps("a", "b"), At: 1}
	reader.Note(&trail, news.Step{Story: "b", Top: 7})
	reader.Note(&trail, news.Step{Story: "a", Top: 9})
	if diff := cmp.Diff([]news.Step{{Story: "a"}, {Story: "b", Top: 7}}, trail.Steps); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	reader.Note(&news.Trail{}, news.Step{Story: "a"}) // an empty one stays as it is
}

func TestTheLastTrailIsWithinItsSteps(t *testing.T) {
	lib := uitest.Sample()
	if got := reader.LastTrail(t.Context(), lib); len(got.Steps) > 0 {
		t.Errorf("a trail before the first: %+v", got)
	}
	for _, at := range []int{-3, 1, 9} {
		if err := lib.SaveTrail(t.Context(), news.Trail{Steps: steps("a", "b"), At: at}); err != nil {
			t.Fatal(err)
		}
		if got, want := reader.LastTrail(t.Context(), lib).At, min(max(at, 0), 1); got != want {
			t.Errorf("at %d: %d, want %d", at, got, want)
		}
	}
}

func TestAMarkIsChangedFromWhatTheCacheHolds(t *testing.T) {
	lib := uitest.Sample()
	env := &reader.Env{Ctx: t.Context(), Library: lib}
	always := func(bool) bool { return true }
	type set func(context.Context, news.StoryID, func(bool) bool) (*news.Story, sanitize.Clean, error)
	for _, c := range []struct {
		set   set
		to    func(now bool) bool
		want  string
		check func(*news.Story) bool
	}{
		{env.SetRead, always, reader.MarkedRead, func(s *news.Story) bool { return s.Read }},
		{env.SetRead, reader.Toggled, reader.MarkedUnread, func(s *news.Story) bool { return !s.Read }},
		{env.SetStar, always, reader.Starred, func(s *news.Story) bool { return s.Starred }},
		{env.SetStar, reader.Toggled, reader.StarOff, func(s *news.Story) bool { return !s.Starred }},
	} {
		_, done, err := c.set(t.Context(), uitest.FloodID, c.to)
		if err != nil || done.String() != c.want {
			t.Errorf("%q, %v, want %q", done, err, c.want)
		}
		now, err := lib.Story(t.Context(), uitest.FloodID)
		if err != nil || !c.check(now) {
			t.Errorf("%s: read %t, starred %t, %v", c.want, now.Read, now.Starred, err)
		}
	}
	if _, _, err := env.SetRead(t.Context(), "gone", always); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a story that is gone: %v", err)
	}
	if _, err := reader.Read(t.Context(), lib, "gone"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("reading a story that is gone: %v", err)
	}
}
