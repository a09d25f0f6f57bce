// Package match judges whether two titles or two addresses name one story:
// how alike titles are, which of several stories a reference means, and whose
// claim to an address counts. It keeps nothing and reads no cache: callers
// find the candidates and bring them.
//
// Its functions may be called concurrently.
package match
