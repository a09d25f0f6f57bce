package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/feeds/inline"
)

// maxFormula is how deep the elements of a formula are followed.
const maxFormula = 40

// linearize makes a line of text of a formula, by what its elements mean. A
// second copy beside it, drawn for those who see, goes.
func linearize(n *html.Node) {
	s := squeeze(formula(n, 0))
	dropDrawn(n)
	// Where a picture is drawn instead, the formula itself is hidden.
	for p, up := n.Parent, 0; up < 2 && isElement(p, "span") && squeeze(rawString(p)) == squeeze(rawString(n)); p, up = p.Parent, up+1 {
		show(p)
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	n.Data, n.DataAtom, n.Namespace, n.Attr = "span", 0, "", nil
	n.AppendChild(&html.Node{Type: html.TextNode, Data: s})
}

// dropDrawn removes the drawn copy of a formula: what stands beside it, hidden
// from programs.
func dropDrawn(n *html.Node) {
	p := n
	for range 3 {
		k := p.NextSibling
		for range 3 {
			if k == nil {
				break
			}
			after := k.NextSibling
			if k.Type == html.ElementNode && attr(k, "aria-hidden") == "true" && len(textNodes(k)) > 0 {
				remove(k)
			}
			k = after
		}
		if p = p.Parent; p == nil || breaks(p.Data) {
			return
		}
	}
}

// formula returns a formula as one line.
func formula(n *html.Node, depth int) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type != html.ElementNode || depth > maxFormula {
		return ""
	}
	var parts []string
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && !isElement(k, "annotation", "annotation-xml", "mprescripts", "none") || k.Type == html.TextNode && strings.TrimSpace(k.Data) != "" {
			parts = append(parts, formula(k, depth+1))
		}
	}
	switch {
	case n.Data == "semantics" && len(parts) > 0:
		return parts[0]
	case n.Data == "msup" && len(parts) == 2:
		return parts[0] + raisedOr(parts[1], "^", parts[0])
	case n.Data == "msub" && len(parts) == 2:
		return parts[0] + loweredOr(parts[1], parts[0])
	case (n.Data == "msubsup" || n.Data == "munderover") && len(parts) == 3:
		return parts[0] + loweredOr(parts[1], parts[0]) + raisedOr(parts[2], "^", "")
	case n.Data == "mfrac" && len(parts) == 2:
		return group(parts[0]) + "/" + group(parts[1])
	case n.Data == "msqrt":
		return "√" + group(joinFigures(parts))
	case n.Data == "mroot" && len(parts) == 2:
		return raisedOr(parts[1], "", "") + "√" + group(parts[0])
	case n.Data == "mtr" || n.Data == "mlabeledtr":
		return strings.Join(parts, " ")
	case n.Data == "mtable":
		return strings.Join(parts, "; ")
	}
	return joinFigures(parts)
}

// raisedOr returns a raised part in superscript characters, or after sign and
// in brackets.
func raisedOr(s, sign, before string) string {
	if r := inline.Raise(s, inline.Around{}); r != s || utf8.RuneCountInString(s) == 0 {
		return r
	}
	if sign == "" && before == "" {
		return s
	}
	return sign + group(s)
}

func loweredOr(s, before string) string {
	if r := inline.Lower(s, inline.Around{}); r != s || !inline.EndsInDigit(before) {
		return r
	}
	return "_" + group(s)
}

// group puts brackets around more than one sign or number.
func group(s string) string {
	if utf8.RuneCountInString(s) < 2 || strings.Trim(s, "0123456789.,") == "" {
		return s
	}
	return "(" + s + ")"
}

// joinFigures puts parts beside each other, and a space between two figures.
func joinFigures(parts []string) string {
	var b strings.Builder
	digit := false
	for _, p := range parts {
		if p == "" {
			continue
		}
		if digit && inline.StartsWithDigit(p) {
			b.WriteByte(' ')
		}
		b.WriteString(p)
		digit = inline.EndsInDigit(p)
	}
	return b.String()
}
