package feeds

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"sitrep/feeds/fetch"
	"sitrep/feeds/hazard"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
)

// Reading is the version of how documents and pages are read. It goes up by
// one with each release that reads the same bytes differently: then what was
// read is read once more, and the difference makes no revision.
const Reading = 5

// firstReading is the reading of documents whose sums name none.
const firstReading = 1

// A document is known again by sums: of the whole, of what is around its
// items, and of each item. With other sums around the items, or none for them,
// the whole is read.
const (
	readingLen = 2
	sumLen     = 16
	itemLen    = 8
)

// maxCompared is how many bytes are looked through at most to see whether new
// items are alone: beyond it, reading all is cheaper.
const maxCompared = 64 << 20

// maxKnown is how many items are known of a document at most.
const maxKnown = 5000

// seen has the sums of the document that a feed answered last. The sums
// do not depend on the reading, so that the same bytes are known as such when
// the reading is another.
type seen struct {
	reading     int
	body, frame [sumLen]byte
	items       []uint64 // ascending; empty: unknown
}

// seenOf reads what seen.bytes wrote; anything else is as if nothing were
// known.
func seenOf(b []byte) (s seen, ok bool) {
	s.reading = firstReading
	if len(b)%itemLen == readingLen {
		s.reading, b = int(b[0])<<8|int(b[1]), b[readingLen:]
	}
	if len(b) < 2*sumLen || (len(b)-2*sumLen)%itemLen != 0 {
		return seen{}, false
	}
	copy(s.body[:], b)
	copy(s.frame[:], b[sumLen:])
	for c := range slices.Chunk(b[2*sumLen:], itemLen) {
		s.items = append(s.items, binary.BigEndian.Uint64(c))
	}
	return s, true
}

func (s seen) bytes() []byte {
	b := make([]byte, 0, readingLen+2*sumLen+itemLen*len(s.items))
	b = append(b, byte(s.reading>>8), byte(s.reading))
	b = append(append(b, s.body[:]...), s.frame[:]...)
	for _, it := range s.items {
		b = binary.BigEndian.AppendUint64(b, it)
	}
	return b
}

// reading is a document that is to be read, as it compares to the last one.
type reading struct {
	now    seen
	pieces parse.Pieces
	cut    bool     // pieces are known
	same   bool     // nothing in it is new
	fresh  []string // the items that are; with cut and not whole
	whole  bool     // it is to be read as a whole

	// Of a document that was read in another way the last time:
	moved bool     // it was
	known bool     // all of its bytes are known
	had   []uint64 // sums of the items that it had; ascending
}

// compare compares an answer with the sums of the last one.
func (p *Poller) compare(ctx context.Context, f news.Feed, got *fetch.Response) reading {
	var r reading
	r.now.reading = p.o.Reading
	about := []byte("1\x00" + got.URL + "\x00" + got.ContentType + "\x00" + f.Name.String() + "\x00" + string(f.Type) + "\x00")
	r.now.body = sumOf(about, got.Body)
	if f.Type != news.TypeSitemap {
		r.pieces, r.cut = parse.Cut(got.Body)
	}
	if r.cut = r.cut && len(r.pieces.Items) <= maxKnown; r.cut {
		r.now.frame = sumOf(about, []byte(r.pieces.Frame()))
		for _, it := range r.pieces.Items {
			r.now.items = append(r.now.items, itemSum(it))
		}
		slices.Sort(r.now.items)
	}
	b, err := p.o.Sink.Seen(ctx, f.ID)
	was, ok := seenOf(b)
	switch {
	case err != nil || !ok: // an unknown document is read
		r.whole = true
	case was.reading != r.now.reading:
		r.moved, r.whole, r.had = true, true, was.items
		r.known = was.body == r.now.body && f.Type != news.TypeSitemap
	case was.body == r.now.body && f.Type != news.TypeSitemap:
		r.now, r.same = was, true
	case !r.cut || len(was.items) == 0 || was.frame != r.now.frame:
		r.whole = true
	default:
		for _, it := range r.pieces.Items {
			if _, known := slices.BinarySearch(was.items, itemSum(it)); !known {
				r.fresh = append(r.fresh, it)
			}
		}
		r.same = len(r.fresh) == 0
		// Each item is looked for among all others.
		r.whole = len(r.fresh)*len(got.Body) > maxCompared || slices.ContainsFunc(r.fresh, func(it string) bool { return !r.pieces.Alone(it) })
	}
	return r
}

