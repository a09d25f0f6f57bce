package cluster

import "testing"

// Pairs are multiplied by lists of terms, with the result of multiplying each vector
// with each.
func TestPairsScoreAsEachWithEach(t *testing.T) {
	stories := madeUp(400, 2)
	b := New(stories, nil, Defaults())
	x := b.parts["en"]
	units := make([]int32, len(x.units))
	for i := range units {
		units[i] = int32(i)
	}
	vs := x.local(units, len(stories))
	var p pairs
	p.of(x, units[:50], vs[:50]) // its memory is used again
	got := p.of(x, units, vs)
	d, n, within := make(dense, len(x.v.terms)), len(units), 0
	for i := range n {
		d.put(vs[i])
		for j := range i {
			u, v := &x.units[i], &x.units[j]
			want := float32(never)
			if max(u.to, v.to)-min(u.from, v.from) <= int64(b.w.Span.Seconds()) {
				within++
				want = float32(b.w.between(d.dot(vs[j]), u.gap(v), u.outlet != "" && u.outlet == v.outlet))
			}
			if got[i*n+j] != want || got[j*n+i] != want {
				t.Fatalf("units %d and %d score %v and %v, want %v", i, j, got[i*n+j], got[j*n+i], want)
			}
		}
		d.wipe(vs[i])
	}
	if within == 0 || within == n*(n-1)/2 {
		t.Errorf("%d of %d pairs lie within the span: the stories show nothing", within, n*(n-1)/2)
	}
}
