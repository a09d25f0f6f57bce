package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds of a notice of rights, in bytes.
const (
	leastRights = 60
	mostRights  = 1500
)

// shortArticle is how many bytes of prose a page has at most on which a notice of
// rights may be the longest text.
const shortArticle = 4000

// rightsSigns stand in notices of rights alone, rightsWords in sentences about
// rights, too: a notice has one of the first, and another of either.
var (
	rightsSigns = []string{
		"©", "rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados", "wszelkie prawa zastrzeżone",
		"все права защищены", "усі права захищені", "無断転載", "無断複製", "版权所有", "未经授权",
	}
	rightsWords = []string{"copyright", "under license", "under licence", "trademark", "in whole or in part"}
)

// dropRights takes out the paragraphs that state the rights of the house: on a page
// with a short article they may be the longest there are.
func dropRights(doc *html.Node) {
	for n := doc.FirstChild; n != nil; {
		drop := isElement(n, "p", "small", "dd", "li") && isRights(n)
		after := next(n, drop)
		if drop {
			remove(n)
		}
		n = after
	}
}

func isRights(n *html.Node) bool {
	text := strings.ToLower(headOf(n, mostRights+1))
	if len(text) < leastRights || len(text) > mostRights {
		return false
	}
	signs, words := count(text, rightsSigns), count(text, rightsWords)
	return signs > 0 && signs+words > 1
}

// count returns how many of the phrases a text has.
func count(text string, phrases []string) int {
	n := 0
	for _, p := range phrases {
		if strings.Contains(text, p) {
			n++
		}
	}
	return n
}