// document reads the new parts of an answer, or the whole at any doubt, and
// returns it with its stories and with the sums for the next time.
// Without anything new doc is nil.
func (p *Poller) document(ctx context.Context, s *permit, f news.Feed, got *fetch.Response) (doc *parse.Document, out found, err error) {
	defer p.caught(got.URL, &err)
	if err := s.acquire(ctx); err != nil {
		return nil, found{}, err
	}
	now := p.o.Now()
	r := p.compare(ctx, f, got)
	switch {
	case r.same:
		return nil, found{seen: r.now.bytes()}, nil
	case !r.whole && !hazard.HasMarks(got.Body):
		part := *got
		part.Body = r.pieces.With(r.fresh)
		if doc, err := p.read(ctx, s, f.Type, &part); err == nil {
			if as := p.arrivals(f, doc, now); isPlain(doc, as, len(r.fresh)) {
				return doc, found{arrivals: as, seen: r.now.bytes(), size: len(part.Body)}, nil
			}
		}
	}
	doc, off, err := p.readWith(ctx, s, f.Type, got)
	if err != nil {
		return nil, found{}, err
	}
	if !off.note.IsZero() {
		got.AddNote(off.note)
	}
	as := p.arrivals(f, doc, now)
	r.tellBytes(doc, as)
	switch {
	case doc.Cut, f.Type == news.TypeSitemap:
		// The rest may come; the children of an index change by themselves.
		return doc, found{arrivals: as, warnings: off.warnings, seen: []byte{}, size: len(got.Body)}, nil
	case !isPlain(doc, as, len(r.pieces.Items)):
		r.now.items = nil
	}
	return doc, found{arrivals: as, warnings: off.warnings, seen: r.now.bytes(), size: len(got.Body)}, nil
}

// found is the result of a document.
type found struct {
	arrivals []news.Arrival
	warnings []news.WarningUntil
	seen     []byte // see news.Batch
	size     int    // bytes of the document that stories were made of
}

// tellBytes notes for each arrival of a document that was read in another way
// the last time whether its bytes are those of then.
func (r *reading) tellBytes(doc *parse.Document, as []news.Arrival) {
	if !r.moved {
		return
	}
	byItem := len(r.had) > 0 && isPlain(doc, as, len(r.pieces.Items))
	for i := range as {
		switch {
		case r.known:
			as[i].Bytes = news.BytesSeen
		case !byItem: // unknown
		default:
			as[i].Bytes = news.BytesNew
			if _, seen := slices.BinarySearch(r.had, itemSum(r.pieces.Items[i])); seen {
				as[i].Bytes = news.BytesSeen
			}
		}
	}
}

// isPlain reports whether each item of a document stands for a story of its
// own, whatever the others are.
func isPlain(doc *parse.Document, as []news.Arrival, items int) bool {
	attached := func(it parse.Item) bool { return it.Attached } // unless the others have the same file
	if doc.Mended || doc.Cut || doc.OpenDates || slices.ContainsFunc(doc.Items, attached) || len(doc.Items) != items || len(as) != items || len(doc.Shared) > 0 {
		return false
	}
	ids := make(map[news.StoryID]bool, len(as))
	for i := range as {
		ids[as[i].Story.ID] = true
	}
	return len(ids) == items
}

func sumOf(parts ...[]byte) (s [sumLen]byte) {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	copy(s[:], sum[:])
	return s
}

func itemSum(item string) uint64 {
	sum := sha256.Sum256([]byte(item))
	return binary.BigEndian.Uint64(sum[:])
}
