package cluster

// post is a unit in the list of a term.
type post struct {
	unit int32
	by   float32
}

// posts are the lists of terms in one piece of memory: which units have each term.
// Count all units, then call open, then add them in their order. After reset
// the memory is used again.
type posts struct {
	slots []slot  // by number of term
	used  []int32 // the terms that were counted
	all   []post
}

// slot is where the list of a term begins and ends, and how far it may grow. While
// units are counted, max is how many have the term.
type slot struct{ from, end, max int32 }

// count counts the terms of a unit, whose numbers are below terms.
func (p *posts) count(v vector, terms int) {
	if len(p.slots) < terms {
		p.slots = make([]slot, terms)
	}
	for _, at := range v.at {
		if p.slots[at].max == 0 {
			p.used = append(p.used, at)
		}
		p.slots[at].max++
	}
}

// open makes room for the lists of terms that stand in several units, and in most at
// most. Of others nothing is kept.
func (p *posts) open(most int) {
	n := int32(0)
	for _, at := range p.used {
		in := p.slots[at].max
		if in == 1 || int(in) > most {
			in = 0
		}
		p.slots[at] = slot{n, n, n + in}
		n += in
	}
	if cap(p.all) < int(n) {
		p.all = make([]post, n)
	}
	p.all = p.all[:n]
}

// of returns the list of a term.
func (p *posts) of(at int32) []post { return p.all[p.slots[at].from:p.slots[at].end] }

// add adds a unit to the list of a term.
func (p *posts) add(at int32, x post) {
	if s := &p.slots[at]; s.end < s.max {
		p.all[s.end] = x
		s.end++
	}
}

// reset empties the lists.
func (p *posts) reset() {
	for _, at := range p.used {
		p.slots[at] = slot{}
	}
	p.used = p.used[:0]
}
