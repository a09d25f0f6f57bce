package feeds_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

const day = 24 * time.Hour

// jumps are the possible jumps of a clock: it is set, for summer or winter on a machine
// that keeps local time, or the machine sleeps.
func jumps() []time.Duration {
	return []time.Duration{
		-365 * day, -30 * day, -3 * day, -25 * time.Hour, -day, -2 * time.Hour, -time.Hour, -6 * time.Minute, -time.Minute, -time.Second,
		0, time.Second, time.Minute, time.Hour, 8 * time.Hour, day, 3 * day, 30 * day, 365 * day,
	}
}

// askedAt polls due feeds once a minute and returns after how many minutes the
// server was asked.
func askedAt(t *testing.T, p *feeds.Poller, s *feedtest.Server, now *time.Time, minutes int) (at []int) {
	t.Helper()
	before := len(s.Requests())
	for m := range minutes {
		round(t, p, feeds.RefreshRequest{})
		if n := len(s.Requests()); n > before {
			at = append(at, m)
			before = n
		}
		*now = now.Add(time.Minute)
	}
	return at
}

// TestTheScheduleSurvivesAClockThatIsSet: after a clock that was wrong was set
// right, feeds were not due for as long as it was wrong, a year.
func TestTheScheduleSurvivesAClockThatIsSet(t *testing.T) {
	for _, jump := range jumps() {
		for _, back := range []bool{false, true} { // the clock stays, or is set right after an hour
			t.Run(fmt.Sprint(jump, " ", back), func(t *testing.T) {
				s := publisher(t)
				s.SetFeed("/f", feedtest.Feed{Title: "Dam", Items: []feedtest.Item{{GUID: "1", Title: "Gates open", Published: noon()}}})
				sink, now := newMemory(s.URL("/f")), noon()
				p := poller(t, sink, func() time.Time { return now }, nil)
				askedAt(t, p, s, &now, 10)
				now = now.Add(jump)
				// A feed without wishes waits for an hour.
				if at := askedAt(t, p, s, &now, 66); len(at) == 0 || len(at) > 2 {
					t.Errorf("asked after %v minutes, want once or twice within 66", at)
				}
				if !back {
					return
				}
				now = now.Add(-jump)
				if at := askedAt(t, p, s, &now, 66); len(at) == 0 || len(at) > 2 {
					t.Errorf("set right: asked after %v minutes, want once or twice within 66", at)
				}
			})
		}
	}
}

// TestAHostOnHoldSurvivesAClockThatIsSet: a host that asked for two hours is left
// alone that long at least, if the clock lets us know, and never for longer than a
// host may ask.
func TestAHostOnHoldSurvivesAClockThatIsSet(t *testing.T) {
	for _, jump := range jumps() {
		for _, restart := range []bool{false, true} {
			t.Run(fmt.Sprint(jump, " ", restart), func(t *testing.T) {
				s := publisher(t)
				s.SetFault("/f", feedtest.Fault{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "7200"}})
				sink, now := newMemory(s.URL("/f")), noon()
				clock := func() time.Time { return now }
				p := poller(t, sink, clock, nil)
				askedAt(t, p, s, &now, 1)
				now = now.Add(jump)
				if restart {
					p = poller(t, sink, clock, nil)
				}
				s.SetFault("/f", feedtest.Fault{})
				s.SetFeed("/f", feedtest.Feed{Title: "Dam"})
				at := askedAt(t, p, s, &now, 24*60+5)
				least := 0
				if jump <= 0 && jump > -22*time.Hour || jump > 0 && jump < time.Hour {
					least = 119 - int(max(jump, 0)/time.Minute) // the rest of the two hours
				}
				if len(at) == 0 || at[0] < least {
					t.Errorf("asked first after %v minutes, want %d or more and within a day", at, least)
				}
			})
		}
	}
}

// TestDueBelievesNoTimeThatCannotBeMeant asks about states of all kinds.
func TestDueBelievesNoTimeThatCannotBeMeant(t *testing.T) {
	now := noon()
	in := func(d time.Duration) time.Time { return now.Add(d) }
	for name, tc := range map[string]struct {
		last, next, every, interval, want time.Duration
	}{
		"as planned":                    {-time.Hour, time.Hour, 0, 0, time.Hour},
		"over":                          {-time.Hour, -time.Minute, 0, 0, -time.Minute},
		"tried in the future":           {3 * day, 3*day + time.Hour, 0, 0, 0},
		"set back a little":             {2 * time.Minute, time.Hour, 0, 0, time.Hour},
		"further than anything":         {-time.Hour, 20 * day, 0, 0, 0},
		"a feed of every 30 days":       {-time.Hour, 30 * day, 30 * day, 0, 30 * day},
		"an interval of 30 days, quiet": {-time.Hour, 120 * day, 0, 30 * day, 120 * day},
		"days that the feed leaves out": {-time.Hour, 8 * day, 0, 0, 8 * day},
	} {
		f := news.FeedStatus{Feed: news.Feed{Every: tc.every}, State: news.FeedState{LastTry: in(tc.last), Next: in(tc.next)}}
		if got := feeds.Due(f, tc.interval, now); !got.Equal(in(tc.want)) {
			t.Errorf("%s: due in %v, want %v", name, got.Sub(now), tc.want)
		}
	}
	if got := feeds.Due(news.FeedStatus{}, 0, now); !got.IsZero() {
		t.Errorf("never polled: due at %v", got)
	}
}
