package feeds

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Verdict is the fault of a feed, in a word or two for scripts.
type Verdict string

// The verdicts on a feed.
const (
	Healthy     Verdict = "ok"
	NotFound    Verdict = "not found"
	TakenAway   Verdict = "gone"
	Refused     Verdict = "refused"
	NotWanted   Verdict = "not wanted"
	TooOften    Verdict = "too often"
	ServerFault Verdict = "server fault"
	Certificate Verdict = "certificate"
	NoSuchHost  Verdict = "no such host"
	NoLine      Verdict = "offline"
	NoAnswer    Verdict = "no answer"
	Private     Verdict = "private address"
	TooLarge    Verdict = "too large"
	LeadsAway   Verdict = "redirects"
	APage       Verdict = "a page"
	Broken      Verdict = "broken"
	Empty       Verdict = "empty"
	Silent      Verdict = "silent"
	HasMoved    Verdict = "moved"
	Unclear     Verdict = "failed"
)

// Checkup is what looking at one feed came to.
type Checkup struct {
	Verdict Verdict
	Status  int            // HTTP; 0: no answer
	Said    sanitize.Clean // what happened, as a sentence
	Advice  sanitize.Clean // what to do about it; empty: nothing needs doing
	Items   int
	Newest  time.Time // of its items; zero: unknown

	Answer   *fetch.Response // nil: there was none to read
	Document *parse.Document // nil: the answer could not be parsed
}

// Check asks one feed now and says how it is. Nothing is stored, and no
// validators are sent: the whole answer is examined.
func (p *Poller) Check(ctx context.Context, f news.FeedStatus) Checkup {
	s := permit{p: p}
	defer s.release()
	got, err := p.o.Client.Get(ctx, fetch.Request{URL: addressOf(f), Accept: fetch.Feed, Large: s.acquireLarge, Part: true})
	if err != nil {
		c := Checkup{Verdict: verdictOn(err), Said: fetch.Sentence(err)}
		if se, ok := errors.AsType[*fetch.StatusError](err); ok {
			c.Status = se.Status
		}
		c.Advice = c.Verdict.advice()
		return c
	}
	c := Checkup{Verdict: Healthy, Status: got.Status, Answer: got}
	doc, off, err := p.readWith(ctx, &s, f.Feed.Type, got)
	if err != nil {
		c.Said = sentence(err)
		switch {
		case errors.Is(err, fetch.ErrTooLarge):
			c.Verdict = TooLarge
		case errors.Is(err, parse.ErrEmpty):
			c.Verdict = Empty
		case parse.IsPage(err):
			c.Verdict = APage
		default:
			c.Verdict = Broken
		}
		c.Advice = c.Verdict.advice()
		return c
	}
	var times []time.Time
	for _, it := range doc.Items {
		if !it.Published.IsZero() {
			times = append(times, it.Published)
		}
	}
	c.Items, c.Document = max(len(doc.Items), len(off.warnings)), doc
	if len(times) > 0 {
		c.Newest = slices.MaxFunc(times, time.Time.Compare)
	}
	if doc.Charset {
		got.AddNote(noteCharset)
	}
	got.AddNote(LeftOut(doc, got))
	if !off.note.IsZero() {
		got.AddNote(off.note)
	}
	c.Said = got.Note
	since, silent := Quiet(times, p.o.Now())
	silent = silent && off.format == "" // an authority is silent as long as nothing is wrong
	switch {
	case got.PermanentURL != "":
		c.Verdict, c.Said = HasMoved, sanitize.Brief("It has moved for good to "+got.PermanentURL+".")
	case c.Items == 0 && off.format != "":
		c.Said = sanitize.Lit("It lists official warnings; at present there are none.")
	case c.Items == 0:
		c.Verdict, c.Said = Empty, sanitize.Lit("It is a feed, but there is nothing in it.")
	case silent:
		c.Verdict = Silent
		c.Said = sanitize.Line(fmt.Sprintf("Nothing new for %d days, which is longer than its habit.", int(since.Hours()/24)))
	}
	c.Advice = c.Verdict.advice()
	return c
}

