package hazard

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"sitrep/internal/news"
)

// prescan looks at the markup of a document before anything is built from it.
// It returns the parts that may be read, with long texts cut, and the reason
// why the document is not read to its end. A DTD is
// refused whole.
func prescan(src string) (parts []string, err error) {
	elements, depth, from := 0, 0, 0
	// long leaves out the rest of a text that starts and ends here.
	long := func(start, end int) {
		if end-start > maxText {
			parts = append(parts, src[from:start+maxText])
			from = end
		}
	}
	for i := 0; i < len(src); {
		at := strings.IndexByte(src[i:], '<')
		if at < 0 {
			long(i, len(src))
			break
		}
		long(i, i+at)
		i += at
		rest := src[i:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			end := after(src, i+4, "-->")
			long(i+4, end-3)
			i = end
		case strings.HasPrefix(rest, "<![CDATA["):
			end := after(src, i+9, "]]>")
			long(i+9, end-3)
			i = end
		case strings.HasPrefix(rest, "<!"):
			if len(rest) >= 14 && strings.EqualFold(rest[:14], "<!doctype html") {
				return nil, errHTML
			}
			return nil, errDTD
		case strings.HasPrefix(rest, "<?"):
			i = after(src, i+2, "?>")
		case strings.HasPrefix(rest, "</"):
			depth--
			i = after(src, i+2, ">")
		default:
			end, empty, err := startTag(src, i)
			if err == nil {
				elements++
				if !empty {
					depth++
				}
				err = tooMany(elements, depth)
			}
			if err != nil {
				return append(parts, src[from:i]), err
			}
			i = end
		}
	}
	return append(parts, src[from:]), nil
}

// tooMany returns an error if a document has more elements, or more open
// ones, than are read.
func tooMany(elements, depth int) error {
	switch {
	case elements > maxElements:
		return fmt.Errorf("it has more than %d elements", maxElements)
	case depth > maxDepth:
		return fmt.Errorf("its elements are more than %d deep", maxDepth)
	}
	return nil
}

// after returns the place after the next mark, or the end.
func after(src string, from int, mark string) int {
	at := strings.Index(src[from:], mark)
	if at < 0 {
		return len(src)
	}
	return from + at + len(mark)
}

// startTag measures the start tag at src[at].
func startTag(src string, at int) (end int, empty bool, err error) {
	attrs := 0
	var quote byte
	for i := at + 1; i < len(src); i++ {
		if i-at > maxTag {
			return 0, false, fmt.Errorf("a tag is longer than %d KiB", maxTag>>10)
		}
		switch c := src[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=':
			if attrs++; attrs > maxAttrs {
				return 0, false, fmt.Errorf("an element has more than %d attributes", maxAttrs)
			}
		case c == '>':
			return i + 1, src[i-1] == '/', nil
		}
	}
	return len(src), false, nil
}

// node is an element of XML, or a value of JSON: an object has a child for
// each member, an array stands as several children of one name.
type node struct {
	space string // namespace, or the prefix where that is not declared
	name  string // local name
	text  string
	attrs []xml.Attr
	kids  []*node
}

// xml reads an XML document message by message.
func (r *reader) xml(src string) error {
	parts, limit := prescan(src)
	if errors.Is(limit, errDTD) || errors.Is(limit, errHTML) {
		return limit
	}
	if len(parts) > 1 {
		r.note(fmt.Sprintf("texts are cut after %d MiB", maxText>>20))
	}
	for i := range parts {
		parts[i] = escapeStray(parts[i])
	}
	d := xml.NewDecoder(join(parts))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded already
	err := r.records(d)
	if limit != nil {
		return limit
	}
	return err
}

// join returns a reader of the parts, one after the other.
func join(parts []string) io.Reader {
	readers := make([]io.Reader, len(parts))
	for i, p := range parts {
		readers[i] = strings.NewReader(p)
	}
	return io.MultiReader(readers...)
}

// escapeStray writes "&amp;" for each "&" that begins no entity of XML or
// HTML: addresses with a bare "&" are common. CDATA stays as it is. Of a
// flood of them most are dropped.
func escapeStray(src string) string {
	var b strings.Builder
	from, cdata := 0, 0 // copied so far; where the last CDATA section ended
	strays := 0
	for i := 0; i < len(src); i++ {
		at := strings.IndexByte(src[i:], '&')
		if at < 0 {
			break
		}
		i += at
		for cdata < i {
			start := strings.Index(src[cdata:i], "<![CDATA[")
			if start < 0 {
				cdata = i
				break
			}
			cdata = after(src, cdata+start, "]]>")
		}
		if cdata > i {
			i = cdata - 1
			continue
		}
		name, _, ok := strings.Cut(src[i+1:min(len(src), i+34)], ";")
		if ok && isEntity(name) {
			continue
		}
		if strays++; strays == 1 {
			b.Grow(len(src) + len(src)/64)
		}
		b.WriteString(src[from:i])
		if strays <= maxStrays {
			b.WriteString("&amp;")
		}
		from = i + 1
	}
	if from == 0 {
		return src
	}
	b.WriteString(src[from:])
	return b.String()
}

