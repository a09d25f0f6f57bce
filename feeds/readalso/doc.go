// Package readalso finds the cross-references that editors put into their
// stories: "Read also: …", "Lesen Sie auch …", "Читайте також: …", in a page
// (Page) and in plain text (Lines).
//
// It works on the page as it was served, before anything is extracted from
// it, because extractors either drop such lines or leave them in the text. It
// knows no site: it weighs the marker (the words that announce a reference),
// the shape of the place where the marker stands, the names of classes around
// it and the addresses that are linked. The words of a language are a file in
// lang/, which also holds the examples that test it; a further language is a
// further file.
//
// The package does not extract text, follow no link and does not say which
// story in the cache a reference points at.
package readalso
