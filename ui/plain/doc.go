// Package plain is the reader in lines: it reads a command, prints the result
// of it, and asks for the next. It is for screen readers, braille displays,
// terminals that cannot move their cursor, serial lines and scripts.
//
// It writes text and line feeds: no cursor is moved, nothing is
// drawn over, no color is set. A line stands for itself: it says in words
// what the panes say by place and sign. Nothing is written while a line is
// being typed; what happened meanwhile is told before the next prompt.
//
// The package asks the cache and the world outside through reader.Library and
// reader.Actions, as the screen does, but waits for their answers: there is
// nothing else to do on the line.
package plain
