package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/net/html"

	"sitrep/feeds/bounds"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Bounds for the contents of one page.
const (
	maxBody     = 10 << 20 // bytes of the page
	maxTags     = 80_000   // of a page that are read
	maxAttrs    = 100_000  // of all elements of a page
	maxOfOne    = 256      // attributes of one element
	maxCopies   = 30_000   // elements that a parser makes of formatting that is left open
	maxValues   = 100_000  // of the data of a page, in all its scripts
	maxElements = 25_000   // more are not given to readability, which copies them several times
	maxRun      = 1 << 20  // bytes of one text of a page that are read
	maxValue    = 4 << 20  // bytes of one script, comment or value of an attribute
	maxBlocks   = 4000
	maxText     = 1 << 20 // bytes of text in all
	maxLine     = 1 << 18 // bytes of one block
	maxPlain    = 2 << 20 // bytes of a plain text
	maxFragment = 2 << 20 // bytes of mark-up of one feed item
	maxLinks    = 500     // of one page
	maxStruck   = 200     // places of one block where text is struck out
)

// ErrNoText says that a page holds no text of an article.
var ErrNoText = errors.New("no article text found")

// UnsupportedError says that the bytes are neither a page nor text.
type UnsupportedError struct {
	What string // "a PDF document"
}

func (e *UnsupportedError) Error() string {
	return "this is " + e.What + ", not a web page or a text"
}

// ExcessError says that a page has more in it than is read of one.
type ExcessError struct {
	What string // "more than 80000 tags"
}

// Error returns a sentence without its first capital and its full stop.
func (e *ExcessError) Error() string { return "the page has more in it than is read of one: " + e.What }

// Page is the result for one page.
type Page struct {
	URL       string // as given; empty if unknown
	Canonical string // the page's own name for its address; empty: none
	Title     sanitize.Clean
	Byline    sanitize.Clean
	Site      sanitize.Clean
	Lang      string // as the page declares it, a BCP 47 tag; empty: not declared
	Published news.FuzzyTime
	Modified  news.FuzzyTime
	// Live says that the page calls itself one that grows: a live blog.
	Live      bool
	LiveUntil time.Time // when its coverage ends, as it claims; zero: unknown
	Newest    time.Time // the latest time that a live page gives; zero: none
	Blocks    []news.Block
	// References in their order, numbered from 1. Paragraph is how many of
	// Blocks stand before one.
	References []news.Reference
	// Links are the ordinary links of the text to pages of the same site,
	// each address once. Start and End are those of its block.
	Links []news.Link
	// Flat is the text with its references, if the headlines of other stories
	// could end titles in it elsewhere; zero: they cannot. See Recut.
	Flat news.Flat `json:",omitzero"`
}

// Extractor extracts. It is immutable and safe for concurrent use.
type Extractor struct {
	refs func() *readalso.Matcher
}

// New returns an Extractor that finds references with m.
func New(m *readalso.Matcher) *Extractor {
	return &Extractor{refs: func() *readalso.Matcher { return m }}
}

// Default returns an Extractor that finds references in all languages. Their
// words are read with the first text.
func Default() *Extractor { return &Extractor{refs: readalso.Default} }

// Page extracts from the body of a response. contentType is the value of its
// Content-Type header, url its address; both may be empty. The kind of
// content is told by the bytes, the header decides what they leave open.
//
// The error matches ErrNoText, *GateError, *UnsupportedError or *ExcessError, or is that of ctx, which
// is looked at between the stages; each stage is bounded by the size of body.
func (x *Extractor) Page(ctx context.Context, body []byte, contentType, url string) (*Page, error) {
	k, err := sniff(body, contentType)
	if err != nil {
		return nil, err
	}
	if k == kindText {
		if len(body) > maxPlain {
			body = body[:maxPlain]
		}
		return x.plain(decodeText(body, contentType), url)
	}
	doc, err := parse(ctx, decodeHTML(body, contentType))
	if err != nil {
		return nil, err
	}
	return x.document(ctx, doc, url)
}

