package feeds

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// The limits of the schedule. Their reasons: a person's refresh still must
// not hammer (ManualFloor); a server that says nothing is asked at most once
// an hour (QuietFloor) unless the feed's own interval says otherwise, and once
// a day if it gave nothing to ask again by, so that each answer is the whole
// feed, and has brought nothing for long (BlindFloor); one that itself allows it up to four times as often
// (Floor); official hazard feeds
// are made anew every few minutes (FastFloor); a request that never left this
// machine's network bothers nobody and may soon be tried again (LineFloor); a
// server's request counts up to a day (Ceiling).
const (
	DefaultInterval = time.Hour
	QuietFloor      = time.Hour
	BlindFloor      = 24 * time.Hour
	Floor           = 15 * time.Minute
	FastFloor       = 5 * time.Minute
	ManualFloor     = 5 * time.Minute
	LineFloor       = 2 * time.Minute
	Ceiling         = 24 * time.Hour
)

// Bounds against clocks that are set. A clock may be set back by
// setBack without anybody noticing. A feed that leaves hours and days out is put
// off by up to mostSkipped, a quiet one is polled at leastOften times the interval
// of all feeds.
const (
	setBack     = ManualFloor
	mostSkipped = 7 * 24 * time.Hour
	leastOften  = 4
)

// silent is after how many polls in a row that brought nothing a feed without
// validators is asked once a day: about a week at the default interval.
const silent = -50

// Due returns when the schedule has a feed polled next, as seen at now; interval is
// that of all feeds (0: DefaultInterval). The clock may have been set since the
// times of its state were noted: if the last try is still to come, or the next is
// further away than any wait that can be meant, that is now.
func Due(f news.FeedStatus, interval time.Duration, now time.Time) time.Time {
	longest := max(f.Feed.Every, leastOften*cmp.Or(interval, DefaultInterval), Ceiling)
	longest += longest/10 + mostSkipped
	if f.State.LastTry.Sub(now) > setBack || f.State.Next.Sub(now) > longest {
		return now
	}
	return f.State.Next
}

// holds reports whether a host that asked us to wait until then is to be left
// alone. A time further away than a host may ask for is of a clock that was wrong.
func holds(until, now time.Time) bool { return now.Before(until) && until.Sub(now) <= Ceiling }

// notLater returns t, but now if t is still to come: nothing has happened then.
func notLater(t, now time.Time) time.Time {
	if t.After(now) {
		return now
	}
	return t
}

// hints are the wishes of a server and a feed about when to come back.
type hints struct {
	maxAge    time.Duration // Cache-Control
	expires   time.Time     // Expires
	ttl       time.Duration // RSS ttl, or the syndication module
	skipHours []int
	skipDays  []time.Weekday
	blind     bool // no validators: each answer is the whole feed
	pace      int  // see news.FeedState
}

// Why a feed is not asked earlier, where its server or the feed itself asks for that.
const (
	askedFor    = "server asked for " // and how long
	askedToWait = "server asked us to wait "
	leavesOut   = "the feed names hours or days to leave out"
)

// OnHold reports whether a feed's server asked, with Retry-After, to be left alone now.
func OnHold(f news.FeedStatus, now time.Time) bool { return holds(f.State.Held, now) }

// Request returns until when a server or a feed asks not to be asked, as seen at
// now, and in which words; the zero time: there is no such request.
func Request(f news.FeedStatus, interval time.Duration, now time.Time) (until time.Time, why sanitize.Clean) {
	if holds(f.State.Held, now) {
		return f.State.Held, sanitize.Lit("its server asked us to wait")
	}
	reason := f.State.Why.String()
	next := Due(f, interval, now)
	if next.After(now) && (strings.HasPrefix(reason, askedFor) || strings.HasPrefix(reason, askedToWait) || reason == leavesOut) {
		return next, f.State.Why
	}
	return time.Time{}, sanitize.Clean{}
}

// plan says when a feed may be asked again and why then.
type plan struct {
	next time.Time
	why  sanitize.Clean
}

