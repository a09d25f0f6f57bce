package bounds

import (
	"bytes"
	"slices"
	"strings"
)

// HTMLLimits are the bounds of an HTML page.
type HTMLLimits struct {
	Tags   int // start and end tags
	Attrs  int // attributes in all
	OfOne  int // attributes of one element; those after are left out
	Text   int // bytes of one text; the rest is left out. 0: no bound
	Value  int // bytes of one comment, script or value of an attribute, likewise
	Copies int // elements and attributes that the standard has a parser make anew, because formatting is left open
}

// HTML returns a page up to where it exceeds a limit, and the limit:
// "tags", "attributes" or "open formatting"; empty: of nothing. Excess attributes of
// one element and the ends of long texts and values are left out. A page that keeps
// to the limits is returned as it is.
func HTML(page []byte, most HTMLLimits) (bounded []byte, over string) {
	p := pageBounds{page: page, most: most}
	end := p.run()
	if p.out == nil {
		return page[:end], p.over
	}
	return append(p.out, page[min(p.from, end):end]...), p.over
}

// pageBounds counts the nodes that a parser would build of a page.
type pageBounds struct {
	page   []byte
	most   HTMLLimits
	over   string
	out    []byte // the copy; nil: nothing was left out
	from   int    // the part not copied yet begins here
	tags   int
	attrs  int
	copies int
	root   int      // attributes of html and body, whose tags a parser joins
	format []format // formatting elements that are open
	weight int      // of format
}

// format is a formatting element that is open. Until it is closed, a parser
// opens it again in each box that follows (HTML Standard, section 13.2.4.3).
type format struct {
	name, tag string
	weight    int // elements and attributes
}

// maxFormats is how many formatting elements are followed. A parser that has
// more of them open gives up.
const maxFormats = 512

// run returns where the page is to end.
func (p *pageBounds) run() int {
	for at, text := 0, 0; ; { // text: where the one begins that goes up to at
		n := bytes.IndexByte(p.page[at:], '<')
		if n < 0 {
			p.shorten(text, len(p.page), p.most.Text)
			return len(p.page)
		}
		at += n
		start := at
		switch kind := p.at(at + 1); {
		case kind == '!' && bytes.HasPrefix(p.page[at:], []byte("<!--")):
			p.shorten(text, start, p.most.Text)
			at = p.after(at+2, "-->")
			p.shorten(start+len("<!--"), at-len("-->"), p.most.Value)
		case kind == '/' && isLetter(p.at(at+2)):
			p.shorten(text, start, p.most.Text)
			name := p.name(at + 2)
			at = p.after(at, ">")
			p.close(name)
			p.copied(name)
		case isLetter(kind):
			p.shorten(text, start, p.most.Text)
			name := p.name(at + 1)
			var attrs int
			at, attrs = p.tag(at + 1 + len(name))
			p.open(name, start, at, attrs)
			p.copied(name)
			if attrs > 0 && (strings.EqualFold(name, "body") || strings.EqualFold(name, "html")) {
				p.copies += p.root
				p.root += attrs
			}
			if isRaw(name) {
				from := at
				at = p.rawEnd(at, name)
				p.shorten(from, at, p.most.Value)
			}
		case kind == '!' || kind == '?' || kind == '/': // a comment of a kind
			at++
		default:
			at++
			continue
		}
		p.tags++ // comments are nodes, too
		if p.exceeds() {
			return start
		}
		text = at
	}
}

// exceeds reports whether there is too much of anything.
func (p *pageBounds) exceeds() bool {
	switch {
	case p.tags > p.most.Tags:
		p.over = "tags"
	case p.attrs > p.most.Attrs:
		p.over = "attributes"
	case p.copies > p.most.Copies:
		p.over = "open formatting"
	}
	return p.over != ""
}

// shorten leaves out the end of the text in [from, to) if it is longer than most.
func (p *pageBounds) shorten(from, to, most int) {
	if most <= 0 || to-from <= most {
		return
	}
	at := from + most
	for at > from && p.page[at]&0xc0 == 0x80 { // within a character
		at--
	}
	p.out = append(p.out, p.page[p.from:at]...)
	p.from = to
}

func (p *pageBounds) at(i int) byte {
	if i < len(p.page) {
		return p.page[i]
	}
	return 0
}

