// Package store is the cache: every story, its text, its references, how
// its wording changed, and where each person was. It is about what a cache
// means; an Engine, such as store/sqlite, is about the database that holds it.
//
// Stories have a place, which is their time followed by a tie-breaker, and
// lists are in the order of places. An engine keeps stories and the index of
// words in this order. A page of a list, or of the hits of a search, is
// therefore a walk along an index from a known place, and costs the same with
// a thousand stories and with a million.
package store
