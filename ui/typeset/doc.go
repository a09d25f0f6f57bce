// Package typeset sets the text of a story in lines of terminal cells.
//
// Set takes blocks and references and breaks them into lines for one width.
// It keeps only where each line begins and ends; the cells of a line are
// made when it is asked for, so that a story of any length costs one pass
// over its text for each width and nothing for scrolling.
//
// The unit in between is the flow: a run of text with its own prefix and
// hanging indent, such as a paragraph, an item of a list, one row of a table
// or the line of a reference. Flows do not depend on the width (but for
// tables), which makes them the anchor of places and of search results.
//
// The package is pure. It decides which characters stand in which cell and
// what role they play; colors are the caller's.
package typeset
