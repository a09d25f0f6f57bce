package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/feeds/inline"
)

// struckAttr holds, on an element that is left empty, the text that the page
// shows struck out in its place.
const struckAttr = "data-struck"

// Bounds for the surroundings of one mark.
const (
	lineContext = 40 // bytes of the line before or after it
	lineSteps   = 60 // nodes
)

// marks are the elements of a page whose sense in a line is lost when only
// their text is read, in the order of the document.
type marks struct {
	struck, raised, rubies, formulas, buttons, media, lines, unspoken, prelines []*html.Node
}

// repairMarks gives the marks inside lines a form in plain text, so that every
// figure stays what it is on the page: see package inline. What is struck out
// is taken out of the text and kept in an attribute.
func repairMarks(doc *html.Node) {
	var m marks
	comma := false
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			m.see(n)
			if n.Data == "html" {
				comma = commaLanguage(attr(n, "lang"))
			}
		}
	}
	strike(doc, m.struck)
	for _, n := range m.formulas {
		linearize(n)
	}
	for _, n := range m.unspoken { // those of formulas are gone
		n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "aria-hidden" })
	}
	for _, n := range m.rubies {
		gloss(n)
	}
	for _, n := range m.buttons {
		keepWord(n)
	}
	for _, n := range m.raised {
		raise(n, comma)
	}
	for _, n := range m.media {
		part(n)
	}
	for _, n := range m.lines {
		ownLine(n)
	}
	left := maxPreLines
	for _, n := range m.prelines {
		left = breakLines(n, left)
	}
}

func (m *marks) see(n *html.Node) {
	if isUnspoken(n) {
		m.unspoken = append(m.unspoken, n)
	}
	switch n.Data {
	case "sup", "sub":
		m.raised = append(m.raised, n)
	case "del", "s", "strike":
		m.struck = append(m.struck, n)
	case "ruby":
		m.rubies = append(m.rubies, n)
	case "math":
		m.formulas = append(m.formulas, n)
	case "button":
		m.buttons = append(m.buttons, n)
	case "img", "svg", "iframe", "object", "embed", "video", "audio", "canvas", "input", "select", "textarea", "picture", "meter", "progress":
		m.media = append(m.media, n)
	case "span", "font", "div", "p", "b", "i", "em", "strong", "a", "u", "td", "li", "small", "label":
		m.styled(n)
		if isElement(n, "a", "span") && isBareNote(n) {
			m.raised = append(m.raised, n)
		}
	}
}

// styled reads the meaning of a style or a usual class of an element.
func (m *marks) styled(n *html.Node) {
	for _, a := range n.Attr {
		switch a.Key {
		case "style":
			s := squash(a.Val)
			if strings.Contains(s, "white-space:pre") || strings.Contains(s, "white-space:break-spaces") {
				m.prelines = append(m.prelines, n)
			}
			switch {
			case strings.Contains(s, "text-decoration") && strings.Contains(s, "line-through"):
				m.struck = append(m.struck, n)
			case strings.Contains(s, "vertical-align:super"), strings.Contains(s, "vertical-align:sub"):
				m.raised = append(m.raised, n)
			case !breaks(n.Data) && isLineStyle(s):
				m.lines = append(m.lines, n)
			}
		case "role":
			if strings.EqualFold(a.Val, "deletion") { // WAI-ARIA 1.2
				m.struck = append(m.struck, n)
			}
		case "class":
			for c := range strings.FieldsSeq(a.Val) {
				if c == "line-through" || c == "strikethrough" || c == "text-strike" || c == "strike" {
					m.struck = append(m.struck, n)
				}
			}
		}
	}
}

// isLineStyle reports whether a style puts an element on lines of its own.
func isLineStyle(style string) bool {
	for _, d := range []string{"block", "flex", "grid", "table", "list-item"} {
		if strings.Contains(style+";", "display:"+d+";") {
			return true
		}
	}
	return false
}

// maxPreLines is how many line breaks of a page count because of a style.
const maxPreLines = 2000

// breakLines makes elements of the line breaks in the texts of n, which its style
// has count; at most left of them. It returns how many are left then.
func breakLines(n *html.Node, left int) int {
	for _, t := range textNodes(n) {
		if within(t, "pre", "textarea") {
			continue
		}
		for left > 0 {
			line, rest, more := strings.Cut(t.Data, "\n")
			if !more || strings.TrimSpace(rest) == "" && t.NextSibling == nil {
				break
			}
			t.Data = rest
			if strings.TrimSpace(line) == "" && t.PrevSibling == nil {
				continue
			}
			t.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: line}, t)
			t.Parent.InsertBefore(&html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br}, t)
			left--
		}
	}
	return left
}

