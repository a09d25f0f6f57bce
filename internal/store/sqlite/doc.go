// Package sqlite keeps a cache in one SQLite file. Several processes may use
// it at the same time; in each of them one connection writes and several read.
//
// The row number of a story is its place, and the full-text index uses the
// same number.
package sqlite
