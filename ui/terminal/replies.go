package terminal

import (
	"bytes"
	"regexp"
	"sync"
)

// longestReply is the length of the longest reply that is put together, in bytes.
const longestReply = 64

// replies puts the replies of a terminal together. On a slow line one reply may
// come in two packets, a second apart; Bubble Tea waits only a moment for the
// rest of a sequence and then reads it as keys.
//
// No key begins like a reply, except Esc, and Alt with a bracket. Those pass at
// once; if they were the beginning of a reply, its rest is dropped.
type replies struct {
	waiting []byte         // the beginning of a reply
	tail    []byte         // the end of what passed, if it is ESC, or ESC and a bracket
	drop    *regexp.Regexp // matches the late rest that is dropped; nil: nothing is late
}

// The replies to our questions: a color (OSC 10 to 12), a mode (DECRPM) and the
// protocol of the keyboard (CSI ? u); also the terminal's identity (DA), which
// some send unasked. Each pattern ends at the first character that cannot be in
// a reply.
var (
	begun     = pattern(`^\x1b(\](1[0-2]?(;(r(g(b(a?(:[0-9a-fA-F/]*\x1b?)?)?)?)?)?)?)|\[\?[0-9;]*\$?)$`)
	lateColor = pattern(`^\x1b\]1[0-2];rgb`)
	lateMode  = pattern(`^\x1b\[\?[0-9;]+(\$y|u|c)`)
	colorRest = pattern(`^[0-9a-fA-Frgb:/;]*(\x07|\x1b\\?)?`)
	modeRest  = pattern(`^[?0-9;$]*[yuc]?`)
)

// pattern returns a function that compiles an expression on its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// feed adds bytes that were read and returns those that may be handled now.
func (r *replies) feed(in []byte) []byte {
	in = r.cutLate(append(r.waiting, in...))
	r.waiting = nil
	at := bytes.LastIndexByte(in, 0x1b)
	if at > 0 && at == len(in)-1 { // perhaps half of the end of a color
		if before := bytes.LastIndexByte(in[:at], 0x1b); before >= 0 && begun().Match(in[before:]) {
			at = before
		}
	}
	if at >= 0 && len(in)-at <= longestReply && begun().Match(in[at:]) {
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

// cutLate drops the rest of a reply whose beginning has passed.
func (r *replies) cutLate(in []byte) []byte {
	if r.drop == nil && len(r.tail) > 0 {
		all := append(bytes.Clone(r.tail), in...)
		switch {
		case lateColor().Match(all):
			r.drop = colorRest()
		case lateMode().Match(all):
			r.drop = modeRest()
		}
		if r.drop != nil {
			in = bytes.TrimLeft(in, "][")
		}
	}
	if r.drop == nil {
		return in
	}
	end := r.drop.FindIndex(in)[1]
	if last := end - 1; end < len(in) || last >= 0 && bytes.IndexByte([]byte("\x07\\yu"), in[last]) >= 0 || r.drop == modeRest() {
		r.drop = nil
	}
	return in[end:]
}