// ownLine parts an element that stands on a line of its own from what is before
// and after it.
func ownLine(n *html.Node) {
	if n.Parent == nil {
		return
	}
	line := func() *html.Node { return &html.Node{Type: html.ElementNode, Data: "br", DataAtom: atom.Br} }
	if strings.TrimSpace(lineBefore(n)) != "" {
		n.Parent.InsertBefore(line(), n)
	}
	if strings.TrimSpace(lineAfter(n)) != "" {
		n.Parent.InsertBefore(line(), n.NextSibling)
	}
}

// isUnspoken reports whether an element is a part of a line that is shown, though
// not spoken: a figure, or words, that stand beside a reading of them. Signs of
// fonts, which are letters or one word in a page, are none.
func isUnspoken(n *html.Node) bool {
	if attr(n, "aria-hidden") != "true" || hidden(n) || !isElement(n, "span", "b", "i", "em", "strong", "bdi", "small", "data", "time") || longerThan(n, 200) {
		return false
	}
	s := strings.TrimSpace(rawString(n))
	if !strings.ContainsFunc(s, unicode.IsDigit) && !strings.Contains(s, " ") || strings.Contains(attr(n, "class"), "icon") {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if isElement(p, "p", "li", "td", "th", "dd", "dt", "blockquote", "figcaption", "h1", "h2", "h3", "h4") {
			return true
		}
		if p.Type != html.ElementNode || breaks(p.Data) || hidden(p) || isElement(p, "a", "button") {
			return false
		}
	}
	return false
}

// squash returns a style in lower case without spaces.
func squash(style string) string {
	return strings.ReplaceAll(strings.ToLower(style), " ", "")
}

// commaLanguage reports whether a language is written with a comma before
// decimals. An unknown one is not.
func commaLanguage(tag string) bool {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch lang {
	case "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "hu", "ro", "bg", "hr", "sr", "sl", "el", "tr", "ru", "uk", "be", "sv", "no", "nb", "nn", "da", "fi", "et", "lv", "lt", "ca", "gl", "id", "vi":
		return true
	}
	return false
}

// strike takes struck-out text out and leaves it in an attribute.
// Where that would be most of the page, a tag was left open: nothing is.
func strike(doc *html.Node, struck []*html.Node) {
	if len(struck) == 0 {
		return
	}
	set := make(map[*html.Node]bool, len(struck))
	struck = slices.DeleteFunc(struck, func(n *html.Node) bool { // in another, or seen twice
		for p := n; p != nil; p = p.Parent {
			if set[p] {
				return true
			}
		}
		set[n] = true
		return false
	})
	texts, total := make([]string, len(struck)), 0
	for i, n := range struck {
		texts[i] = text(n)
		total += len(texts[i])
	}
	sizes := sizes{}
	if total > poor && total*2 > sizes.measure(doc).text {
		return
	}
	for i, n := range struck {
		for n.FirstChild != nil {
			n.RemoveChild(n.FirstChild)
		}
		if n.Data != "del" { // del says that the text was never there
			part(n)
		}
		n.Data, n.DataAtom = "del", 0
		n.Attr = []html.Attribute{{Key: struckAttr, Val: texts[i]}}
	}
}

// raise gives a superscript or subscript its characters.
func raise(n *html.Node, comma bool) {
	texts := textNodes(n)
	if len(texts) == 0 || hasBlock(n) {
		return
	}
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(t.Data)
	}
	around := inline.Around{Before: lineBefore(n), After: lineAfter(n), Note: isNote(n) || isBareNote(n), Comma: comma}
	s := b.String()
	if n.Data == "sub" || n.Data != "sup" && !around.Note && !strings.Contains(squash(attr(n, "style")), "vertical-align:super") {
		s = inline.Lower(s, around)
	} else {
		s = inline.Raise(s, around)
	}
	texts[0].Data = s
	for _, t := range texts[1:] {
		t.Data = ""
	}
}

// isNote reports whether a superscript is the mark of a note: all of it is a
// link, or a name says so.
func isNote(n *html.Node) bool {
	whole := squeeze(rawString(n))
	if isElement(n.Parent, "a") && squeeze(rawString(n.Parent)) == whole || noteName(n) {
		return true
	}
	for k := range n.Descendants() {
		if isElement(k, "a") && (noteName(k) || squeeze(rawString(k)) == whole && attr(k, "href") != "") {
			return true
		}
	}
	return false
}

// isBareNote reports whether an element is the mark of a note that only a style
// sheet raises: a number with a name or a link that says so, right behind a word
// or figure.
func isBareNote(n *html.Node) bool {
	s := strings.TrimSpace(rawString(n))
	if s == "" || len(s) > 3 || strings.Trim(s, "0123456789") != "" || within(n, "sup") {
		return false
	}
	if !noteName(n) && (n.Data != "a" || !strings.HasPrefix(attr(n, "href"), "#")) {
		return false
	}
	for k := range n.Descendants() {
		if isElement(k, "sup", "sub") {
			return false
		}
	}
	before, _ := utf8.DecodeLastRuneInString(lineBefore(n))
	return before != utf8.RuneError && !unicode.IsSpace(before) && !strings.ContainsRune("([{", before)
}

