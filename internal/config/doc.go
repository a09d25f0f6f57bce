// Package config reads the configuration file, checks it whole and says
// its problems: all of them in one run, each with file, line, key
// and remedy. It also edits the list of feeds in the file's source, so that
// comments and layout stay as their owner wrote them.
//
// The keys stand in one table (table.go), from which come the reading, the
// checking, the "did you mean" and the reference page. Values are plain Go
// types; whoever uses them turns them into options of its own.
package config
