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
