package main

import "sitrep/internal/news"

// packNamed returns the feeds of a built-in pack.
func packNamed(string) ([]news.Feed, error) { return nil, nil }
