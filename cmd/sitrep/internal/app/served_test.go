//go:build unix

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// served begins a served session of a person.
func (f followed) served(t *testing.T, name string, editor *bool) (*Session, *Served, *news.Story) {
	t.Helper()
	s, err := f.ServedSession(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	follower, err := f.Follower()
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Cache.Stories(t.Context(), news.Filter{}, news.Window{Limit: 1})
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	return s, s.Served(follower, func() bool { return *editor }, new(Allowance)), all[0]
}

// TestAServedSessionDoesNothingOutside calls every action of a served session: none
// starts a program or writes a file, and shared settings are changed for editors
// alone, without a path of the machine in the answers.
func TestAServedSessionDoesNothingOutside(t *testing.T) {
	f := newFollowed(t)
	editor := false
	_, v, st := f.served(t, "ana", &editor)
	ctx := t.Context()
	src := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds:\n  - url: %s\n", f.feed)
	if err := os.WriteFile(f.ConfigFile, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	before := filesBelow(t, filepath.Dir(f.ConfigFile))
	for what, got := range map[string]error{
		"Browse":   v.Browse(ctx, st.URL),
		"Clip":     second(v.Clip(ctx, sanitize.Lit("x"))),
		"Proposal": second(v.Proposal(ctx, st.ID)),
		"Save":     second(v.Save(ctx, "/tmp/x.md", st.ID)),
		"Pipe":     second(v.Pipe(ctx, "print", st.ID)),
		"Export":   second(v.Notebook().Export(ctx)),
	} {
		if !errors.Is(got, ErrNotServed) {
			t.Errorf("%s: %v", what, got)
		}
	}
	change := func() map[string]error {
		f.server.SetFeed("/other", feedtest.Feed{Title: "Tide"})
		other := news.FeedID(f.server.URL("/other"))
		said := map[string]error{}
		for _, c := range []struct {
			what string
			do   func() (sanitize.Clean, error)
		}{
			{"AddFeed", func() (sanitize.Clean, error) { return v.AddFeed(ctx, string(other)) }},
			{"RenameFeed", func() (sanitize.Clean, error) { return v.RenameFeed(ctx, other, "Tides") }},
			{"TagFeed", func() (sanitize.Clean, error) { return v.TagFeed(ctx, other, "sea", true) }},
			{"RemoveFeed", func() (sanitize.Clean, error) { return v.RemoveFeed(ctx, other) }},
			{"SaveDesk", func() (sanitize.Clean, error) { return v.SaveDesk(ctx, "Floods", "flood") }},
			{"SwitchPack", func() (sanitize.Clean, error) { return v.SwitchPack(ctx, "health", true) }},
		} {
			text, err := c.do()
			said[c.what] = err
			if told := text.String() + fmt.Sprint(err); strings.Contains(told, filepath.Dir(f.ConfigFile)) || strings.Contains(told, "config.yaml") {
				t.Errorf("%s tells a path: %s", c.what, told)
			}
		}
		_, said["MarkLine"] = v.MarkLine(ctx, st.ID, f.server.URL("/gates"))
		_, said["Keep"] = v.Keep(ctx, st.ID)
		_, said["Join"] = v.Events().Join(ctx, string(st.ID), st.ID)
		_, said["Part"] = v.Events().Part(ctx, st.ID)
		return said
	}
	for what, err := range change() {
		if !errors.Is(err, ErrNoEditor) {
			t.Errorf("%s by a reader: %v", what, err)
		}
	}
	if after := filesBelow(t, filepath.Dir(f.ConfigFile)); after != before {
		t.Errorf("files were\n%s, are\n%s", before, after)
	}
	if err := v.FullText(ctx, st.ID); err != nil {
		t.Fatal(err)
	}
	editor = true
	for what, err := range change() {
		if errors.Is(err, ErrNoEditor) || err != nil && what != "MarkLine" && what != "Join" && what != "Part" {
			t.Errorf("%s by an editor: %v", what, err)
		}
	}
	if _, err := v.AddFeed(ctx, "nonsense"); err == nil {
		t.Error("nonsense was added")
	}
	// Every method stands there on purpose: nothing is promoted from elsewhere.
	for _, i := range []reflect.Type{reflect.TypeFor[reader.Actions](), reflect.TypeFor[reader.Settings]()} {
		for m := range i.Methods() {
			if _, ok := reflect.TypeFor[*Served]().MethodByName(m.Name); !ok {
				t.Errorf("there is no %s", m.Name)
			}
		}
	}
	for f := range reflect.TypeFor[Served]().Fields() {
		if f.Anonymous {
			t.Error("Served has methods of another type")
		}
	}
}

func second[T any](_ T, err error) error { return err }

// filesBelow lists files with their sizes, without those of the cache.
func filesBelow(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "sitrep.db") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintf(&b, "%s %d\n", path, info.Size())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestServedPersonsAreApart has two persons mark, look, mute, note and leave places: what
// is one's own is not the other's.
func TestServedPersonsAreApart(t *testing.T) {
	f := newFollowed(t)
	editor := false
	ana, _, st := f.served(t, "ana", &editor)
	bob, _, _ := f.served(t, "bob", &editor)
	ctx := t.Context()
	if err := errors.Join(
		ana.Cache.MarkRead(ctx, true, st.ID), ana.Cache.Star(ctx, true, st.ID),
		ana.Cache.SavePosition(ctx, news.Step{Story: st.ID, Top: 2}), ana.Cache.SaveTrail(ctx, news.Trail{Steps: []news.Step{{Story: st.ID}}}),
		ana.Cache.SaveSession(ctx, news.Session{Query: "secret"}), ana.Cache.SaveLines(ctx, news.Lines{"search": {"secret"}}),
		ana.Cache.SaveLooked(ctx, news.LookedAt{"": {At: *f.now, Whole: *f.now, UpTo: 1}}), second(ana.Cache.SetMute(ctx, news.Mute{Word: "secret"}, true)),
	); err != nil {
		t.Fatal(err)
	}
	var errs []error
	got := func(v any, err error) string {
		errs = append(errs, err)
		return fmt.Sprintf("%+v", v)
	}
	library := map[string][2]string{}
	for i, s := range []*Session{ana, bob} {
		for name, text := range map[string]string{
			"Position": got(s.Cache.Position(ctx, st.ID)), "Trail": got(s.Cache.Trail(ctx)), "Session": got(s.Cache.Session(ctx)),
			"Lines": got(s.Cache.Lines(ctx)), "Looked": got(s.Cache.Looked(ctx)), "Mutes": got(s.Cache.Mutes(ctx)),
		} {
			pair := library[name]
			pair[i] = text
			library[name] = pair
		}
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for name, pair := range library {
		if pair[0] == pair[1] || strings.Contains(pair[1], "secret") || strings.Contains(pair[1], string(st.ID)) {
			t.Errorf("%s of ana is %s, of bob %s", name, pair[0], pair[1])
		}
	}
	mine, err := ana.Cache.Story(ctx, st.ID)
	theirs, berr := bob.Cache.Story(ctx, st.ID)
	if err != nil || berr != nil || !mine.Read || !mine.Starred || theirs.Read || theirs.Starred {
		t.Errorf("ana has %v %v, bob %v %v (%v, %v)", mine.Read, mine.Starred, theirs.Read, theirs.Starred, err, berr)
	}
	if what, err := bob.Cache.Undo(ctx); err != nil || !what.IsZero() {
		t.Errorf("bob takes back %q, %v", what, err)
	}
	if _, err := f.ServedSession(ctx, ""); err == nil {
		t.Error("a session without a name is the owner's")
	}
}

func TestPagesAreCountedByPersonAndHour(t *testing.T) {
	var l Allowance
	now := time.Unix(1e9, 0)
	for range newPages {
		if err := l.spend("ana", newPages, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.spend("ana", newPages, now.Add(59*time.Minute)); err == nil || !strings.Contains(err.Error(), "30 pages an hour are fetched for one person here; the next in") {
		t.Errorf("one more: %v", err)
	}
	if err := errors.Join(l.spend("bob", newPages, now), l.spend("ana", textPages, now), l.spend("ana", newPages, now.Add(time.Hour))); err != nil {
		t.Error(err)
	}
}
