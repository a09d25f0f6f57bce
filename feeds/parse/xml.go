package parse

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"sitrep/feeds/dates"
)

// errHTML explains ErrNotFeed where people most often meet it.
var errHTML = fmt.Errorf("%w: it is an HTML page", ErrNotFeed)

// IsPage reports whether an error of Parse says that the document is a web
// page.
func IsPage(err error) bool { return errors.Is(err, errHTML) }

// parseXML reads a document in three attempts: as it is, repaired, and each
// item by itself.
func parseXML(src, url string) (*Document, error) {
	at, root, isHTML := findRoot(src)
	switch {
	case isHTML:
		return nil, errHTML
	case root == "":
		return nil, ErrNotFeed
	case root == "urlset", root == "sitemapindex":
		return nil, errSitemap
	}
	src = src[at:]
	if open, shut := wrapper(root); open != "" {
		src = open + src + shut
		root = "rss"
		if strings.HasPrefix(open, "<feed") {
			root = "feed"
		}
	}
	v := prescanXML(src, url)
	p := xmlParser{url: url, v: v, atom: root == "feed"}

	var doc *Document
	var err error
	if !v.wild && !v.endless && !v.hasBase {
		if doc, err = p.parse(src); err == nil && len(doc.Items) >= len(v.items) && !v.crooked {
			return doc, nil
		}
	}
	repaired, spans, bounded := repair(src, url)
	cut := !closes(src, prefixed(src, root)) // the source is not needed after this, which may be large
	p.v = prescanXML(repaired, url)
	p.v.keepBases(v)
	again, err2 := p.parse(repaired)
	if err2 != nil || len(again.Items) < len(spans) {
		if saved := p.salvage(repaired, spans); saved != nil && (err2 != nil || len(saved.Items) > len(again.Items)) {
			again, err2 = saved, nil
		}
	}
	switch {
	case err2 == nil && (doc == nil || len(again.Items) >= len(doc.Items)):
		again.Bounded = bounded
		again.Mended, again.Cut = true, cut
		return again, nil
	case doc != nil:
		return doc, nil
	}
	return nil, errors.Join(ErrNotFeed, cause(err, err2))
}

// prefixed returns the name of the root element as the source writes it,
// with its prefix.
func prefixed(src, root string) string {
	start := strings.TrimPrefix(src, "<")
	name := start[:max(strings.IndexAny(start+" ", " \t\r\n/>"), 0)]
	if strings.HasSuffix(strings.ToLower(name), strings.ToLower(root)) {
		return name
	}
	return root
}

// closes reports whether there is an end tag of that name, or of one that begins
// like it.
func closes(src, name string) bool {
	for {
		i := strings.Index(src, "</")
		if i < 0 {
			return false
		}
		src = src[i+2:]
		if len(src) >= len(name) && strings.EqualFold(src[:len(name)], name) {
			return true
		}
	}
}

// cause returns the first of the errors.
func cause(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// wrapper returns the elements around a document whose root element is
// missing: a channel or items by themselves.
func wrapper(root string) (open, shut string) {
	switch root {
	case "channel":
		return "<rss>", "</rss>"
	case "item":
		return "<rss><channel>", "</channel></rss>"
	case "entry":
		return `<feed xmlns="http://www.w3.org/2005/Atom">`, "</feed>"
	}
	return "", ""
}

// xmlParser takes one document to the feed library and the result to a
// Document.
type xmlParser struct {
	url     string
	v       prescan
	atom    bool
	hints   dates.Hints    // set once the head is read
	authors []*atom.Person // of the feed
}

// salvage parses each item by itself, in a feed that has nothing else, and
// keeps those that can be read. It returns nil if none can.
func (p *xmlParser) salvage(src string, items []span) *Document {
	if len(items) == 0 {
		return nil
	}
	end := strings.IndexByte(src, '>')
	root := src[:end+1]
	shut := "</" + tagName(src[1:]) + ">"
	var doc *Document
	all := p.v
	for i, it := range items {
		p.v.items = nil
		if len(all.items) == len(items) {
			p.v.items = all.items[i : i+1]
		}
		open, closing := root, shut
		if !p.atom && all.root == "rss" {
			open, closing = root+"<channel>", "</channel>"+shut
		}
		one, err := p.read(open+src[it.from:it.to]+closing, nil)
		if err != nil {
			continue
		}
		if doc == nil {
			doc = one
		} else {
			doc.Items = append(doc.Items, one.Items...)
		}
	}
	p.v = all
	return doc
}

// keepBases copies the bases that the repair took out of the document.
func (v *prescan) keepBases(from prescan) {
	if len(v.items) != len(from.items) {
		return
	}
	for i := range v.items {
		v.items[i].base = from.items[i].base
	}
}

// aside returns the fields that the prescan found of item i of n.
func (v *prescan) aside(i, n int, url string) aside {
	if len(v.items) == n {
		return v.items[i]
	}
	return aside{base: url}
}
