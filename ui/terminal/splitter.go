package terminal

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// How long the rest of something is waited for that a terminal has begun to send.
const (
	// escapeWait is how long an ESC may be the beginning of a sequence before it is
	// the key Esc, too. A person waits for that.
	escapeWait = 50 * time.Millisecond
	// restWait is how long the rest of a sequence may take: two seconds, as on a bad
	// line, and some room.
	restWait = 2100 * time.Millisecond
	// pasteWait is how long a paste may bring nothing before it has ended.
	pasteWait = 5 * time.Second
	// interruptWait is how long after ^C in a paste nothing may come before it is
	// the key: a text that holds the character goes on.
	interruptWait = 500 * time.Millisecond
)

// The bounds of a piece, in bytes.
const (
	maxSequence = 64
	maxText     = 4096
	maxPaste    = 1 << 20
)

const (
	pasteBegin = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	interrupt  = 0x03
)

// piece is something whole that a terminal has sent: a character, a sequence, or
// the text of a paste.
type piece struct {
	bytes []byte
	paste bool
}

// splitter puts pieces together from bytes, whatever parts they come in. Of a
// sequence that breaks off nothing becomes a key, but for ESC alone, and ESC with
// the character behind it, which a person may have typed; and what comes late
// of one that was given up is dropped. The zero splitter is ready.
type splitter struct {
	emit func(piece)

	state   splitState
	buf     []byte // the unfinished piece
	more    int    // bytes of a character, or of a mouse report, that are to come
	escaped bool   // its ESC was the key Esc already
	eight   bool   // it began with a character of eight bits, which no key sends
	lost    bool   // it was given up: its rest is dropped
	late    int    // how many bytes of that rest have come
	full    bool   // the paste was too long, and what fits has been emitted
}

// splitState is the kind of piece that the next byte belongs to.
type splitState int

const (
	atStart     splitState = iota
	inCharacter            // of several bytes (UTF-8)
	inEscape               // after ESC
	inControl              // after ESC [
	inSingle               // after ESC O
	inMouse                // after ESC [ M
	inText                 // after ESC P, ], _, ^ or X: until ST or BEL
	inTextEnd              // after an ESC there
	inPaste
	inInterrupt // after ^C in a paste
)

// wait returns after how long without a byte expire is to be called; 0: never.
func (s *splitter) wait() time.Duration {
	switch s.state {
	case atStart:
		return 0
	case inEscape:
		if !s.escaped {
			return escapeWait
		}
	case inPaste:
		return pasteWait
	case inInterrupt:
		return interruptWait
	case inControl, inSingle:
		if s.lost && s.late == 0 {
			return 0 // whenever it comes
		}
	default:
		if s.lost && s.late == 0 {
			return 2 * restWait
		}
	}
	return restWait
}

// expire is called when nothing has come for as long as wait says.
func (s *splitter) expire() {
	switch {
	case s.state == inEscape && !s.escaped:
		s.key(0x1b)
		s.escaped = true // and still it may be the beginning of a sequence
	case s.state == inPaste:
		s.endPaste()
	case s.state == inInterrupt:
		s.reset()
		s.key(interrupt)
	case s.state == inEscape, s.state == inCharacter, s.lost:
		s.reset()
	default:
		s.asKeys()
		s.lost = true
	}
}

// feed adds a byte.
func (s *splitter) feed(b byte) {
	if s.lost {
		s.late++
	}
	switch s.state {
	case atStart:
		s.begin(b)
	case inCharacter:
		s.character(b)
	case inEscape:
		s.escape(b)
	case inControl:
		s.control(b)
	case inSingle:
		s.single(b)
	case inMouse:
		s.mouse(b)
	case inText:
		s.text(b)
	case inTextEnd:
		if b == '\\' {
			s.buf = append(s.buf, 0x1b)
			s.done(b)
			return
		}
		s.abandon(0x1b)
		s.feed(b)
	case inPaste, inInterrupt:
		s.paste(b)
	}
}

// begin handles the first byte of a piece.
func (s *splitter) begin(b byte) {
	switch {
	case b == 0x1b:
		s.state, s.buf = inEscape, append(s.buf, b)
	case b < utf8.RuneSelf:
		s.key(b)
	case b < 0xa0: // C1, as terminals of eight bits send it
		if i := bytes.IndexByte([]byte("\x9b\x8f\x90\x9d\x9f\x9e\x98"), b); i >= 0 {
			s.buf, s.eight = append(s.buf, 0x1b), true
			s.escape("[OP]_^X"[i])
		}
	case b >= 0xc2 && b <= 0xf4:
		s.state, s.buf, s.more = inCharacter, append(s.buf, b), continuation(b)
	}
}

// continuation returns how many bytes of a character follow its first one.
func continuation(b byte) int {
	switch {
	case b >= 0xf0:
		return 3
	case b >= 0xe0:
		return 2
	case b >= 0xc0:
		return 1
	}
	return 0
}

func (s *splitter) character(b byte) {
	if b&0xc0 != 0x80 {
		s.reset()
		s.begin(b)
		return
	}
	s.buf = append(s.buf, b)
	if s.more--; s.more > 0 {
		return
	}
	if utf8.Valid(s.buf) {
		s.emit(piece{bytes: bytes.Clone(s.buf)})
	}
	s.reset()
}

