// Package reader is what the screen, the dialog of lines and the commands
// share: what they may ask of the cache and of the world outside, the way of
// a person from story to story, and one wording of every fact. It draws
// nothing and knows neither Bubble Tea nor a terminal.
package reader