// isEntity reports whether a name is that of an entity of XML or HTML, or a
// reference to a character.
func isEntity(name string) bool {
	switch name {
	case "lt", "gt", "amp", "quot", "apos":
		return true
	}
	if digits, ok := strings.CutPrefix(name, "#"); ok {
		base := 10
		if hex, ok := strings.CutPrefix(digits, "x"); ok {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		return err == nil && n <= unicode.MaxRune && !forbidden(rune(n))
	}
	return xml.HTMLEntity[name] != ""
}

// records walks through the document and hands over each message.
func (r *reader) records(d *xml.Decoder) error {
	root, depth, head := "", 0, false
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if root == "" {
				return errUnknown
			}
			return nil
		}
		if err != nil {
			return brokenXML(err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if root == "" {
				root = strings.ToLower(name)
				r.root(root, t)
			}
			if isRecord(root, t) {
				n, err := r.build(d, t)
				if err != nil {
					return brokenXML(err)
				}
				if !r.record(n) {
					return nil
				}
				continue
			}
			depth++
			head = depth <= 4 && isHead(name)
			r.learn(t)
		case xml.EndElement:
			depth--
			head = false
		case xml.CharData:
			if head && len(r.meta) < 4096 {
				r.meta += " " + string(t[:min(len(t), 512)])
			}
		}
	}
}

func brokenXML(err error) error {
	if se, ok := errors.AsType[*xml.SyntaxError](err); ok && se.Msg == "unexpected EOF" || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCut
	}
	return fmt.Errorf("it is not well-formed XML: %s", cause(err))
}

// root notes the format that a root element names.
func (r *reader) root(name string, t xml.StartElement) {
	switch name {
	case "feed", "rss", "rdf":
		r.is(news.FormatPlainFeed)
	}
	for _, a := range t.Attr {
		if len(r.meta) < 4096 {
			r.meta += " " + a.Value[:min(len(a.Value), 512)]
		}
	}
}

// learn notes the addresses of a feed's head.
func (r *reader) learn(t xml.StartElement) {
	if t.Name.Local != "link" || len(r.meta) > 4096 {
		return
	}
	for _, a := range t.Attr {
		r.meta += " " + a.Value[:min(len(a.Value), 512)]
	}
}

// isHead reports whether an element of a feed's head names its publisher.
func isHead(name string) bool {
	switch name {
	case "title", "id", "link", "generator", "uri", "name":
		return true
	}
	return false
}

// isRecord reports whether an element is one message or one entry.
func isRecord(root string, t xml.StartElement) bool {
	switch t.Name.Local {
	case "alert":
		return isCAP(t.Name.Space) || t.Name.Space == "" || root == "alert"
	case "Report":
		return root == "report"
	case "entry":
		return root == "feed"
	case "item":
		return root == "rss" || root == "rdf"
	}
	return false
}

// record reads one message. It reports whether there is room for another.
func (r *reader) record(n *node) bool {
	switch n.name {
	case "alert":
		if w, ok := r.capMessage(n); ok {
			return r.add(w)
		}
		return true
	case "Report":
		if w, ok := r.jma(n); ok {
			return r.add(w)
		}
		return true
	}
	for _, read := range []func(*node) (*news.Warning, bool){r.nhc, r.gdacs, r.emsc, r.usgsAtom, r.capEntry} {
		if w, ok := read(n); ok {
			return r.add(w)
		}
	}
	return true
}

// frame is an open element.
type frame struct {
	n    *node
	text []byte
}

// build reads one element with its content. Text and children beyond the
// limits are left out.
func (r *reader) build(d *xml.Decoder, start xml.StartElement) (*node, error) {
	top := &node{space: start.Name.Space, name: start.Name.Local, attrs: start.Attr}
	stack := []*frame{{n: top}}
	nodes, skipped := 1, 0
	for {
		tok, err := d.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		f := stack[len(stack)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			if skipped > 0 || nodes >= maxNodes || t.Name.Local == "Signature" || len(stack) > maxDepth {
				if nodes >= maxNodes {
					r.note("a message is too large; its last parts are left out")
				}
				skipped++
				continue
			}
			nodes += 1 + len(t.Attr)
			n := &node{space: t.Name.Space, name: t.Name.Local, attrs: t.Attr}
			f.n.kids = append(f.n.kids, n)
			stack = append(stack, &frame{n: n})
		case xml.EndElement:
			if skipped > 0 {
				skipped--
				continue
			}
			f.n.text = strings.TrimSpace(string(f.text))
			stack = stack[:len(stack)-1]
			if len(stack) == 0 {
				return top, nil
			}
		case xml.CharData:
			if skipped == 0 && len(f.text)+len(t) <= maxText {
				f.text = append(f.text, t...)
			}
		}
	}
}
