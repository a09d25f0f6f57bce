package readalso

import "golang.org/x/net/html"

// Page finds the references of a page, in the order of the document. base is
// the address of the page, and may be empty; doc is not changed.
func (m *Matcher) Page(doc *html.Node, base string) []Found {
	return nil
}
