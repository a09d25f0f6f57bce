package app

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

func TestTheLogStartsANewFileBeforeItGrowsTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "sitrep.log")
	l := &logFile{path: path}
	entry := append(bytes.Repeat([]byte("x"), maxLog/4-1), '\n')
	for range 6 {
		if _, err := l.Write(entry); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for p, want := range map[string]int64{path: maxLog / 2, path + ".1": maxLog} {
		info, err := os.Stat(p)
		if err != nil || info.Size() != want {
			t.Errorf("%s: %v, %v; want %d bytes", p, info, err, want)
		}
		if err == nil && info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
			t.Errorf("mode of %s is %o, want 600", p, info.Mode().Perm())
		}
	}
	if _, err := l.Write(entry); err == nil {
		t.Error("a closed log takes an entry")
	}
}

func TestTheLeaseOfADeadProcessIsTakenOver(t *testing.T) {
	gone := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	here := Options{Hostname: host, Process: os.Getpid()}
	mine, nobody := birthOf(os.Getpid()), birthOf(gone.Process.Pid)
	another, later, elsewhere := mine, mine, mine
	another.begun, later.boot, elsewhere.space = "1", "0000", "1"
	named := func(pid int, host string, b birth) string { return processName("a reader", pid, host, b) }
	knows := mine != (birth{}) // the system tells processes of one number apart
	tests := []struct {
		name, holder string
		held         bool
	}{
		{"dead", named(gone.Process.Pid, host, nobody), true},
		{"dead, of an earlier version", named(gone.Process.Pid, host, birth{}), true},
		{"alive", named(os.Getpid(), host, mine), false},
		{"alive, of an earlier version", named(os.Getpid(), host, birth{}), false},
		{"dead, its number is another's", named(os.Getpid(), host, another), knows},
		{"dead since the machine started", named(os.Getpid(), host, later), mine.boot != ""},
		{"in another container", named(gone.Process.Pid, host, elsewhere), mine.space == ""},
		{"elsewhere", named(gone.Process.Pid, host+"-2", nobody), false},
		{"strange", "somebody", false},
		{"strange birth", named(os.Getpid(), host, birth{}) + " [..]", false},
		{"no number", "a reader (process x on " + host + ")", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, held, err := db.Lease(t.Context(), pollerLease, tt.holder, leaseTime); err != nil || !held {
				t.Fatalf("Lease = %v, %v", held, err)
			}
			_, lease, err := (&App{Options: here, DB: db}).HoldPolling(t.Context(), "sitrep poll")
			if err != nil || lease.Held != tt.held {
				t.Fatalf("HoldPolling = %q, %t, %v, want held %t", lease.Holder, lease.Held, err, tt.held)
			}
			if err := lease.Release(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAHolderIsNamedWithoutItsBirth: people read who has a lease.
func TestAHolderIsNamedWithoutItsBirth(t *testing.T) {
	for name, want := range map[Holder]string{
		"a reader (process 7 on box) [1.2.3]":        "a reader (process 7 on box)",
		"a reader (process 7 on box)":                "a reader (process 7 on box)",
		"sitrep, session 2 (process 7 on b [x] ) []": "sitrep, session 2 (process 7 on b [x] )",
		"": "",
	} {
		if got := name.String(); got != want {
			t.Errorf("%q is shown as %q, want %q", string(name), got, want)
		}
	}
}

// TestALeaseOfAnotherTimeIsNotBelieved: after a clock that was wrong was set right,
// nobody polled for as long as it was wrong if any process had the holder's number.
func TestALeaseOfAnotherTimeIsNotBelieved(t *testing.T) {
	now := time.Now()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	here := Options{Hostname: "box", Process: os.Getpid()}
	for _, jump := range []time.Duration{-365 * 24 * time.Hour, -time.Hour, -time.Minute, time.Minute, time.Hour, 365 * 24 * time.Hour} {
		alive := Holder(processName("a reader", os.Getppid(), "box", birthOf(os.Getppid())))
		if _, held, err := db.Lease(t.Context(), pollerLease, string(alive), leaseTime); err != nil || !held {
			t.Fatalf("Lease = %t, %v", held, err)
		}
		now = now.Add(jump)
		_, lease, err := (&App{Options: here, DB: db}).HoldPolling(t.Context(), "sitrep poll")
		if err != nil || !lease.Held {
			t.Errorf("the clock was set by %v: held by %q, %v", jump, lease.Holder, err)
		}
		if err := lease.Release(); err != nil {
			t.Error(err)
		}
	}
}

func TestARequestForAllIsTheSchedules(t *testing.T) {
	if w := requestFor([]news.FeedID{"https://a.example/", ""}); len(w.Feeds) > 0 || w.Manual || w.All {
		t.Errorf("request for all that are due = %+v, want none of its own", w)
	}
	if w := requestFor([]news.FeedID{"https://a.example/"}); len(w.Feeds) != 1 || !w.Manual {
		t.Errorf("request for one feed = %+v", w)
	}
}

func TestFoldersFollowTheXDGVariables(t *testing.T) {
	vars := map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "/srv/data", "XDG_STATE_HOME": "relative"}
	o := Options{Getenv: func(k string) string { return vars[k] }}
	if got, err := o.folder("DATA"); err != nil || got != filepath.Join("/srv/data", "sitrep") {
		t.Errorf("data folder = %q, %v", got, err)
	}
	// A path that is not absolute is to be ignored.
	if got, err := o.folder("STATE"); err != nil || !strings.HasPrefix(got, "/home/a") {
		t.Errorf("state folder = %q, %v", got, err)
	}
	vars = nil
	if _, err := o.folder("CONFIG"); err == nil || !strings.Contains(err.Error(), "set one, or use --config") {
		t.Errorf("without any variable: %v", err)
	}
}

func TestARefreshHasItsFloors(t *testing.T) {
	now := time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC)
	feed := func(id string, last, next time.Duration) news.FeedStatus {
		s := news.FeedStatus{Feed: news.Feed{ID: news.FeedID(id)}}
		if last != 0 {
			s.State.LastTry, s.State.Next = now.Add(-last), now.Add(next)
		}
		return s
	}
	all := []news.FeedStatus{feed("new", 0, 0), feed("recent", time.Minute, 29*time.Minute), feed("older", 10*time.Minute, 20*time.Minute), feed("due", time.Hour, -time.Minute), feed("soon", time.Minute, 2*time.Minute)}
	wrong := []news.FeedStatus{feed("ahead", -365*24*time.Hour, 366*24*time.Hour)} // of a clock that was wrong
	tests := []struct {
		name    string
		ids     []news.FeedID
		want    []news.FeedID
		soonest time.Duration
	}{
		{"all_that_may_be_asked", nil, []news.FeedID{"new", "older", "due"}, 2 * time.Minute},
		{"one_after_five_minutes", []news.FeedID{"older"}, []news.FeedID{"older"}, 0},
		{"one_whose_turn_comes_before", []news.FeedID{"soon"}, nil, 2 * time.Minute},
		{"one_too_soon", []news.FeedID{"recent"}, nil, 4 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, first := mayAsk(all, tt.ids, 0, now)
			soonest := first.at
			if diff := cmp.Diff(tt.want, due); diff != "" {
				t.Errorf("due differs (-want +got):\n%s", diff)
			}
			if got, _ := mayAsk(wrong, nil, 0, now); len(got) != 1 {
				t.Error("a feed that was tried in a year is not due")
			}
			if want := now.Add(tt.soonest); tt.soonest > 0 && !soonest.Equal(want) {
				t.Errorf("soonest = %v, want %v", soonest, want)
			}
		})
	}
}

// TestWhatServersWishBindsARefreshOfAll: R asked only the feeds that were due, and
// told of none of the rules.
func TestWhatServersWishBindsARefreshOfAll(t *testing.T) {
	now := time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC)
	feed := func(why string, held time.Duration) news.FeedStatus {
		s := news.FeedStatus{Feed: news.Feed{ID: "feed"}}
		s.State.LastTry, s.State.Next, s.State.Why = now.Add(-time.Hour), now.Add(time.Hour), sanitize.Line(why)
		if held > 0 {
			s.State.Held = now.Add(held)
		}
		return s
	}
	for _, tt := range []struct {
		name     string
		feed     news.FeedStatus
		all, one bool
		why      string
	}{
		{"default_interval", feed("the default interval", 0), true, true, ""},
		{"failed_before", feed("failed 3 times in a row", 0), true, true, ""},
		{"cache_control", feed("server asked for 2 h or more", 0), false, true, "server asked for 2 h or more"},
		{"hours_left_out", feed("the feed names hours or days to leave out", 0), false, true, "the feed names hours or days to leave out"},
		{"retry_after", feed("server asked us to wait 30 min", 30*time.Minute), false, false, "its server asked us to wait"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ask, first := mayAsk([]news.FeedStatus{tt.feed}, nil, 0, now)
			if len(ask) > 0 != tt.all || first.why != tt.why {
				t.Errorf("all may be asked: %v, %q; want %v, %q", len(ask) > 0, first.why, tt.all, tt.why)
			}
			if ask, _ := mayAsk([]news.FeedStatus{tt.feed}, []news.FeedID{"feed"}, 0, now); len(ask) > 0 != tt.one {
				t.Errorf("it may be asked by its name: %v, want %v", len(ask) > 0, tt.one)
			}
		})
	}
}

