// Package news defines the vocabulary of sitrep: Story, the feed it
// came from, its references, and the changes of its wording.
//
// The package holds data types and pure functions on them. It performs no
// I/O, reads no clock and imports nothing but the standard library and the
// type of clean text, so that every other package can speak in its terms
// without depending on how stories are fetched, stored or shown.
//
// Text that people read is a sanitize.Clean; identifiers, addresses and
// validators are strings. Times are UTC; the zero time means unknown.
package news
