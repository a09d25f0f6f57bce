package config

import (
	"bytes"
	"fmt"
)

// Bounds of a configuration. They are looked at before anything is built: the tree
// of a file takes up to 400 bytes for each.
const (
	mostFeeds = 100_000
	mostParts = 100_000 // lines and signs of YAML outside of a long list of feeds
	mostBytes = 1 << 20 // outside of it
	mostLine  = 64 << 10
	mostLines = 1 << 20 // blank ones too: YAML takes 16 bytes for each
)

// excess returns an Error if there is more in src than is read: feeds in its list, whose
// entries begin at starts, or parts in all of rest, which is src without them.
func excess(file string, src, rest []byte, starts []int) *Error {
	if len(starts) > mostFeeds {
		return &Error{
			File: file, Line: 1 + bytes.Count(src[:starts[mostFeeds]], []byte("\n")), Key: "feeds",
			Msg: fmt.Sprintf("%d feeds are listed", len(starts)), Hint: fmt.Sprintf("%d or fewer", mostFeeds),
		}
	}
	if line, all := parts(rest); line > 0 {
		return &Error{
			File: file, Line: line,
			Msg: fmt.Sprintf("there is too much in the file: %d lines and signs of YAML", all), Hint: fmt.Sprintf("%d or fewer, but for a list of feeds with one on each line", mostParts),
		}
	}
	if n := bytes.Count(src, []byte("\n")); n > mostLines {
		return &Error{File: file, Line: mostLines + 1, Msg: fmt.Sprintf("there is too much in the file: %d lines", n), Hint: fmt.Sprintf("%d or fewer", mostLines)}
	}
	if line, n := longLine(src); n > mostLine {
		return &Error{File: file, Line: line, Msg: fmt.Sprintf("the line is too long: %d bytes", n), Hint: fmt.Sprintf("%d or fewer", mostLine)}
	}
	if n := len(rest) - bytes.Count(rest, []byte("\n")); n > mostBytes {
		return &Error{File: file, Msg: fmt.Sprintf("there is too much in the file: %d bytes", n), Hint: "1 MiB or less, but for a list of feeds with one on each line"}
	}
	return nil
}

// longLine returns the first line that is too long, or the longest, and its length.
func longLine(src []byte) (line, size int) {
	n := 0
	for text := range bytes.Lines(src) {
		if n++; len(text) > size {
			line, size = n, len(text)
		}
		if size > mostLine {
			break
		}
	}
	return line, size
}

// parts returns how many lines and signs there are in src of which YAML could make
// something, and the line of the first that is one too many; 0: none is.
func parts(src []byte) (line, all int) {
	n := 0
	for text := range bytes.Lines(src) {
		n++
		text = bytes.TrimLeft(text, " \t")
		if len(text) == 0 || text[0] == '\n' || text[0] == '#' {
			continue
		}
		all++
		for _, c := range text {
			switch c {
			case ':', ',', '[', '{', '-', '?', '&', '*', '!', '|', '>':
				all++
			}
		}
		if line == 0 && all > mostParts {
			line = n
		}
	}
	return line, all
}
