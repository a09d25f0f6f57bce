// Package crisis is a fictional crisis for demonstration and tests: a dam
// above a town, told by a dozen outlets in seven languages. Places and
// outlets do not exist, and no person is named.
//
// The stories are text files in data/. Each has a time relative to the start
// of the scenario; a server shows what has been published by then. Some
// outlets misbehave on purpose: one is slow, one answers 500, one sends
// escape sequences.
package crisis
