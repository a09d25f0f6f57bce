// Package store is the cache: one SQLite file that holds every story, its
// text, what it refers to, how its wording changed, and where the reader
// was. It is the only door to SQL.
//
// Stories lie in the file in the order of lists: the row number of a story
// is its time followed by a tie-breaker, and the full-text index uses the
// same number. A page of a list, or of the hits of a search, is therefore a
// walk along an index from a known place, and costs the same with a thousand
// stories and with a million.
//
// One connection writes, several read. Several processes may use one cache.
package store
