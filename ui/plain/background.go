package plain

import (
	"fmt"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/ui/typeset"
)

// How far the background of a story is followed.
const (
	backSteps = 4
	backMost  = 60
)

// background lists the references of the open story, and theirs,
// step by step, or opens one of them.
func (r *Reader) background(arg string) {
	s := r.story
	if s == nil {
		r.say("No story is open: a number opens one.")
		return
	}
	chain, err := r.env.Library.Chain(r.env.Ctx, s.Story.ID, backSteps, backMost)
	if err != nil {
		r.complain(reader.NoBackground, err)
		return
	}
	if n, ok := number(arg); ok {
		r.intoBackground(chain, n)
		return
	}
	if len(chain.Nodes) == 0 {
		r.say("No references known in this story.")
		return
	}
	for i, n := range chain.Nodes {
		r.say(r.node(i+1, n))
	}
	if chain.Left > 0 {
		r.sayf("And %s more; open a story above to see on from there.", count(chain.Left, "reference", "references"))
	}
	r.say("background and a number opens one.")
}

// node writes the facts about a reference in the background.
func (r *Reader) node(i int, n news.ChainNode) string {
	facts := []string{reader.Found(&n.Ref)}
	switch t := n.Ref.Target; {
	case t == nil && n.Ref.URL != "":
		facts = append(facts, reader.NotCached, r.env.Server(n.Ref.URL))
	case t == nil:
		facts = append(facts, reader.NoAddress)
	default:
		facts = append(facts, r.dated(t), reader.Distance(t, n.From))
		if !t.Read {
			facts = append(facts, "unread")
		}
	}
	facts = append(facts, reader.ChainNote(n))
	return fmt.Sprintf("%d. %s back: %s %s.", i, count(n.Depth, "step", "steps"), stop(titleOf(typeset.Item{Ref: &n.Ref})), capital(joined(facts)))
}

// intoBackground opens a story of the background.
func (r *Reader) intoBackground(chain news.Chain, n int) {
	switch {
	case len(chain.Nodes) == 0:
		r.say("No references known in this story.")
	case n < 1 || n > len(chain.Nodes):
		r.sayf(reader.NoSuchNumber, n, len(chain.Nodes))
	case chain.Nodes[n-1].Ref.To == "":
		r.say("It is not in the cache; the story that refers to it can fetch it.")
	default:
		r.open(chain.Nodes[n-1].Ref.To, reader.Followed, news.Step{}, 0)
	}
}
