package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxPage is how much of a file or of standard input is read; a page that is
// longer is refused.
const maxPage = 10 << 20

func extractCmd(e *env) *cobra.Command {
	var base string
	var asJSON bool
	c := &cobra.Command{
		Use:   "extract FILE|URL|-",
		Short: "Show what sitrep makes of one page or plain-text article",
		Long: `Extract reads one HTML page or plain-text article from a file, an address or
standard input (-) and prints its title, byline, times, text and references.
Nothing is stored.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			p, err := e.extract(c.Context(), args[0], base)
			if err != nil {
				return fmt.Errorf("extract %s: %w", sanitize.Redacted(args[0]), err)
			}
			if asJSON {
				return e.printJSON(pageFieldsOf(p))
			}
			err = e.printText(pageText(p, min(screenWidth(e.stdout, 76), 76)))
			return err
		},
	}
	c.Flags().StringVar(&base, "url", "", "address of the page, to resolve its links (`BASE`)")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

// extract reads the operand and extracts from what it read.
func (e *env) extract(ctx context.Context, operand, base string) (*extract.Page, error) {
	m, err := readalso.New()
	if err != nil {
		return nil, err
	}
	if base != "" {
		if _, ok := sanitize.URL("", base); !ok {
			return nil, fmt.Errorf("--url %s: not an http or https address", sanitize.Redacted(base))
		}
	}
	body, contentType, address, err := e.readPage(ctx, operand)
	if err != nil {
		return nil, err
	}
	if base != "" {
		address = base
	}
	return extract.New(m).Page(ctx, body, contentType, address)
}

// readPage reads a file, standard input or an address.
func (e *env) readPage(ctx context.Context, operand string) (body []byte, contentType, address string, err error) {
	if strings.HasPrefix(operand, "http://") || strings.HasPrefix(operand, "https://") {
		r, err := e.download(ctx, operand, fetch.Page)
		if err != nil {
			return nil, "", "", err
		}
		return r.Body, r.ContentType, r.URL, nil
	}
	r := e.stdin
	if operand != "-" {
		f, err := os.Open(operand)
		if err != nil {
			return nil, "", "", why(err)
		}
		defer f.Close()
		r = f
	}
	// One byte more than allowed, so that what is too long is seen to be.
	body, err = io.ReadAll(io.LimitReader(r, maxPage+1))
	if err != nil {
		return nil, "", "", why(err)
	}
	return body, "", "", nil
}

// why takes the operation and the name, which the message has already, off a
// file's error.
func why(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// pageFields are the fields of extract --json.
type pageFields struct {
	URL        string         `json:"url,omitempty"`
	Canonical  string         `json:"canonical_url,omitempty"`
	Title      sanitize.Clean `json:"title,omitzero"`
	Byline     sanitize.Clean `json:"byline,omitzero"`
	Site       sanitize.Clean `json:"site,omitzero"`
	Language   string         `json:"language,omitempty"`
	Published  news.FuzzyTime `json:"published,omitzero"`
	Modified   news.FuzzyTime `json:"modified,omitzero"`
	Text       string         `json:"text"`
	References []refFields    `json:"references"`
	Links      []pageLink     `json:"links,omitempty"`
}

// pageLink is an ordinary link of the text in JSON.
type pageLink struct {
	URL   string         `json:"url"`
	Title sanitize.Clean `json:"title,omitzero"`
}

func pageFieldsOf(p *extract.Page) pageFields {
	f := pageFields{
		URL: p.URL, Canonical: p.Canonical, Title: p.Title, Byline: p.Byline, Site: p.Site, Language: p.Lang,
		Published: p.Published, Modified: p.Modified, Text: news.Text(p.Blocks), References: make([]refFields, len(p.References)),
	}
	known := knownSources(nil)
	for i, r := range p.References {
		f.References[i] = refOf(r, known)
	}
	for _, l := range p.Links {
		f.Links = append(f.Links, pageLink{l.URL, l.Text})
	}
	return f
}

// pageText lays a page out for people: what it says about itself, the text
// with its references in place, and the references with their addresses.
func pageText(p *extract.Page, width int) string {
	var b strings.Builder
	line := func(s, indent string) {
		fmt.Fprintf(&b, "%s%s\n", indent, wrap(s, indent, width))
	}
	if !p.Title.IsZero() {
		line(p.Title.String(), "")
	}
	if about := aboutPage(p); about != "" {
		line(about, "")
	}
	refs := func(n int) {
		for i, r := range p.References {
			if min(r.Paragraph, len(p.Blocks)) == n && r.Kind != news.RefBlock && r.Kind != news.RefJSONLD {
				label := strings.TrimRight(r.Marker.String(), " :")
				line(fmt.Sprintf("↪ %s [%d]", strings.TrimSpace(label+"  "+title(r)), i+1), "  ")
			}
		}
	}
	for i, block := range p.Blocks {
		refs(i)
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		textBlock(block, line)
	}
	refs(len(p.Blocks))
	known := knownSources(nil)
	for i, r := range p.References {
		if i == 0 {
			b.WriteString("\nRead also\n")
		}
		line(fmt.Sprintf("%d. %s", i+1, title(r)), "  ")
		if r.URL != "" {
			b.WriteString("     " + r.URL + "\n")
			if d := known.Doubt(r.URL); d.Any() {
				b.WriteString("     " + d.String() + "\n")
			}
		}
	}
	return b.String()
}

// aboutPage is the line of byline, site and dates.
func aboutPage(p *extract.Page) string {
	var parts []string
	for _, s := range []string{p.Byline.String(), p.Site.String(), p.Published.String()} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if m := p.Modified.String(); m != "" && m != p.Published.String() {
		parts = append(parts, "updated "+m)
	}
	return strings.Join(parts, " · ")
}
