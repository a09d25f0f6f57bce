package news

import (
	"fmt"
	"slices"
	"testing"
)

func TestATrailIsFollowedFromWhereTheReaderStands(t *testing.T) {
	steps := func(ids ...StoryID) (s []Step) {
		for _, id := range ids {
			s = append(s, Step{Story: id})
		}
		return s
	}
	for _, c := range []struct {
		was  Trail
		want Trail
	}{
		{Trail{}, Trail{Steps: steps("x")}},
		{Trail{Steps: steps("a")}, Trail{Steps: steps("a", "x"), At: 1}},
		{Trail{Steps: steps("a", "b", "c"), At: 0}, Trail{Steps: steps("a", "x"), At: 1}},
		{Trail{Steps: steps("a"), At: 7}, Trail{Steps: steps("a", "x"), At: 1}}, // as a damaged file may say
	} {
		kept := slices.Clone(c.was.Steps)
		got := c.was.Follow(Step{Story: "x"})
		if got.At != c.want.At || !slices.Equal(got.Steps, c.want.Steps) {
			t.Errorf("%v followed: %v, want %v", c.was, got, c.want)
		}
		if !slices.Equal(c.was.Steps, kept) {
			t.Errorf("following changed the steps of %v to %v", kept, c.was.Steps)
		}
	}

	var long Trail
	for i := range longestTrail + 3 {
		long = long.Follow(Step{Story: StoryID(fmt.Sprint(i))})
	}
	if len(long.Steps) != longestTrail || long.Steps[0].Story != "3" || long.At != longestTrail-1 {
		t.Errorf("a long trail: %d steps from %s, at %d", len(long.Steps), long.Steps[0].Story, long.At)
	}
}

func TestTypedLinesAreJoined(t *testing.T) {
	kept := Lines{"find": {"a", "b"}, ":": {"set"}}
	got := kept.With(Lines{"find": {"c", "a"}, "search": {"d"}})
	for purpose, want := range map[string][]string{"find": {"b", "c", "a"}, ":": {"set"}, "search": {"d"}} {
		if !slices.Equal(got[purpose], want) {
			t.Errorf("%s: %v, want %v", purpose, got[purpose], want)
		}
	}
	if !slices.Equal(kept["find"], []string{"a", "b"}) || len(kept) != 2 {
		t.Errorf("what was kept has become %v", kept)
	}
	var none Lines
	for i := range mostLines + 7 {
		none = none.With(Lines{"find": {fmt.Sprint(i)}})
	}
	if n := none["find"]; len(n) != mostLines || n[mostLines-1] != fmt.Sprint(mostLines+6) {
		t.Errorf("kept %d lines, the latest %q", len(n), n[len(n)-1])
	}
}
