// Package postgres keeps a cache in a database of PostgreSQL 15 or later, which
// several machines may share. In each process one connection writes and several
// read.
//
// Whoever writes locks the row that counts the arrivals first: there is one writer
// at a time, as SQLite has it, and the order of what arrives is the order of the
// commits.
package postgres
