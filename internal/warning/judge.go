// Package warning judges official warnings: which messages are one warning,
// which of them counts, when it is over, whether it is a test, and whether it
// may raise an alert and why. It is pure: it does no I/O and takes the time as
// a parameter. All functions and methods are safe for concurrent use.
package warning

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Judge recognizes tests and decides which messages ring. Its zero
// value is not usable; New makes one.
type Judge struct{ words *words }

// New returns a Judge with the built-in test words. An error means that the
// data file is broken.
func New() (*Judge, error) {
	w, _, err := readWords(wordFile)
	if err != nil {
		return nil, err
	}
	return &Judge{words: w}, nil
}

// Judgement is the result for one message, judged by the message alone.
type Judgement struct {
	Test bool
	// Severity decides: the lower one of severity and color where the
	// authority gives both. Empty: it gives none.
	Severity news.Severity
	Rings    bool   // it may raise an alert when it arrives
	Why      string // one clause: why it rings, or why it does not
}

// Of judges a message. An alert needs a message that is Actual, an Alert or
// Update, not an all-clear, not past, Observed or Likely, Severe or Extreme,
// and not a test. Formats without certainty are taken at their word; an
// index that leaves it out is not.
func (j *Judge) Of(w *news.Warning) Judgement {
	out := Judgement{Severity: Decisive(w)}
	testWhy := j.test(w)
	out.Test = testWhy != ""
	switch {
	case out.Test:
		out.Why = testWhy
	case w.Status != news.StatusActual && w.Quake == nil:
		out.Why = "status " + orNone(string(w.Status))
	case w.Kind != news.KindAlert && w.Kind != news.KindUpdate:
		out.Why = "message type " + orNone(string(w.Kind))
	case slices.Contains(w.Responses, news.ResponseAllClear):
		out.Why = "all clear"
	case w.Urgency == news.UrgencyPast:
		out.Why = "the event is past"
	case out.Severity.Rank() < news.SeveritySevere.Rank():
		out.Why = severityWhy(w, out.Severity)
	case w.Certainty == "" && w.Index:
		out.Why = "the list does not give a certainty"
	case !likely(w.Certainty):
		out.Why = "certainty " + string(w.Certainty)
	default:
		out.Rings, out.Why = true, severityWhy(w, out.Severity)
		if w.Certainty != "" {
			out.Why += ", " + string(w.Certainty)
		}
	}
	return out
}

// likely reports whether a certainty is high enough for an alert.
func likely(c news.Certainty) bool {
	switch c {
	case news.CertaintyObserved, news.CertaintyVeryLikely, news.CertaintyLikely, "":
		return true
	case news.CertaintyPossible, news.CertaintyUnlikely, news.CertaintyUnknown:
	}
	return false
}

func orNone(s string) string {
	if s == "" {
		return "not given"
	}
	return s
}

// severityWhy names the severity that decides, and the color if that is why.
func severityWhy(w *news.Warning, s news.Severity) string {
	switch {
	case s == "" && w.Quake != nil:
		return "a measurement without a level of an authority"
	case s == "":
		return "severity not given"
	case w.Severity != s || w.Level.Severity() == s && w.Severity == "":
		return "level " + string(w.Level)
	}
	return "severity " + string(s)
}

// Decisive returns the severity that decides: of severity and color the
// lower one where both are given.
func Decisive(w *news.Warning) news.Severity {
	color := w.Level.Severity()
	if w.Severity == "" || color != "" && color.Rank() < w.Severity.Rank() {
		return color
	}
	return w.Severity
}

// testCodes are the event codes of SAME for tests and demonstrations
// (47 CFR 11.31): required weekly, required monthly, national periodic test,
// practice or demonstration.
var testCodes = []string{"RWT", "RMT", "NPT", "DMO"}

// test returns why a message is an exercise, a test or a drill; "" if it is
// none. Descriptions do not count: real messages mention tests in them.
func (j *Judge) test(w *news.Warning) string {
	if w.Status == news.StatusTest || w.Status == news.StatusExercise {
		return "status " + string(w.Status)
	}
	for _, c := range w.Codes {
		name, value, _ := strings.Cut(c, "=")
		switch {
		case strings.EqualFold(name, "SAME") && slices.Contains(testCodes, strings.ToUpper(value)):
			return "event code " + value
		case strings.EqualFold(name, "VTEC") && strings.HasPrefix(value, "/T."):
			return "a test product by its VTEC"
		case strings.EqualFold(value, "test"), strings.EqualFold(value, "testMessage"):
			return "event code " + value
		}
	}
	for _, text := range []string{w.Event.String(), w.Headline.String()} {
		if word := j.words.find(text); word != "" {
			return fmt.Sprintf("a test by the word %q", word)
		}
	}
	return ""
}

// freshFor is how old a message may be when it is first seen and still ring.
const freshFor = 6 * time.Hour

// Decision is the result for a message that arrived.
type Decision struct {
	Alert bool
	Again bool // the warning rang before, and its severity has risen since
	// Late marks an alert whose warning was cancelled, lifted or replaced
	// before this message arrived: it belongs in the list, without a bell.
	Late bool
	Why  string
}

// Decide decides on a message that arrived at seen. newest is the newest
// message of its chain that has arrived, possibly the message itself. rang
// is the severity at which the chain rang before; empty: it did not. The
// subject of an alert is the chain, so a chain rings once and again only if
// the severity that decides rises.
func (j *Judge) Decide(w, newest *news.Warning, seen time.Time, rang news.Severity) Decision {
	v := j.Of(w)
	end, _ := End(w)
	switch {
	case !v.Rings:
		return Decision{Why: v.Why}
	case !w.Sent.IsZero() && seen.Sub(w.Sent) > freshFor:
		return Decision{Why: "older than 6 h when it was first seen"}
	case rang.Rank() >= v.Severity.Rank():
		return Decision{Why: fmt.Sprintf("it rang before at severity %s", rang)}
	case !seen.Before(end):
		return Decision{Why: "it was over when it was first seen"}
	}
	d := Decision{Alert: true, Why: v.Why}
	if rang != "" {
		d.Again, d.Why = true, fmt.Sprintf("severity rose from %s to %s", rang, v.Severity)
	}
	d.Late = newest != w && (stateOf(newest, seen) != InForce || Decisive(newest).Rank() < v.Severity.Rank())
	return d
}
