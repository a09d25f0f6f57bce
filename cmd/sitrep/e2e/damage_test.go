package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sitrep/feeds/feedtest"
)

// TestACommandThatMeetsDamageRunsOnWhatCanBeSaved damages one page after another of a
// cache. A command that met damage which opening the cache does not meet ended with
// status 1, and only the next one saved the readable part.
func TestACommandThatMeetsDamageRunsOnWhatCanBeSaved(t *testing.T) {
	t.Parallel()
	s, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var f feedtest.Feed
	for i := range 40 {
		f.Items = append(f.Items, feedtest.Item{GUID: fmt.Sprint(i), Title: fmt.Sprintf("Report %d from the harbor", i), Path: fmt.Sprintf("/%d", i)})
	}
	s.SetFeed("/feed", f)
	env := polledEnv(t, "packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds: [{url: "+s.URL("/feed")+"}]\n", exitDone)
	data := valuesOf(env)("SITREP_DATA")
	ran(t, env, "", "backup", filepath.Join(data, "whole"))
	whole, err := os.ReadFile(filepath.Join(data, "whole"))
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	saved := 0
	for at := page; at+page <= len(whole); at += page * max(len(whole)/page/24, 1) {
		if err := os.RemoveAll(data); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(data, 0o700); err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(whole)
		for i := range page {
			damaged[at+i] ^= byte(i%251 + 1)
		}
		if err := os.WriteFile(filepath.Join(data, "sitrep.db"), damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, errs, status := ran(t, env, "", "list", "--limit", "0"); status != exitDone {
			t.Errorf("page %d: status %d, %.200s%.400s", at/page, status, out, errs)
		} else if bytes.Contains([]byte(errs), []byte("is damaged: making a new one")) {
			saved++
		}
	}
	if saved == 0 {
		t.Error("no damage was met")
	}
}
