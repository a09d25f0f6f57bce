package news

import (
	"cmp"
	"slices"
	"time"
)

// Chain is the background of a story: the stories it refers to, those that they refer
// to, and so on, as far as the cache holds it.
type Chain struct {
	Root  *Story
	Nodes []ChainNode // in the order of a walk through the tree: each node's own below it
	Cited []*Story    // the stories that refer to the root, newest first
	Left  int         // references that were left out since the chain is full
}

// ChainNode is one reference in a chain.
type ChainNode struct {
	Depth int // 1: a reference of the root
	From  *Story
	Ref   Reference // Ref.Target is the story it leads to; nil: not in the cache
	Cycle bool      // it leads back to a story above it
	Again bool      // its own references stand elsewhere in the chain
	End   ChainEnd  // why nothing stands below it
}

// ChainEnd says why a chain goes no further.
type ChainEnd string

// The ends of a chain. NoEnd is the zero value: it goes on.
const (
	NoEnd    ChainEnd = ""
	NotHeld  ChainEnd = "not held"  // the cache does not hold it; there is an address
	NotFound ChainEnd = "not found" // there is no address, and no story of that title
	NotRead  ChainEnd = "not read"  // no references are known; its page was not fetched
	LastOne  ChainEnd = "last one"  // it refers to nothing
	TooDeep  ChainEnd = "too deep"  // it has references, deeper than was asked for
	Guessed  ChainEnd = "guessed"   // that it leads there is no more than a guess
)

// Age returns how long before the story that refers to it the node's story
// was published. It reports false if one of the times is unknown.
func (n ChainNode) Age() (time.Duration, bool) {
	t := n.Ref.Target
	if t == nil || t.Published.IsZero() || n.From.Published.IsZero() {
		return 0, false
	}
	return n.From.Published.Sub(t.Published), true
}

// GrowChain walks from a story along references, at most depth steps and to
// at most most nodes. refsOf returns the references of stories; it is asked
// once for each step. Each story is walked from once, where it stands
// nearest to the root.
func GrowChain(root *Story, depth, most int, refsOf func([]StoryID) (map[StoryID][]Reference, error)) (Chain, error) {
	c := Chain{Root: root}
	g := grower{refs: map[StoryID][]Reference{}, parent: map[StoryID]StoryID{root.ID: ""}}
	level := []StoryID{root.ID}
	total := 0
	for d := 1; d <= depth && len(level) > 0; d++ {
		got, err := refsOf(level)
		if err != nil {
			return Chain{}, err
		}
		var next []StoryID
		for _, from := range level {
			for _, r := range got[from] {
				if r.Kind == RefBodylink {
					continue
				}
				if total == most {
					c.Left++
					continue
				}
				total++
				g.refs[from] = append(g.refs[from], r)
				if _, seen := g.parent[r.To]; r.Target != nil && r.Match != Maybe && !seen {
					g.parent[r.To] = from
					next = append(next, r.To)
				}
			}
		}
		level = next
	}
	g.chain, g.depth = &c, depth
	g.below(root, 1)
	return c, nil
}

// grower puts the references of a chain into the order of a walk.
type grower struct {
	chain  *Chain
	depth  int
	refs   map[StoryID][]Reference
	parent map[StoryID]StoryID // from where a story is walked
}

func (g *grower) below(from *Story, depth int) {
	for _, r := range g.refs[from.ID] {
		n := ChainNode{Depth: depth, From: from, Ref: r}
		to := r.Target
		switch {
		case to == nil && r.URL == "":
			n.End = NotFound
		case to == nil:
			n.End = NotHeld
		case r.Match == Maybe:
			n.End = Guessed
		case g.above(from.ID, to.ID):
			n.Cycle = true
		case g.parent[to.ID] != from.ID || g.walked(to.ID):
			n.Again = true
		case to.References == 0 && to.FullText:
			n.End = LastOne
		case to.References == 0:
			n.End = NotRead
		case depth == g.depth || len(g.refs[to.ID]) == 0:
			n.End = TooDeep
		}
		g.chain.Nodes = append(g.chain.Nodes, n)
		if n.End == NoEnd && !n.Cycle && !n.Again {
			g.below(to, depth+1)
		}
	}
}

// walked reports whether a story stands in the chain already; two references
// of one story may lead to the same.
func (g *grower) walked(id StoryID) bool {
	return slices.ContainsFunc(g.chain.Nodes, func(n ChainNode) bool { return n.Ref.To == id && !n.Again && !n.Cycle })
}

// above reports whether a story is at or stands above another.
func (g *grower) above(at, id StoryID) bool {
	for ; at != ""; at = g.parent[at] {
		if at == id {
			return true
		}
	}
	return false
}

// Moment is a story of a chain in its timeline.
type Moment struct {
	Story *Story
	Depth int           // how many steps from the root; 0 is the root itself
	Gap   time.Duration // since the moment before; 0 if it is the first, or a time is unknown
}

// Timeline returns the stories of a chain once each, oldest first; those of
// unknown time come last. Mere guesses are left out.
func (c Chain) Timeline() []Moment {
	out := []Moment{{Story: c.Root}}
	seen := map[StoryID]bool{c.Root.ID: true}
	for _, n := range c.Nodes {
		if t := n.Ref.Target; t != nil && !n.Again && !seen[t.ID] && n.Ref.Match != Maybe {
			seen[t.ID] = true
			out = append(out, Moment{Story: t, Depth: n.Depth})
		}
	}
	slices.SortStableFunc(out, func(a, b Moment) int {
		if x, y := a.Story.Published.IsZero(), b.Story.Published.IsZero(); x != y {
			return cmp.Compare(b2i(x), b2i(y))
		}
		return cmp.Or(a.Story.Published.Compare(b.Story.Published), cmp.Compare(b.Depth, a.Depth))
	})
	for i := 1; i < len(out); i++ {
		if a, b := out[i-1].Story.Published, out[i].Story.Published; !a.IsZero() && !b.IsZero() {
			out[i].Gap = b.Sub(a)
		}
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