// Quiet reports whether a source has been silent for longer than its habit:
// a week, and five times as long as usually passes between two of its items;
// and since when it is silent. Of fewer than three times nothing is a habit.
func Quiet(times []time.Time, now time.Time) (since time.Duration, silent bool) {
	if len(times) < 3 {
		return 0, false
	}
	ts := slices.Clone(times)
	slices.SortFunc(ts, func(a, b time.Time) int { return b.Compare(a) })
	var gaps []time.Duration
	for i := range ts[:len(ts)-1] {
		gaps = append(gaps, ts[i].Sub(ts[i+1]))
	}
	slices.Sort(gaps)
	since = now.Sub(ts[0])
	return since, since > max(7*24*time.Hour, 5*gaps[len(gaps)/2])
}

// verdictOn tells the failures of a request apart.
func verdictOn(err error) Verdict {
	if se, ok := errors.AsType[*fetch.StatusError](err); ok {
		return VerdictOnStatus(se.Status)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return NoSuchHost
	}
	var (
		cert *tls.CertificateVerificationError
		nerr net.Error
		op   *net.OpError
	)
	switch {
	case fetch.Offline(err):
		return NoLine
	case errors.Is(err, fetch.ErrPrivate):
		return Private
	case errors.Is(err, fetch.ErrTooLarge):
		return TooLarge
	case errors.Is(err, fetch.ErrRedirect):
		return LeadsAway
	case errors.As(err, &cert):
		return Certificate
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &nerr) && nerr.Timeout(), errors.As(err, &op) && op.Op == "dial":
		return NoAnswer
	}
	return Unclear
}

// VerdictOnStatus tells the answers of servers that bring nothing apart.
func VerdictOnStatus(status int) Verdict {
	switch {
	case status == statusNotFound:
		return NotFound
	case status == statusGone:
		return TakenAway
	case status == 401 || status == 403 || status == 451:
		return Refused
	case status == 406:
		return NotWanted
	case status == statusTooMany:
		return TooOften
	case status >= 500:
		return ServerFault
	}
	return Unclear
}

// advice is a remedy for a person.
func (v Verdict) advice() sanitize.Clean {
	switch v {
	case NotFound:
		return sanitize.Lit("The address is wrong or the feed was taken away: look for it on the publisher's site (sitrep feeds add SITE).")
	case TakenAway:
		return sanitize.Lit("The publisher has ended it: remove it, or look for its successor.")
	case Refused:
		return sanitize.Lit("The server does not let sitrep in: set poll.contact, or ask the publisher.")
	case NotWanted:
		return sanitize.Lit("The server has nothing for feed readers at this address: look for another one on the site.")
	case TooOften:
		return sanitize.Lit("Raise the feed's interval; sitrep waits as long as it is asked to.")
	case ServerFault:
		return sanitize.Lit("The server has a fault of its own: sitrep tries again by itself.")
	case Certificate:
		return sanitize.Lit("Look at the site in a browser; if this machine's clock is wrong, set it. sitrep reads nothing it cannot trust.")
	case NoSuchHost:
		return sanitize.Lit("The name does not exist: look for a slip in the address, or for the site's new name.")
	case NoLine:
		return sanitize.Lit("This machine has no network, or its name server does not answer.")
	case NoAnswer:
		return sanitize.Lit("The server is slow or down, or a firewall stands between: try again later, or set poll.proxy.")
	case Private:
		return sanitize.Lit("poll: {allow_private: [HOST]} in the configuration lets a host of your own network be asked.")
	case TooLarge:
		return sanitize.Lit("Raise poll.max_body if this feed is worth it.")
	case LeadsAway:
		return sanitize.Lit("Open the address in a browser and follow where it leads in the end.")
	case APage:
		return sanitize.Lit("This is a web page: sitrep feeds add with its address looks for the feed that it names.")
	case Broken:
		return sanitize.Lit("What it sends is no feed that can be read: tell the publisher, or look for another feed of theirs.")
	case Empty:
		return sanitize.Lit("It may fill up again; if not, look for another feed of the same source.")
	case Silent:
		return sanitize.Lit("Look whether the source goes on elsewhere; a feed that stands still hides that nothing arrives.")
	case HasMoved:
		return sanitize.Lit("Change its address in the configuration; sitrep follows it there meanwhile.")
	case Healthy, Unclear:
	}
	return sanitize.Clean{}
}

// AdviceOn is what to do about a feed as the last poll met it.
func AdviceOn(f news.FeedStatus) sanitize.Clean {
	switch s := f.State.Status; {
	case f.State.Gone:
		return TakenAway.advice()
	case s >= 200 && s < 300:
		return Broken.advice()
	default:
		return VerdictOnStatus(s).advice()
	}
}