// escape handles the byte after ESC.
func (s *splitter) escape(b byte) {
	switch b {
	case '[':
		s.state = inControl
	case 'O':
		s.state = inSingle
	case 'P', ']', '_', '^', 'X':
		s.state = inText
	case 0x1b:
		s.abandon(b)
		return
	default:
		if s.escaped || b >= utf8.RuneSelf {
			s.abandon(b)
			return
		}
		s.reset()
		s.emit(piece{bytes: []byte{0x1b, b}}) // with Alt
		return
	}
	s.buf = append(s.buf, b)
}

func (s *splitter) control(b byte) {
	first := len(s.buf) == 2
	switch {
	case b < 0x20 || b >= 0x7f:
		s.abandon(b)
	case b == '$' && len(bytes.Trim(s.buf[2:], "0123456789")) == 0 && !first: // rxvt, with Shift
		s.done(b)
	case b < 0x40 || first && b == '[': // the console of Linux sends ESC [ [ A
		s.put(b, maxSequence)
	case first && b == 'M':
		s.put(b, maxSequence)
		s.state, s.more = inMouse, 3
	default:
		s.done(b)
	}
}

func (s *splitter) single(b byte) {
	switch {
	case b <= 0x20 || b >= 0x7f:
		s.abandon(b)
	case b >= '0' && b <= '9':
		s.put(b, maxSequence)
	default:
		s.done(b)
	}
}

func (s *splitter) mouse(b byte) {
	if b < 0x20 {
		s.abandon(b)
		return
	}
	if s.more--; s.more == 0 {
		s.done(b)
		return
	}
	s.put(b, maxSequence)
}

func (s *splitter) text(b byte) {
	within := s.more > 0 && b&0xc0 == 0x80 // of a character
	if s.more--; !within {
		s.more = continuation(b)
	}
	switch {
	case b == 0x1b:
		s.state = inTextEnd
	case b == '\a', b == 0x9c && !within: // ST of eight bits
		s.done(b)
	case b < 0x20, len(s.buf) == 2 && s.buf[1] == ']' && bytes.IndexByte([]byte("0123456789lLI"), b) < 0:
		s.abandon(b) // no answer goes on so
	default:
		s.put(b, maxText)
	}
}

// paste adds a byte to a paste, or drops it after ^C, and looks for the end.
func (s *splitter) paste(b byte) {
	if b == interrupt {
		s.state = inInterrupt
	}
	s.buf = append(s.buf, b)
	if bytes.HasSuffix(s.buf, []byte(pasteEnd)) {
		s.endPaste()
		return
	}
	if len(s.buf) < maxPaste+len(pasteEnd) {
		return
	}
	if !s.full {
		s.emit(piece{bytes: bytes.Clone(s.buf[:maxPaste]), paste: true})
		s.full = true
	}
	s.buf = append(s.buf[:0], s.buf[len(s.buf)-len(pasteEnd):]...)
}

// endPaste emits the paste. Where its end has begun the rest of that is dropped.
func (s *splitter) endPaste() {
	text := bytes.TrimSuffix(s.buf, []byte(pasteEnd))
	whole := len(text) < len(s.buf)
	begun := 0
	for n := len(pasteEnd) - 1; n > 0 && !whole && begun == 0; n-- {
		if bytes.HasSuffix(text, []byte(pasteEnd[:n])) {
			begun = n
		}
	}
	text = bytes.Clone(text[:len(text)-begun])
	full := s.full
	s.reset()
	if !full {
		s.emit(piece{bytes: text, paste: true})
	}
	switch {
	case begun == 1:
		s.state, s.buf, s.escaped = inEscape, append(s.buf, 0x1b), true
	case begun > 1:
		s.state, s.buf, s.lost = inControl, append(s.buf, pasteEnd[:begun]...), true
	}
}

// put adds a byte to the unfinished piece. One that grows too long is dropped.
func (s *splitter) put(b byte, most int) {
	if len(s.buf) >= most {
		s.lost, s.late = true, s.late+1
		return
	}
	s.buf = append(s.buf, b)
}

// done adds the last byte of a piece.
func (s *splitter) done(b byte) {
	whole, lost := append(s.buf, b), s.lost
	switch {
	case string(whole) == pasteBegin:
		s.reset()
		s.state = inPaste
		return
	case !lost:
		whole = bytes.Clone(whole)
	}
	s.reset()
	if !lost {
		s.emit(piece{bytes: whole})
	}
}

// abandon gives the unfinished piece up for a byte that cannot be in it, with
// which another begins.
func (s *splitter) abandon(b byte) {
	if !s.lost {
		s.asKeys()
	}
	s.reset()
	s.begin(b)
}

// asKeys emits the keys that an unfinished piece may have been: Esc, or Esc and
// the character behind it.
func (s *splitter) asKeys() {
	if s.eight || len(s.buf) > 2 || s.state == inCharacter {
		return
	}
	if !s.escaped {
		s.key(0x1b)
	}
	if len(s.buf) == 2 {
		s.key(s.buf[1])
	}
}

func (s *splitter) key(b byte) { s.emit(piece{bytes: []byte{b}}) }

func (s *splitter) reset() {
	buf := s.buf[:0]
	if cap(buf) > maxText {
		buf = nil
	}
	*s = splitter{emit: s.emit, buf: buf}
}
