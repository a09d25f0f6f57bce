package terminal

import (
	"bytes"
	"regexp"
)

// longestReply is the longest reply of a terminal that is waited for, in
// bytes.
const longestReply = 64

// replies puts together what a terminal answers in pieces. On a slow line one
// answer may come in two packets, a second apart; the screen waits for the
// rest of a sequence for a moment only and takes what comes then for keys.
//
// Nothing that a key sends looks like the beginning of an answer, but for
// Esc, and Alt with a bracket. Those are let through, and the rest of an
// answer whose beginning was taken for one of them is dropped.
type replies struct {
	waiting []byte         // the beginning of an answer
	tail    []byte         // of what was let through: ESC, or ESC and a bracket
	drop    *regexp.Regexp // what of a late rest is dropped; nil: nothing is late
}

// The answers that sitrep's questions have: a color (OSC 10 to 12), a mode
// (DECRPM) and what the keyboard can do (CSI ? u); also who the terminal is
// (DA), which some send unasked. Each pattern lets go at the first character
// that an answer cannot have.
var (
	begun     = regexp.MustCompile(`^\x1b(\](1[0-2]?(;(r(g(b(a?(:[0-9a-fA-F/]*\x1b?)?)?)?)?)?)?)|\[\?[0-9;]*\$?)$`)
	lateColor = regexp.MustCompile(`^\x1b\]1[0-2];rgb`)
	lateMode  = regexp.MustCompile(`^\x1b\[\?[0-9;]+(\$y|u|c)`)
	colorRest = regexp.MustCompile(`^[0-9a-fA-Frgb:/;]*(\x07|\x1b\\?)?`)
	modeRest  = regexp.MustCompile(`^[?0-9;$]*[yuc]?`)
)

// feed takes what was read and returns what may go to the screen now.
func (r *replies) feed(in []byte) []byte {
	in = r.cutLate(append(r.waiting, in...))
	r.waiting = nil
	at := bytes.LastIndexByte(in, 0x1b)
	if at > 0 && at == len(in)-1 { // perhaps half of the end of a color
		if before := bytes.LastIndexByte(in[:at], 0x1b); before >= 0 && begun.Match(in[before:]) {
			at = before
		}
	}
	if at >= 0 && len(in)-at <= longestReply && begun.Match(in[at:]) {
		r.waiting = bytes.Clone(in[at:])
		in = in[:at]
	}
	r.tail = nil
	switch n := len(in); {
	case n > 0 && in[n-1] == 0x1b:
		r.tail = []byte{0x1b}
	case n > 1 && in[n-2] == 0x1b && (in[n-1] == ']' || in[n-1] == '['):
		r.tail = bytes.Clone(in[n-2:])
	}
	return in
}

// cutLate drops the rest of an answer whose beginning went to the screen.
func (r *replies) cutLate(in []byte) []byte {
	if r.drop == nil && len(r.tail) > 0 {
		all := append(bytes.Clone(r.tail), in...)
		switch {
		case lateColor.Match(all):
			r.drop = colorRest
		case lateMode.Match(all):
			r.drop = modeRest
		}
		if r.drop != nil {
			in = bytes.TrimLeft(in, "][")
		}
	}
	if r.drop == nil {
		return in
	}
	end := r.drop.FindIndex(in)[1]
	if last := end - 1; end < len(in) || last >= 0 && bytes.IndexByte([]byte("\x07\\yu"), in[last]) >= 0 || r.drop == modeRest {
		r.drop = nil
	}
	return in[end:]
}
