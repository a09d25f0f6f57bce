// Package extract turns a page, a piece of a feed's HTML or a plain-text
// article into the blocks of a story, its references and what the page says
// about itself: title, byline, site, language and times.
//
// References are found on the page as it was served (package readalso) and
// taken out of it before anything else looks for the text, because extractors
// either drop them or leave them in the text. Elements are numbered in the
// order of the document meanwhile, so that a reference keeps its place among
// the blocks.
//
// The package knows no site. It does no I/O and reads no clock; everything
// that leaves it is clean text.
package extract
