package news

import (
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// BlockKind is the kind of a block of a body.
type BlockKind string

// The kinds of block.
const (
	Paragraph BlockKind = "p"
	Heading   BlockKind = "h"
	Quote     BlockKind = "quote"
	ListItem  BlockKind = "li"
	Pre       BlockKind = "pre"   // line breaks count
	Table     BlockKind = "table" // Rows holds the cells
	Caption   BlockKind = "caption"
)

// Block is one paragraph of a body in the wide sense: a paragraph, a
// heading, a quote, an item of a list, a table or a caption. Text has no
// blank lines.
type Block struct {
	Kind  BlockKind      `json:"k"`
	Text  sanitize.Clean `json:"t,omitzero"`
	Level int            `json:"l,omitempty"` // of a heading 1 to 6; of a list item its depth, from 1
	N     int            `json:"n,omitempty"` // number of an item of an ordered list; 0: a bullet
	Links []Link         `json:"a,omitempty"`
	// Struck is the text that the source shows struck out, in order of appearance. It
	// is no part of Text.
	Struck []Struck           `json:"d,omitempty"`
	Rows   [][]sanitize.Clean `json:"r,omitempty"`
}

// Link is a hyperlink in the text of a block, in order of appearance.
type Link struct {
	URL   string         `json:"u"`
	Text  sanitize.Clean `json:"t,omitzero"`
	Start int            `json:"s"` // byte offsets into the block's Text
	End   int            `json:"e"`
}

// Struck is text that holds no longer: the source shows it struck out.
type Struck struct {
	Text sanitize.Clean `json:"t"`
	At   int            `json:"s"` // byte offset into the block's Text where it stood
}

// PlainText returns the text of a block as it stands in a plain-text copy of
// the story: a table as one line a row, its cells separated by " | ".
func (b Block) PlainText() string {
	if b.Kind != Table || len(b.Rows) == 0 {
		return b.Text.String()
	}
	rows := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		cells := make([]string, len(r))
		for j, c := range r {
			cells[j] = c.String()
		}
		rows[i] = strings.Join(cells, " | ")
	}
	return strings.Join(rows, "\n")
}

// Text returns the blocks as plain text, separated by one blank line each.
// The index of a block is the index of its paragraph there.
func Text(blocks []Block) string {
	parts := make([]string, len(blocks))
	for i, b := range blocks {
		parts[i] = b.PlainText()
	}
	return strings.Join(parts, "\n\n")
}

// BodyOrigin says where a body came from.
type BodyOrigin string

// The origins of a body.
const (
	FromFeed BodyOrigin = "feed" // the text of the feed
	FromPage BodyOrigin = "page" // extracted from the article's page
)

// Body is the text of a story.
type Body struct {
	Origin BodyOrigin
	Blocks []Block
	Whole  bool           // the whole article, not a teaser
	Note   sanitize.Clean // why this is not the full text, as a sentence; empty: no reason to say so
	// LeftOut is how many paragraphs are not among Blocks because they come again
	// in other stories of the site.
	LeftOut int
	// LiveAt is when the text of a page that still grows was fetched; zero: it is
	// no such text.
	LiveAt time.Time
	// Due says that the page may have grown meanwhile, and that politeness lets it be
	// fetched again for whoever opens it.
	Due bool
}

// FullText is what became of fetching a story's page.
type FullText struct {
	URL        string // after redirects, or the canonical address the page names
	Headline   sanitize.Clean
	Byline     sanitize.Clean
	Site       sanitize.Clean
	Lang       string
	Published  FuzzyTime
	Modified   FuzzyTime
	Body       []Block
	References []Reference
	Flat       Flat           // of Body
	Sum        []byte         // hash of the bytes that were fetched; nil: unknown
	Reading    int            // version of the reading that made it of them; 0: unknown
	Err        sanitize.Clean // why there is no text, as a sentence; empty: there is
	Fault      PageFault      // whether that may be over another time; NoFault with Err counts as PassingFault
	// Unchanged says that the server compared and the page is as the cache has
	// it: there is no Body then.
	Unchanged  bool
	Validators Validators // to ask again by
	NotBefore  time.Time  // the server asks not to be asked again before; zero: it does not ask for anything
	Live       bool       // the page calls itself one that grows
	LiveUntil  time.Time  // when it ends, as it claims; zero: unknown
	Newest     time.Time  // the latest time that the page gives for a part of its text; zero: none
}
