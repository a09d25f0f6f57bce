package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// leastPart is how many bytes each of two parts of a line has at least between
// which a space is missing.
const leastPart = 4

// abuts reports whether n is a part of a line right behind another one, which
// a style keeps apart: the one ends with a small letter, the other begins with a
// capital, and each is a word at least.
func (w *writer) abuts(n *html.Node) bool {
	before := n.PrevSibling
	if before == nil || before.Type != html.ElementNode || isBlock(before) || !isElement(before, "a", "span", "em", "strong", "b", "i", "small") || !isElement(n, "a", "span", "em", "strong", "b", "i", "small") {
		return false
	}
	left, _ := utf8.DecodeLastRuneInString(w.line.String())
	if !unicode.IsLower(left) || len(headOf(before, leastPart)) < leastPart {
		return false
	}
	part := headOf(n, leastPart)
	first, _ := utf8.DecodeRuneInString(part)
	if n.FirstChild == nil || n.FirstChild.Type == html.TextNode && n.FirstChild.Data != strings.TrimLeftFunc(n.FirstChild.Data, unicode.IsSpace) {
		return false
	}
	return len(part) >= leastPart && unicode.IsUpper(first)
}
