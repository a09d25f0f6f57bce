package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/typeset"
)

// longest is how many bytes of a line are taken; the rest is dropped.
const longest = 4096

// listen hands the lines of in on until it ends or ctx does. It keeps
// waiting for one that has begun to be read: a read cannot be called off.
func listen(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		b := bufio.NewReaderSize(in, longest)
		for {
			line, err := readLine(b)
			if err != nil && line == "" {
				return
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return lines
}

// readLine reads a line of any length and returns the first of it.
func readLine(b *bufio.Reader) (string, error) {
	part, err := b.ReadSlice('\n')
	line := string(part)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = b.ReadSlice('\n')
	}
	return strings.TrimRight(line, "\r\n"), err
}

// out writes lines. After an error it writes no more.
type out struct {
	w    io.Writer
	fold bool
	err  error
}

func (o *out) line(s string) { o.part(s + "\n") }

// part writes text without ending the line.
func (o *out) part(s string) {
	if o.err != nil {
		return
	}
	if o.fold {
		s = ascii(s)
	}
	_, o.err = io.WriteString(o.w, s)
}

// say prints a sentence on a line of its own.
func (r *Reader) say(s string) {
	text := sanitize.Line(s)
	if r.opt.Columns < 1 || text.Len() <= r.opt.Columns {
		r.out.line(text.String())
		return
	}
	set := typeset.Set([]news.Block{{Kind: news.Paragraph, Text: text}}, nil, typeset.Options{Width: r.opt.Columns, ASCII: true})
	for i := range set.Lines() {
		r.out.line(set.Line(i).String())
	}
}

func (r *Reader) sayf(format string, args ...any) { r.say(fmt.Sprintf(format, args...)) }

// complain says what went wrong, unless it was called off.
func (r *Reader) complain(what string, err error) {
	switch {
	case r.env.Ctx.Err() != nil:
	case errors.Is(err, context.Canceled):
		r.say("Not waited for.")
	default:
		r.say(what + ": " + stop(err.Error()))
	}
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// stop ends a sentence.
func stop(s string) string {
	s = sanitize.Line(s).String()
	last, _ := utf8.DecodeLastRuneInString(s)
	if s == "" || strings.ContainsRune(".!?…。！？؟।", last) {
		return s
	}
	return s + "."
}

// ascii writes a text with ASCII alone: letters without their accents, signs
// by what looks like them, "?" for the rest.
func ascii(s string) string {
	var b strings.Builder
	for _, c := range norm.NFKD.String(s) {
		switch {
		case c < utf8.RuneSelf:
			b.WriteRune(c)
		case c >= 0x300 && c < 0x370: // an accent
		default:
			b.WriteString(standIn(c))
		}
	}
	return b.String()
}

func standIn(c rune) string {
	switch c {
	case '‘', '’', '‚', '‹', '›':
		return "'"
	case '“', '”', '„', '«', '»':
		return `"`
	case '–', '—', '−', '‐', '‑':
		return "-"
	case '•', '·':
		return "*"
	case 'ß':
		return "ss"
	case 'ø', 'Ø':
		return "o"
	case 'ł', 'Ł':
		return "l"
	case 'æ', 'Æ':
		return "ae"
	}
	if like, ok := sanitize.StandIn(c); ok {
		return string(like)
	}
	return "?"
}

// count writes "1 story" or "3 stories".
func count(n int, one, many string) string { return amount(n, false, one, many) }

// amount is count for a number that may be higher.
func amount(n int, more bool, one, many string) string {
	switch {
	case more:
		return fmt.Sprintf("more than %d %s", n, many)
	case n == 1:
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