func (p *pageBounds) after(at int, end string) int {
	if n := bytes.Index(p.page[at:], []byte(end)); n >= 0 {
		return at + n + len(end)
	}
	return len(p.page)
}

// name returns the name of a tag that begins at i, as it is written.
func (p *pageBounds) name(i int) string {
	end := i
	for end < len(p.page) && !isSpace(p.page[end]) && p.page[end] != '>' && p.page[end] != '/' {
		end++
	}
	return string(p.page[i:end])
}

// tag counts the attributes of the start tag whose name ends at i, and leaves
// out those after the greatest number. It returns where the tag ends.
func (p *pageBounds) tag(i int) (end, attrs int) {
	excess := -1
	for i < len(p.page) {
		switch c := p.page[i]; {
		case c == '>':
			if excess >= 0 {
				p.out = append(p.out, p.page[p.from:max(p.from, excess)]...)
				p.from = i
			}
			p.attrs += attrs
			return i + 1, attrs
		case isSpace(c) || c == '/':
			i++
			continue
		}
		if attrs++; attrs > p.most.OfOne {
			attrs--
			if excess < 0 {
				excess = i
			}
		}
		i = p.attr(i)
	}
	return len(p.page), attrs
}

// attr returns where the attribute at i ends.
func (p *pageBounds) attr(i int) int {
	for i++; i < len(p.page); i++ { // the name
		if c := p.page[i]; isSpace(c) || c == '/' || c == '>' || c == '=' {
			break
		}
	}
	after := i
	for after < len(p.page) && isSpace(p.page[after]) {
		after++
	}
	if p.at(after) != '=' {
		return i
	}
	for after++; after < len(p.page) && isSpace(p.page[after]); {
		after++
	}
	switch c := p.at(after); c {
	case '"', '\'':
		end := p.after(after+1, string(c))
		p.shorten(after+1, end-1, p.most.Value)
		return end
	case '>':
		return after
	}
	for after < len(p.page) && !isSpace(p.page[after]) && p.page[after] != '>' {
		after++
	}
	return after
}

// rawEnd returns where the text of an element ends in which there are no tags.
func (p *pageBounds) rawEnd(at int, name string) int {
	for i := at; ; {
		n := bytes.Index(p.page[i:], []byte("</"))
		if n < 0 {
			return len(p.page)
		}
		i += n
		if end := i + 2 + len(name); end <= len(p.page) && strings.EqualFold(string(p.page[i+2:end]), name) {
			return i
		}
		i += 2
	}
}

// open follows a start tag. Of the same one, with the same attributes, a parser
// keeps three.
func (p *pageBounds) open(name string, start, end, attrs int) {
	if !isFormatting(name) {
		return
	}
	name = strings.ToLower(name)
	f := format{name, string(p.page[start:end]), 1 + attrs/2}
	same, first := 0, 0
	for i, o := range slices.Backward(p.format) {
		if name == "a" && o.name == "a" || o.tag == f.tag {
			same, first = same+1, i
		}
	}
	if same >= 3 || name == "a" && same > 0 { // a link ends the one before it
		p.forget(first)
	}
	if len(p.format) < maxFormats {
		p.format = append(p.format, f)
		p.weight += f.weight
	}
}

// copied counts the elements that a parser opens again in the box that begins or ends.
func (p *pageBounds) copied(name string) {
	if p.weight > 0 && !isFormatting(name) {
		p.copies += p.weight
	}
}

// close follows an end tag.
func (p *pageBounds) close(name string) {
	if len(p.format) == 0 || !isFormatting(name) {
		return
	}
	for i, o := range slices.Backward(p.format) {
		if strings.EqualFold(o.name, name) {
			p.forget(i)
			return
		}
	}
}

func (p *pageBounds) forget(i int) {
	p.weight -= p.format[i].weight
	p.format = slices.Delete(p.format, i, i+1)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isFormatting reports whether an element that is left open is opened again in
// the boxes after it (HTML Standard, section 13.2.4.2).
func isFormatting(name string) bool {
	if len(name) > len("strike") {
		return false
	}
	switch strings.ToLower(name) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// isRaw reports whether an element holds text without tags.
func isRaw(name string) bool {
	switch len(name) {
	case 3, 5, 6, 8:
		switch strings.ToLower(name) {
		case "script", "style", "title", "textarea", "xmp":
			return true
		}
	}
	return false
}
