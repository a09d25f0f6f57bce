// Package pane holds the panes of the reader, one file each, and the parts they
// share: the two interfaces through which they ask for things, the facts
// they are told, and the contract that each of them keeps.
//
// A pane is a plain struct behind the Pane interface. It never holds another
// pane, never blocks, does no I/O (commands do), reads no clock but Env.Now,
// and shows its own errors.
package pane
