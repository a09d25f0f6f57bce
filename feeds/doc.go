// Package feeds polls: it decides when a feed is due, takes it through the
// pipeline (fetch, parse, normalize) and hands the stories to a Sink, one batch
// a feed. It also fetches single pages for their full text.
//
// It knows neither the cache nor the screen: a Sink may be anything that
// keeps batches.
package feeds
