package dates

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// clockFile is clock.yaml.
type clockFile struct {
	AM       []string `yaml:"am"`
	PM       []string `yaml:"pm"`
	Vague    []string `yaml:"vague"`
	Hours    []string `yaml:"hours"`
	Minutes  []string `yaml:"minutes"`
	Seconds  []string `yaml:"seconds"`
	Attached []string `yaml:"attached"`
	// Match and Ignore are examples, the test of the file: the texts of each
	// time or day, and texts that are not read.
	Match  map[string][]string `yaml:"match"`
	Ignore []string            `yaml:"ignore"`
}

// clockWord is the meaning of a word at a clock. The zero clockWord is none.
type clockWord int

const (
	wordAM clockWord = iota + 1
	wordPM
	wordVague
	wordHours
	wordMinutes
	wordSeconds
	wordAttached
)

// clockWords is clock.yaml, read on first use.
var clockWords = sync.OnceValue(func() map[string]clockWord { return must(readClock(dataFiles)) })

func readClockFile(files fs.FS) (*clockFile, error) {
	f := new(clockFile)
	return f, decode(files, "clock.yaml", f)
}

// readClock reads clock.yaml. One word with two meanings is an error.
func readClock(files fs.FS) (map[string]clockWord, error) {
	f, err := readClockFile(files)
	if err != nil {
		return nil, fmt.Errorf("clock.yaml: %w", err)
	}
	out := make(map[string]clockWord)
	for i, words := range [...][]string{f.AM, f.PM, f.Vague, f.Hours, f.Minutes, f.Seconds, f.Attached} {
		for _, w := range words {
			if out[w] != 0 || w == "" || w != strings.ToLower(w) {
				return nil, fmt.Errorf("clock.yaml: word %q is empty, has capitals or stands there twice", w)
			}
			out[w] = clockWord(i) + 1
		}
	}
	return out, nil
}

// time24 takes 15:04, 15:04:05, 15:04:05.123 or 15.04.05, each with a zone
// attached or not.
func (d *date) time24(f string) bool {
	end := strings.IndexFunc(f, func(r rune) bool { return (r < '0' || r > '9') && r != ':' && r != '.' })
	zone := ""
	if end >= 0 {
		if is, ok := d.hourForm(f); is {
			return ok
		}
		f, zone = f[:end], f[end:]
	}
	if len(f) >= 4 && allDigits(f) { // 1504, 150405
		f = f[:2] + ":" + f[2:4] + ":" + f[4:]
	}
	if strings.IndexByte(f, ':') < 0 {
		f = strings.ReplaceAll(f, ".", ":")
	}
	var p [3]string
	n := 0
	for rest, more := strings.TrimRight(f, ":."), true; more; n++ {
		if n == len(p) {
			return false
		}
		p[n], rest, more = strings.Cut(rest, ":")
	}
	if n == len(p) {
		var frac string
		if p[2], frac, _ = strings.Cut(p[2], "."); frac != "" {
			var err error
			if d.nano, err = strconv.Atoi((frac + "000000000")[:9]); err != nil {
				return false
			}
		}
	}
	if !d.setClock(p[:n]...) {
		return false
	}
	if zone == "" {
		return true
	}
	return d.add(zone)
}

// setClock sets the time of day: hours, minutes, seconds, as far as they are
// given. It reports false if one is no number of two digits, or if there is a
// time of day already.
func (d *date) setClock(parts ...string) bool {
	if d.clock {
		return false
	}
	var v [3]int
	for i, s := range parts {
		n, err := strconv.Atoi(s)
		if err != nil || len(s) > 2 {
			return false
		}
		v[i] = n
	}
	d.clock, d.clockFirst = true, d.n == 0 && d.year == 0
	d.hour, d.min, d.sec = v[0], v[1], v[2]
	return true
}

// hourForm takes a clock with a word for hours in it: 9h, 9h01, 9h01min,
// 9h01m30s. It reports in is whether f has that form.
func (d *date) hourForm(f string) (is, ok bool) {
	var parts [3]string
	n := 0
	for ; n < len(parts) && f != ""; n++ {
		digits := countDigits(f)
		word := f[digits:]
		if i := strings.IndexAny(word, "0123456789"); i >= 0 {
			word = word[:i]
		}
		unit := clockWords()[strings.ToLower(strings.TrimSuffix(word, "."))]
		named := unit == wordHours+clockWord(n)
		if digits == 0 || digits > 2 || !named && (n == 0 || word != "") {
			return n > 0, false
		}
		parts[n] = f[:digits]
		f = f[digits+len(word):]
	}
	if n == 1 {
		d.await = wordMinutes
	}
	return true, f == "" && d.setClock(parts[:n]...)
}

// awaited takes the number that follows a word for hours or minutes: the 01 of
// "9 h 01 min". It reports false if f is none. A number before the name of a
// month is a day.
func (d *date) awaited(f string, unit clockWord) bool {
	n := countDigits(f)
	if n != 2 {
		return false
	}
	switch word := clockWords()[strings.ToLower(strings.TrimSuffix(f[n:], "."))]; {
	case f[n:] == "" && (len(d.rest) == 0 || monthOf(d.rest[0]) == 0):
		d.given = unit
	case word == unit:
		d.await = unit + 1
	default:
		return false
	}
	v, err := strconv.Atoi(f[:n])
	if unit == wordMinutes {
		d.min = v
	} else {
		d.sec = v
	}
	return err == nil && unit <= wordSeconds
}

// dotClock takes 9.01, which is a clock if the rest of the date is complete,
// and 9.01.30 after a date.
func (d *date) dotClock(p []string) bool {
	for i, s := range p {
		if !allDigits(s) || len(s) > 2 || i > 0 && len(s) != 2 {
			return false
		}
	}
	if len(p) == 3 {
		return d.setClock(p...)
	}
	if d.dotted[0] != "" {
		return false
	}
	d.dotted, d.clockFirst = [2]string{p[0], p[1]}, d.n == 0 && d.year == 0
	return true
}

// mark takes a word that belongs to the clock. It reports false if it is none.
// lone: the field before it was a number; given: the unit of that number.
func (d *date) mark(word string, lone bool, given clockWord) bool {
	switch w := clockWords()[word]; w {
	case wordAM, wordPM:
		if !d.clock && utf8.RuneCountInString(word) == 1 {
			return false // an Arabic letter that stands for the calendar there
		}
		d.am, d.pm = w == wordAM, w == wordPM
		if lone && !d.clockFollows() {
			d.hourBefore()
		}
	case wordVague:
		d.vague = true
	case wordHours:
		if lone && d.hourBefore() && len(d.nums[d.n]) <= 2 {
			d.await = wordMinutes
		}
	case wordMinutes, wordSeconds:
		if w == given {
			d.await = w + 1
		}
	default:
		return false
	}
	return true
}

// clockFollows reports whether one of the next fields is a clock.
func (d *date) clockFollows() bool {
	return slices.ContainsFunc(d.rest, func(f string) bool { return countDigits(f) > 0 && strings.IndexByte(f, ':') > 0 })
}

// hourBefore takes the last number as the clock: 9, or 0901 where the date is
// complete without it. It reports false if it is no clock.
func (d *date) hourBefore() bool {
	n := d.nums[d.n-1]
	switch {
	case d.clock:
		return false
	case len(n) <= 2:
		d.n--
		return d.setClock(n)
	case len(n) == 4 && (d.n == 3 || d.n == 1 && d.month == 0):
		d.n--
		return d.setClock(n[:2], n[2:])
	}
	return false
}
