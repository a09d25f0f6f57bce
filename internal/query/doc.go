// Package query reads the query language of lists, search and desks and
// makes a news.Filter of it. It looks at nothing but the text and the time
// it is given; the cache decides which stories a filter matches.
package query
