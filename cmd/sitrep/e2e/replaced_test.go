//go:build unix

package e2e

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/feeds/feedtest"
)

// TestAReaderWhoseCacheIsGoneKeepsNoMark removes the cache of a reader, or puts another
// in its place: "Starred." was said, and the star was nowhere.
func TestAReaderWhoseCacheIsGoneKeepsNoMark(t *testing.T) {
	for name, change := range map[string]func(db string) error{
		"removed": os.Remove,
		"replaced by a copy": func(db string) error {
			data, err := os.ReadFile(db)
			if err == nil {
				err = os.WriteFile(db+".new", data, 0o600)
			}
			if err == nil {
				err = os.Rename(db+".new", db)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := readerEnv(t)
			term := startOn(t, env, "sitrep")
			term.awaitOnScreen("Levee 2 of district")
			if err := change(filepath.Join(valuesOf(env)("SITREP_DATA"), "sitrep.db")); err != nil {
				t.Fatal(err)
			}
			term.awaitOnScreen("Quit and start") // it is said within a second
			term.press("f")
			term.awaitOnScreen("The mark could not be changed: ")
			if screen := screenOf(t, term.seen.String()); strings.Contains(screen, "★") {
				t.Errorf("a star is shown:\n%s", screen)
			}
			term.press("Q")
			if out, status := term.end(); status != exitDone || strings.Contains(out, "Starred.") {
				t.Errorf("exit status %d, want 0; it wrote\n%q", status, out)
			}
			// Another process reads and writes the new file.
			for _, args := range [][]string{{"poll", "--all"}, {"list"}, {"doctor"}} {
				if out, errs, status := ran(t, env, "", args...); status != exitDone {
					t.Errorf("%s afterwards: status %d\n%s%s", args, status, out, errs)
				}
			}
		})
	}
}

// TestAServiceWhoseCacheIsGoneEnds so that it is started again, on the new one.
func TestAServiceWhoseCacheIsGoneEnds(t *testing.T) {
	s := servicePublisher(t)
	s.SetFeed("/feed", feedtest.Feed{Title: "Gauge", Items: []feedtest.Item{{GUID: "1", Title: "Water rises"}}})
	v := startService(t, s)
	if line, err := bufio.NewReader(v.out).ReadString('\n'); err != nil {
		t.Fatalf("first line %q: %v", line, err)
	}
	if err := os.Remove(filepath.Join(valuesOf(v.cmd.Env)("SITREP_DATA"), "sitrep.db")); err != nil {
		t.Fatal(err)
	}
	err := v.cmd.Wait()
	if err == nil || !strings.Contains(v.errs.String(), "the cache was removed or replaced while it was open") {
		t.Errorf("it ended with %v and said %q", err, v.errs.String())
	}
}
