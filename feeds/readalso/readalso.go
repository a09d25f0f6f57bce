package readalso

import (
	"golang.org/x/net/html"

	"sitrep/internal/sanitize"
)

// Kind says in what form a reference stands on its page.
type Kind string

// The kinds of reference, from the surest to the least sure.
const (
	Inline Kind = "inline" // a line or box between the paragraphs of the text
	Block  Kind = "block"  // a list or box beside or after the text
	JSONLD Kind = "jsonld" // in the structured data of the page
	Text   Kind = "text"   // in plain text, or without a link
)

// Found is one reference of a page.
type Found struct {
	Title  sanitize.Clean // as printed, without marker, kicker and labels
	URL    string         // absolute, without tracking parameters; empty: a title alone
	Marker sanitize.Clean // as printed; empty: its position alone marks it
	Kind   Kind
	Score  float64 // confidence, 0 to 1

	// At is the element that holds the line or box; its place is the
	// place of the reference. It is nil for JSONLD.
	At *html.Node
	// Remove holds the nodes to take out of the text: the whole line or
	// box if there is nothing else in it, else its parts. References of
	// one box share them.
	Remove []*html.Node
	// Why lists what counted, for boxes in logarithms of the odds.
	Why []Evidence
}

// Reading is the result for one page.
type Reading struct {
	Found []Found
	// Drop holds lines that announce something that is no reference, such
	// as a paid link. They are no part of the text either.
	Drop []*html.Node
}

// Span is a range of bytes of one paragraph.
type Span struct {
	Paragraph  int // index in the input
	Start, End int
}

// FoundLine is one reference in plain text.
type FoundLine struct {
	Paragraph  int // index of the paragraph in the input
	Start, End int // bytes of that paragraph to remove; none if Start equals End
	Title      sanitize.Clean
	Marker     sanitize.Clean
	URL        string
	Score      float64 // confidence, 0 to 1

	// More are further ranges to remove: a marker that stands on a line of
	// its own before the title, an address on the line after it.
	More []Span
}

// Matcher finds references. It is immutable and safe for concurrent use.
type Matcher struct {
	markers *trie // of all languages
	rejects *trie // phrases that speak against a reference
	labels  *trie // phrases around a title that are no part of it

	openers  *trie  // words that sentences begin with
	headings *trie  // labels that leave no doubt alone on their line
	listings *trie  // headings over links that are not of the story
	credits  *trie  // labels before a link that is no story: photo, source
	model    *model // weighs boxes
	langs    []string
}

// Languages returns the codes of the languages that m knows, in order.
func (m *Matcher) Languages() []string { return append([]string(nil), m.langs...) }
