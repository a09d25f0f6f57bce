package feeds

import (
	"testing"
	"time"
)

func TestAfterTakesTheLongestOfWhatIsAsked(t *testing.T) {
	now := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC) // a Wednesday
	for _, tc := range []struct {
		name   string
		every  time.Duration
		fast   bool
		hints  hints
		chance float64
		want   time.Duration
		why    string
	}{
		{"nothing_said", 0, false, hints{}, 0, time.Hour, "the default interval"},
		{"server_allows_more_than_the_interval", 0, false, hints{maxAge: 10 * time.Minute}, 0, time.Hour, "the default interval"},
		{"server_wants_less", 0, false, hints{maxAge: 2 * time.Hour}, 0, 2 * time.Hour, "server asked for 2 h or more"},
		{"ttl", 0, false, hints{ttl: 90 * time.Minute}, 0, 90 * time.Minute, "server asked for 1 h 30 min or more"},
		{"expires", 0, false, hints{expires: now.Add(3 * time.Hour)}, 0, 3 * time.Hour, "server asked for 3 h or more"},
		{"max_age_beats_expires", 0, false, hints{maxAge: 70 * time.Minute, expires: now.Add(3 * time.Hour)}, 0, 70 * time.Minute, "server asked for 1 h 10 min or more"},
		{"absurd_wish_is_cut", 0, false, hints{maxAge: 365 * 24 * time.Hour}, 0, 24 * time.Hour, "server asked for 24 h or more"},
		{"own_interval", 20 * time.Minute, false, hints{}, 0, 20 * time.Minute, "as configured"},
		{"own_interval_under_the_floor", time.Minute, false, hints{}, 0, 15 * time.Minute, "never more often"},
		{"fast_lane", 5 * time.Minute, true, hints{}, 0, 5 * time.Minute, "as configured"},
		{"jitter_only_adds", 0, false, hints{}, 1, 66 * time.Minute, "the default interval"},
		{"skip_hours", 0, false, hints{skipHours: []int{7, 8}}, 0, 3 * time.Hour, "the feed names hours or days to leave out"},
		{"skip_days", 0, false, hints{skipDays: []time.Weekday{time.Wednesday}}, 0, 18 * time.Hour, "the feed names hours or days to leave out"},
		{"every_day_skipped", 0, false, hints{skipDays: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}, 0, time.Hour, "the default interval"},
		{"longer_than_the_interval", 0, false, hints{ttl: 6 * time.Hour}, 0, 6 * time.Hour, "server asked for 6 h or more"},
		{"expired_already", 0, false, hints{expires: now.Add(-time.Hour)}, 0, time.Hour, "the default interval"},
		{"own_interval_below_the_servers_wish", 20 * time.Minute, false, hints{ttl: 40 * time.Minute}, 0, 40 * time.Minute, "server asked for 40 min or more"},
		{"fast_lane_without_interval", 0, true, hints{}, 0, 5 * time.Minute, "an official feed made anew all the time"},
		{"fast_lane_that_is_slow", 0, true, hints{maxAge: 30 * time.Minute}, 0, 30 * time.Minute, "server asked for 30 min or more"},
		{"nothing_to_ask_again_by", 0, false, hints{blind: true}, 0, time.Hour, "the default interval"},
		{"nothing_to_ask_again_by_and_lively", 0, false, hints{blind: true, pace: 9}, 0, time.Hour, "not more than once an hour unless the server allows it"},
		{"nothing_to_ask_again_by_and_quiet", 0, false, hints{blind: true, pace: -20}, 0, 4 * time.Hour, "little comes here"},
		{"nothing_to_ask_again_by_and_silent_for_long", 0, false, hints{blind: true, pace: -50}, 0, 24 * time.Hour, "nothing new for long, and each answer is the whole feed: once a day"},
		{"nothing_to_ask_by_but_the_server_says_when", 0, false, hints{blind: true, maxAge: 90 * time.Minute}, 0, 90 * time.Minute, "server asked for 1 h 30 min or more"},
		{"nothing_to_ask_by_but_an_own_interval", 30 * time.Minute, false, hints{blind: true}, 0, 30 * time.Minute, "as configured"},
		{"quiet", 0, false, hints{pace: -4}, 0, 2 * time.Hour, "nothing new for some time"},
		{"very_quiet", 0, false, hints{pace: -20}, 0, 4 * time.Hour, "little comes here"},
		{"lively_at_a_server_that_says_nothing", 0, false, hints{pace: 5}, 0, time.Hour, "not more than once an hour unless the server allows it"},
		{"lively_at_a_server_that_allows_it", 0, false, hints{pace: 5, maxAge: 5 * time.Minute}, 0, 30 * time.Minute, "much comes here"},
		{"quiet_with_an_own_interval", 20 * time.Minute, false, hints{pace: -20}, 0, 20 * time.Minute, "as configured"},
		{"chance_beyond_its_bounds", 0, false, hints{}, 7, 66 * time.Minute, "the default interval"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := after(now, tc.every, 0, tc.fast, tc.hints, tc.chance)
			if got.next.Sub(now) != tc.want || got.why.String() != tc.why {
				t.Errorf("after() = in %v, %q; want in %v, %q", got.next.Sub(now), got.why, tc.want, tc.why)
			}
		})
	}
}