func TestASourceThatHasGoneQuietIsFlagged(t *testing.T) {
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	every := func(gap time.Duration, last time.Duration, n int) []time.Time {
		var ts []time.Time
		for i := range n {
			ts = append(ts, now.Add(-last-time.Duration(i)*gap))
		}
		return ts
	}
	ok := news.FeedState{LastOK: now, Status: 200}
	var all []news.FeedStatus
	times := map[news.FeedID][]time.Time{}
	for id, ts := range map[news.FeedID][]time.Time{
		"busy": every(time.Hour, 2*time.Hour, 20), "quiet": every(time.Hour, 9*24*time.Hour, 20), "slow": every(10*24*time.Hour, 30*24*time.Hour, 20),
		"short": every(time.Hour, 6*24*time.Hour, 20), "new": every(time.Hour, 90*24*time.Hour, 2),
	} {
		all = append(all, news.FeedStatus{Feed: news.Feed{ID: id}, State: ok})
		times[id] = ts
	}
	all = append(all, news.FeedStatus{Feed: news.Feed{ID: "failing"}, State: news.FeedState{Failures: 3, LastOK: now}})
	times["failing"] = times["quiet"]
	found := examineHabits(all, times, now)
	if len(found) != 1 || !strings.Contains(found[0].Text, "quiet (quiet) has brought nothing new for 9 days") {
		t.Errorf("found %+v, want the quiet one alone", found)
	}
}

func TestKnownSourcesAreThoseFollowedAndThePacks(t *testing.T) {
	known := KnownSources([]news.Feed{{ID: "https://feeds.harbor.example/rss"}})
	for address, like := range map[string]string{
		"https://harb0r.example/gates": "harbor.example", "https://vvww.theguardlan.com/world": "theguardian.com", "https://www.harbor.example/day": "",
	} {
		if d := known.Doubt(address); d.Like != like {
			t.Errorf("%s is like %q, want %q", address, d.Like, like)
		}
	}
}
