package main

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds"
	"sitrep/internal/news"
)

func TestALogThatCannotBeWrittenStopsNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEnv(nil, nil, nil, func(k string) string {
		if k == "XDG_STATE_HOME" {
			return file // a file where a folder would have to be
		}
		return ""
	})
	e.logger().Info("something")
	if err := e.close(); err != nil {
		t.Error(err)
	}
}

func TestEveryErrorIsALineOfItsOwnAndClean(t *testing.T) {
	var out bytes.Buffer
	err := errors.Join(errors.New("one: \x1b[31mred"), &exitError{exitUsage, errors.New("two")})
	if status := (&env{stderr: &out}).report(err); status != exitUsage {
		t.Errorf("status = %d, want %d", status, exitUsage)
	}
	if diff := cmp.Diff("sitrep: one: red\nsitrep: two\n", out.String()); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	out.Reset()
	if status := (&env{stderr: &out}).report(&exitError{status: exitSomeFailed}); status != exitSomeFailed || out.Len() > 0 {
		t.Errorf("a silent error: status %d, %q", status, out.String())
	}
}

func TestFeedAdviceFollowsTheAnswer(t *testing.T) {
	seen := make(map[string]int)
	for _, status := range []int{0, 200, 403, 404, 410, 429, 503} {
		s := news.FeedStatus{State: news.FeedState{Status: status, Failures: 1}}
		advice := feeds.AdviceOn(s).String()
		if before, again := seen[advice]; again {
			t.Errorf("the same advice for %d and %d: %s", before, status, advice)
		}
		seen[advice] = status
	}
}

func TestGeneratedDocsHaveTheirPages(t *testing.T) {
	pages, err := docPages()
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		have, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil || string(have) != page {
			t.Errorf("docs/%s is stale (%v): run make docs", name, err)
		}
	}
}

func TestTheLogIsClean(t *testing.T) {
	dir := t.TempDir()
	e := newEnv(nil, nil, nil, func(k string) string { return map[string]string{"XDG_STATE_HOME": dir}[k] })
	e.logger().Warn("fetch", slog.String("feed", "a\x1b[2Jb"), slog.Any("err", errors.New("c\u202ed\x1b]0;owned\x07e")), slog.Any("panic", "f\u009b8mg"))
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "sitrep", "sitrep.log"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "msg=fetch feed=ab err=cde panic=fg\n"; !strings.HasSuffix(string(b), want) {
		t.Errorf("the log says %q, want %q at its end", b, want)
	}
}