func TestBackoffDoublesUpToADay(t *testing.T) {
	now := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		failures int
		retry    time.Duration
		want     time.Duration
		why      string
	}{
		{1, 0, time.Hour, "failed once"},
		{2, 0, 2 * time.Hour, "failed 2 times in a row"},
		{4, 0, 8 * time.Hour, "failed 4 times in a row"},
		{6, 0, 24 * time.Hour, "failed 6 times in a row"},
		{5000, 0, 24 * time.Hour, "failed 5000 times in a row"},
		{1, 3 * time.Hour, 3 * time.Hour, "server asked us to wait 3 h"},
		{1, time.Minute, time.Hour, "failed once"},
	} {
		got := backoff(now, 0, 0, false, failure{inARow: tc.failures, retryAfter: tc.retry}, 0)
		if got.next.Sub(now) != tc.want || got.why.String() != tc.why {
			t.Errorf("backoff(%d failures, retry %v) = in %v, %q; want in %v, %q", tc.failures, tc.retry, got.next.Sub(now), got.why, tc.want, tc.why)
		}
	}
}

// TestTheDefaultIntervalHoldsWhereTheServerAllowsIt: a server that says nothing,
// or asks for more than a quarter of an hour, is asked once an hour at most.
func TestTheDefaultIntervalHoldsWhereTheServerAllowsIt(t *testing.T) {
	now := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		interval time.Duration
		hints    hints
		want     time.Duration
	}{
		{30 * time.Minute, hints{}, time.Hour},
		{30 * time.Minute, hints{ttl: 40 * time.Minute}, time.Hour},
		{30 * time.Minute, hints{maxAge: 10 * time.Minute}, 30 * time.Minute},
		{30 * time.Minute, hints{maxAge: 10 * time.Minute, ttl: 2 * time.Hour}, 2 * time.Hour},
		{time.Minute, hints{maxAge: 10 * time.Minute}, 15 * time.Minute},
		{15 * time.Minute, hints{maxAge: 15 * time.Minute}, 15 * time.Minute},
		{6 * time.Hour, hints{}, 6 * time.Hour},
	} {
		if got := after(now, 0, tc.interval, false, tc.hints, 0); got.next.Sub(now) != tc.want {
			t.Errorf("after(interval %v, %+v) = in %v, want in %v", tc.interval, tc.hints, got.next.Sub(now), tc.want)
		}
	}
	if got := backoff(now, 0, 30*time.Minute, false, failure{inARow: 1}, 0); got.next.Sub(now) != time.Hour {
		t.Errorf("a failed feed is asked again in %v, want an hour", got.next.Sub(now))
	}
}

// TestALineThatIsDownIsTriedAgainSoon: a laptop that wakes up without a
// network would otherwise show nothing new for an hour after it is back.
func TestALineThatIsDownIsTriedAgainSoon(t *testing.T) {
	now := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC)
	for failures, want := range map[int]time.Duration{1: 2 * time.Minute, 2: 4 * time.Minute, 5: 32 * time.Minute, 20: 24 * time.Hour} {
		got := backoff(now, 30*time.Minute, 0, false, failure{inARow: failures, offline: true}, 0)
		if got.next.Sub(now) != want {
			t.Errorf("after %d failures the next try is in %v, want %v", failures, got.next.Sub(now), want)
		}
	}
}
