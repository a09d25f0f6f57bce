// Package storetest has the contract that every engine of the cache must pass,
// and makes caches for tests and benchmarks: as large as one likes, with
// stories in several scripts, the same each time. It is for tests only.
package storetest