// parse parses a page. It stops soon after ctx ends.
func parse(ctx context.Context, page []byte) (*html.Node, error) {
	if len(page) > maxBody {
		return nil, &ExcessError{fmt.Sprintf("more than %d MiB, decoded", maxBody>>20)}
	}
	page, over := bounds.HTML(page, limits)
	switch over {
	case "":
	case "tags":
		return nil, &ExcessError{fmt.Sprintf("more than %d tags", maxTags)}
	case "attributes":
		return nil, &ExcessError{fmt.Sprintf("more than %d attributes", maxAttrs)}
	default:
		return nil, &ExcessError{over}
	}
	doc, err := html.Parse(&ctxReader{ctx, bytes.NewReader(page)})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil { // of the reader, there is none
		return nil, &ExcessError{"elements nested too deeply"}
	}
	return doc, nil
}

// ctxReader is a reader that fails when its context ends.
type ctxReader struct {
	ctx context.Context //nolint:containedctx // io.Reader takes none
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// document extracts from a parsed page and consumes it.
func (x *Extractor) document(ctx context.Context, doc *html.Node, url string) (*Page, error) {
	unfold(doc)
	repairMarks(doc)
	s := scanPage(doc, url)
	if gate := s.gate(doc); gate != nil {
		return nil, gate
	}
	p := s.page()
	s.liveness(p)
	read := x.refs().Read(doc, s.base)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	found := read.Found
	orders := removeFound(doc, read)
	headline := s.headline()
	body := s.body(ctx, doc)
	body.headline = headline
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	body.filter(p, found)
	if len(body.blocks) == 0 {
		return nil, ErrNoText
	}
	p.Blocks = body.blocks
	p.References = references(found, orders, body)
	p.Links = siteLinks(p, s.base)
	return p, nil
}

// references turns the references found, with their numbers, into references
// that know the paragraph they stand at.
func references(found []readalso.Found, orders []int, body *body) []news.Reference {
	refs := make([]news.Reference, 0, len(found))
	for i, f := range found {
		if f.Title.IsZero() && f.URL == "" {
			continue
		}
		refs = append(refs, news.Reference{
			N: len(refs) + 1, Title: f.Title, URL: f.URL, Marker: f.Marker, Kind: kindOf(f.Kind, f.URL),
			Paragraph: body.before(orders[i]), Score: f.Score,
		})
	}
	return refs
}

func kindOf(k readalso.Kind, url string) news.RefKind {
	switch k {
	case readalso.Inline:
		return news.RefInline
	case readalso.Block:
		return news.RefBlock
	case readalso.JSONLD:
		return news.RefJSONLD
	case readalso.Text:
	}
	if url != "" {
		return news.RefInline
	}
	return news.RefText
}

// siteLinks returns the links of the text that lead to other pages of the
// same site and are no references.
func siteLinks(p *Page, base string) []news.Link {
	seen := map[string]bool{pageKey(p.URL): true, pageKey(p.Canonical): true, pageKey(base): true}
	for _, r := range p.References {
		seen[pageKey(r.URL)] = true
	}
	var links []news.Link
	for _, b := range p.Blocks {
		for _, l := range b.Links {
			key := pageKey(l.URL)
			if seen[key] || !sameSite(l.URL, base) || !deep(l.URL) {
				continue
			}
			seen[key] = true
			links = append(links, l)
		}
	}
	return links
}

// limits are the bounds for the parser's tree of a page or a part of one.
var limits = bounds.HTMLLimits{Tags: maxTags, Attrs: maxAttrs, OfOne: maxOfOne, Copies: maxCopies, Text: maxRun, Value: maxValue}

// bounded returns a part of a page, or the HTML of a feed, up to where it has more of
// anything than a page for people.
func bounded(part []byte) []byte {
	part, _ = bounds.HTML(part, limits)
	return part
}
