package news_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// web is a small cache: the references of each story. A name with a question
// mark is a title that was not found, one with a slash an address that is not
// held, one with a tilde a guess; capitals are stories whose page was read.
type web map[string][]string

func (w web) story(name string) *news.Story {
	day := time.Duration(strings.Index("abcdefghijk", strings.ToLower(name)))
	return &news.Story{
		ID: news.StoryID(name), Headline: sanitize.Line(name), References: len(w[name]),
		FullText: name == strings.ToUpper(name), Published: time.Date(2026, 2, 20, 12, 0, 0, 0, time.UTC).Add(-24 * time.Hour * day),
	}
}

func (w web) refs(ids []news.StoryID) (map[news.StoryID][]news.Reference, error) {
	out := map[news.StoryID][]news.Reference{}
	for _, id := range ids {
		for i, to := range w[string(id)] {
			r := news.Reference{From: id, N: i + 1, Kind: news.RefInline, Title: sanitize.Line(to)}
			switch to[0] {
			case '?':
			case '/':
				r.URL = "https://velm.example" + to
			case '-':
				r.Kind = news.RefBodylink
			case '~':
				r.Match = news.Maybe
				r.Target = w.story(to[1:])
				r.To = r.Target.ID
			default:
				r.Match = news.ByURL
				r.Target = w.story(to)
				r.To = r.Target.ID
			}
			out[id] = append(out[id], r)
		}
	}
	return out, nil
}

// drawn writes a chain as indented lines.
func drawn(c news.Chain) []string {
	out := []string{}
	for _, n := range c.Nodes {
		s := fmt.Sprintf("%s%s<%s", strings.Repeat(" ", n.Depth), n.Ref.Title, n.From.ID)
		if n.Cycle {
			s += " cycle"
		}
		if n.Again {
			s += " again"
		}
		if n.End != news.NoEnd {
			s += " " + string(n.End)
		}
		out = append(out, s)
	}
	return out
}

func TestAChainIsWalkedOnceAndSaysWhereItEnds(t *testing.T) {
	tests := []struct {
		name        string
		web         web
		depth, most int
		want        []string
		left        int
	}{
		{
			name: "ends", web: web{"a": {"b", "C", "?", "/x", "-l", "~d"}}, depth: 3, most: 50,
			want: []string{" b<a not read", " C<a last one", " ?<a not found", " /x<a not held", " ~d<a guessed"},
		},
		{"cycles", web{"a": {"b"}, "b": {"c", "b"}, "c": {"a"}}, 5, 50, []string{" b<a", "  c<b", "   a<c cycle", "  b<b cycle"}, 0},
		{"nearest to the root", web{"a": {"b", "C"}, "b": {"C"}, "C": {"D"}}, 5, 50, []string{" b<a", "  C<b again", " C<a", "  D<C last one"}, 0},
		{"twice in one story", web{"a": {"b", "b"}, "b": {"C"}}, 5, 50, []string{" b<a", "  C<b last one", " b<a again"}, 0},
		{"deep", web{"a": {"b"}, "b": {"c"}, "c": {"D"}}, 2, 50, []string{" b<a", "  c<b too deep"}, 0},
		{"full", web{"a": {"b", "c", "d"}, "b": {"e"}}, 2, 2, []string{" b<a too deep", " c<a not read"}, 2},
		{"nothing", web{}, 2, 2, []string{}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := news.GrowChain(tt.web.story("a"), tt.depth, tt.most, tt.web.refs)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, drawn(c)); d != "" {
				t.Errorf("chain (-want +got):\n%s", d)
			}
			if c.Left != tt.left {
				t.Errorf("left out %d, want %d", c.Left, tt.left)
			}
		})
	}
}

func TestATimelineIsOldestFirstWithItsGaps(t *testing.T) {
	w := web{"a": {"c", "b", "~e", "k"}, "c": {"d", "b"}}
	c, err := news.GrowChain(w.story("a"), 3, 50, func(ids []news.StoryID) (map[news.StoryID][]news.Reference, error) {
		m, err := w.refs(ids)
		for _, rs := range m {
			for _, r := range rs {
				if r.To == "k" {
					r.Target.Published = time.Time{}
				}
			}
		}
		return m, err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, m := range c.Timeline() {
		got = append(got, fmt.Sprintf("%s %d %s", m.Story.ID, m.Depth, m.Gap))
	}
	if d := cmp.Diff([]string{"d 2 0s", "c 1 24h0m0s", "b 1 24h0m0s", "a 0 24h0m0s", "k 1 0s"}, got); d != "" {
		t.Errorf("timeline (-want +got):\n%s", d)
	}
	age, ok := c.Nodes[0].Age()
	if age != 48*time.Hour || !ok {
		t.Errorf("age of c before a = %v, %v, want 48h", age, ok)
	}
	if _, ok := c.Nodes[len(c.Nodes)-1].Age(); ok {
		t.Error("a story of unknown time has an age")
	}
}