func noteName(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "role", "epub:type", "rel":
			for _, w := range nameWords(a.Val) {
				switch w {
				case "footnote", "footnotes", "noteref", "reference", "endnote", "cite", "citation", "fn", "fnref", "fußnote", "anm":
					return true
				}
			}
		}
	}
	return false
}

// gloss takes the readings out of an annotated word, but those that say more
// than how it is spoken.
func gloss(ruby *html.Node) {
	base, read := "", false // read: base has a reading already
	for k := ruby.FirstChild; k != nil; {
		after := k.NextSibling
		switch {
		case isElement(k, "rp"):
			remove(k)
		case isElement(k, "rt", "rtc"): // several in a row are of the parts before them
			s := inline.Gloss(base, rawString(k))
			ruby.InsertBefore(&html.Node{Type: html.TextNode, Data: s}, k)
			remove(k)
			read = true
		case read && strings.TrimSpace(rawString(k)) == "":
		default:
			if read {
				base, read = "", false
			}
			base += rawString(k)
			base = strings.ToValidUTF8(base[max(0, len(base)-lineContext):], "")
		}
		k = after
	}
}

// keepWord makes a span of a button that is a word of a sentence: the text of
// its paragraph goes on after it, or has not come to an end before it.
func keepWord(n *html.Node) {
	before, after := lineBefore(n), lineAfter(n)
	word := squeeze(rawString(n))
	if word == "" || hasBlock(n) || utf8.RuneCountInString(word) > 60 {
		return
	}
	open := before != "" && !endsSentence(strings.TrimSpace(before))
	goesOn := strings.TrimSpace(after) != ""
	if len(strings.TrimSpace(before))+len(strings.TrimSpace(after)) < 15 || !open && !goesOn {
		return
	}
	n.Data, n.DataAtom, n.Attr = "span", 0, nil
}

// part puts a space where an element that is not text stands between two
// figures.
func part(n *html.Node) {
	if n.Parent != nil && inline.EndsInDigit(lineBefore(n)) && inline.StartsWithDigit(lineAfter(n)) {
		n.Parent.InsertBefore(&html.Node{Type: html.TextNode, Data: " "}, n)
	}
}

// lineBefore returns the end of the text before n in its line.
func lineBefore(n *html.Node) string {
	s := ""
	for range lineSteps {
		for n.PrevSibling == nil {
			if n = n.Parent; n == nil || n.Type != html.ElementNode || breaks(n.Data) {
				return s
			}
		}
		n = n.PrevSibling
		for n.LastChild != nil && !closed(n) {
			n = n.LastChild
		}
		switch {
		case n.Type == html.TextNode:
			if s = n.Data + s; len(s) >= lineContext {
				return s
			}
		case n.Type == html.ElementNode && breaks(n.Data):
			return s
		}
	}
	return s
}

// lineAfter returns the beginning of the text after n in its line.
func lineAfter(n *html.Node) string {
	s := ""
	for range lineSteps {
		for n.NextSibling == nil {
			if n = n.Parent; n == nil || n.Type != html.ElementNode || breaks(n.Data) {
				return s
			}
		}
		n = n.NextSibling
		for n.FirstChild != nil && !closed(n) {
			n = n.FirstChild
		}
		switch {
		case n.Type == html.TextNode:
			if s += n.Data; len(s) >= lineContext {
				return s
			}
		case n.Type == html.ElementNode && breaks(n.Data):
			return s
		}
	}
	return s
}

// closed reports whether the text of an element is no part of the line around
// it.
func closed(n *html.Node) bool {
	return n.Type == html.ElementNode && (breaks(n.Data) || silent(n.Data))
}

// textNodes returns the texts below n that are not blank or, if all are, none.
func textNodes(n *html.Node) []*html.Node {
	var all []*html.Node
	for k := range n.Descendants() {
		if k.Type == html.TextNode && strings.TrimFunc(k.Data, unicode.IsSpace) != "" {
			all = append(all, k)
		}
	}
	return all
}

func hasBlock(n *html.Node) bool {
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && breaks(k.Data) {
			return true
		}
	}
	return false
}

// rawString returns the text below n as it is.
func rawString(n *html.Node) string {
	if n.FirstChild != nil && n.FirstChild == n.LastChild && n.FirstChild.Type == html.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	if n.Type == html.TextNode {
		return n.Data
	}
	for k := range n.Descendants() {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
	}
	return b.String()
}