// after plans the next poll after one that went well. every is the feed's
// own interval (0: none), interval the default one, chance a number from 0 to
// 1 that adds up to a tenth, so that many readers do not come at one moment.
func after(now time.Time, every, interval time.Duration, fast bool, h hints, chance float64) plan {
	wait, why := every, "as configured"
	switch {
	case wait > 0:
	case fast:
		wait, why = FastFloor, "an official feed made anew all the time"
	default:
		if wait = interval; wait == 0 {
			wait = DefaultInterval
		}
		wait, why = h.adapt(wait, "the default interval")
		asked := h.asked(now)
		switch {
		case asked == 0 && h.blind && h.pace <= silent:
			wait, why = max(wait, BlindFloor), "nothing new for long, and each answer is the whole feed: once a day"
		case (asked == 0 || asked > Floor) && wait < QuietFloor:
			wait, why = QuietFloor, "not more than once an hour unless the server allows it"
		}
	}
	if floor := floorOf(fast); wait < floor {
		wait, why = floor, "never more often"
	}
	if asked := min(h.asked(now), Ceiling); asked > wait {
		wait, why = asked, askedFor+Spell(asked)+" or more"
	}
	wait += time.Duration(float64(wait) / 10 * clamp(chance))
	next := h.skip(now.Add(wait))
	if next.After(now.Add(wait)) {
		why = leavesOut
	}
	return plan{next, sanitize.Line(why)}
}

// adapt makes the wait longer for a feed that brings nothing, and shorter for
// one that brings something each time.
func (h hints) adapt(wait time.Duration, why string) (time.Duration, string) {
	switch {
	case h.pace <= -8:
		return leastOften * wait, "little comes here"
	case h.pace <= -4:
		return 2 * wait, "nothing new for some time"
	case h.pace >= 3:
		return wait / 2, "much comes here"
	}
	return wait, why
}

// failure is how trying a feed failed.
type failure struct {
	inARow     int           // this one included
	offline    bool          // no server was reached: the line is down, or the name is wrong
	retryAfter time.Duration // the wait that the server asked for; 0: none
}

// backoff plans the next try after a failure: the interval doubles with each
// in a row, up to a day.
func backoff(now time.Time, every, interval time.Duration, fast bool, f failure, chance float64) plan {
	base := every
	switch {
	case f.offline:
		base = LineFloor
	case base > 0:
	case fast:
		base = FastFloor
	case interval > 0:
		base = max(interval, QuietFloor)
	default:
		base = DefaultInterval
	}
	if !f.offline {
		base = max(base, floorOf(fast))
	}
	wait := Ceiling
	if doubled := float64(base) * math.Exp2(float64(max(f.inARow-1, 0))); doubled < float64(Ceiling) {
		wait = time.Duration(doubled)
	}
	why := "failed once"
	if f.inARow > 1 {
		why = fmt.Sprintf("failed %d times in a row", f.inARow)
	}
	if retry := min(f.retryAfter, Ceiling); retry > wait {
		wait, why = retry, askedToWait+Spell(retry)
	}
	wait += time.Duration(float64(wait) / 10 * clamp(chance))
	return plan{now.Add(wait), sanitize.Line(why)}
}

func floorOf(fast bool) time.Duration {
	if fast {
		return FastFloor
	}
	return Floor
}

func clamp(chance float64) float64 { return min(max(chance, 0), 1) }

// asked returns the longest of the times that server and feed ask for.
func (h hints) asked(now time.Time) time.Duration {
	asked := max(h.maxAge, h.ttl)
	if h.maxAge == 0 && h.expires.After(now) { // RFC 9111, section 5.3: max-age wins
		asked = max(asked, h.expires.Sub(now))
	}
	return asked
}

// skip moves a time out of the hours and days that the feed asks to leave
// out (RSS 2.0 skipHours and skipDays, in GMT). A feed that leaves every
// hour out does not mean it: its time stays.
func (h hints) skip(planned time.Time) time.Time {
	t := planned
	for range 24 * 7 {
		u := t.UTC()
		if !slices.Contains(h.skipHours, u.Hour()) && !slices.Contains(h.skipDays, u.Weekday()) {
			return t
		}
		t = u.Truncate(time.Hour).Add(time.Hour)
	}
	return planned
}

// Spell writes a duration as people do, to the minute: "30 min", "24 h",
// "1 h 30 min", "3 days".
func Spell(d time.Duration) string {
	d = d.Round(time.Minute)
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case h >= 48:
		return fmt.Sprintf("%d days", int(d.Round(24*time.Hour).Hours())/24)
	case m == 0 || h >= 24:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
