package ui

import (
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// longestLine is how many characters a line of input may have.
const longestLine = 1000

// inputLine is a line of input that is being edited, with a cursor. The text input
// of Bubbles is not used: as the program starts, it looks for programs that
// read the clipboard, in each folder of PATH.
type inputLine struct {
	text []rune
	at   int // the cursor stands before this character
	keys *lineKeys
}

// lineKeys are the keys that edit a line.
type lineKeys struct {
	right, left, wordRight, wordLeft, start, end             key.Binding
	deleteLeft, deleteRight, deleteWordLeft, deleteWordRight key.Binding
	deleteToEnd, deleteToStart                               key.Binding
}

func newLine() inputLine {
	on := func(names ...string) key.Binding { return key.NewBinding(key.WithKeys(names...)) }
	return inputLine{keys: &lineKeys{
		right: on("right", "ctrl+f"), left: on("left", "ctrl+b"),
		wordRight: on("alt+right", "ctrl+right", "alt+f"), wordLeft: on("alt+left", "ctrl+left", "alt+b"),
		start: on("home", "ctrl+a"), end: on("end", "ctrl+e"),
		deleteLeft: on("backspace", "ctrl+h"), deleteRight: on("delete", "ctrl+d"),
		deleteWordLeft: on("alt+backspace", "ctrl+w", "ctrl+backspace"), deleteWordRight: on("alt+delete", "alt+d", "ctrl+delete"),
		deleteToEnd: on("ctrl+k"), deleteToStart: on("ctrl+u"),
	}}
}

// Value returns the text.
func (l *inputLine) Value() string { return string(l.text) }

// Position returns how many characters stand before the cursor.
func (l *inputLine) Position() int { return l.at }

// Set replaces the text and puts the cursor at its end.
func (l *inputLine) Set(s string) {
	l.text, l.at = l.text[:0:0], 0
	l.Insert(s)
}

// Go puts the cursor before a character, at the end if there are fewer.
func (l *inputLine) Go(at int) { l.at = max(min(at, len(l.text)), 0) }

// Insert adds text before the cursor, as much of it as there is room for. Line
// breaks and tabs become spaces; other controls are dropped.
func (l *inputLine) Insert(s string) {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	more := []rune(s)
	more = more[:min(len(more), longestLine-len(l.text))]
	l.text = slices.Insert(l.text, l.at, more...)
	l.at += len(more)
}

// Press carries out a key: it edits, moves the cursor, or is text.
func (l *inputLine) Press(k tea.KeyPressMsg) {
	switch {
	case key.Matches(k, l.keys.deleteWordLeft):
		l.cut(l.wordStart(), l.at)
	case key.Matches(k, l.keys.deleteLeft):
		l.cut(max(l.at-1, 0), l.at)
	case key.Matches(k, l.keys.wordLeft):
		l.at = l.wordStart()
	case key.Matches(k, l.keys.left):
		l.at = max(l.at-1, 0)
	case key.Matches(k, l.keys.wordRight):
		l.at = l.wordEnd()
	case key.Matches(k, l.keys.right):
		l.at = min(l.at+1, len(l.text))
	case key.Matches(k, l.keys.start):
		l.at = 0
	case key.Matches(k, l.keys.deleteRight):
		l.cut(l.at, min(l.at+1, len(l.text)))
	case key.Matches(k, l.keys.end):
		l.at = len(l.text)
	case key.Matches(k, l.keys.deleteToEnd):
		l.cut(l.at, len(l.text))
	case key.Matches(k, l.keys.deleteToStart):
		l.cut(0, l.at)
	case key.Matches(k, l.keys.deleteWordRight):
		l.cut(l.at, l.wordEnd())
	default:
		l.Insert(k.Text)
	}
}

// cut deletes from one character up to another and leaves the cursor there.
func (l *inputLine) cut(from, to int) {
	l.text = slices.Delete(l.text, from, to)
	l.at = from
}

// wordStart returns where the word before the cursor begins.
func (l *inputLine) wordStart() int {
	i := l.at
	for i > 0 && unicode.IsSpace(l.text[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(l.text[i-1]) {
		i--
	}
	return i
}

// wordEnd returns where the word at or after the cursor ends.
func (l *inputLine) wordEnd() int {
	i := l.at
	for i < len(l.text) && unicode.IsSpace(l.text[i]) {
		i++
	}
	for i < len(l.text) && !unicode.IsSpace(l.text[i]) {
		i++
	}
	return i
}
