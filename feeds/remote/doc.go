// Package remote speaks with servers that keep a person's feeds and marks: Miniflux
// (its REST API), servers of the Google Reader API (FreshRSS, Miniflux, BazQux,
// Inoreader, The Old Reader, CommaFeed), Nextcloud News, and Fever. A Round exchanges
// news of both sides with a Cache.
//
// Every answer is hostile: bodies, pages and counts are bounded, text goes through the
// same doors as that of feeds, and an answer that cannot be read ends the round with
// what was saved before it.
package remote
