package opener_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/opener"
	"sitrep/internal/sanitize"
)

func TestSavedFilesStayInTheirFolderAndAreNeverOverwritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "saved")
	first, err := opener.Save(t.Context(), dir, "../../etc/passwd", ".md", sanitize.Line("one"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := opener.Save(t.Context(), dir, "../../etc/passwd", ".md", sanitize.Line("two"))
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(dir, "etc-passwd.md"); first != want || second != filepath.Join(dir, "etc-passwd-2.md") {
		t.Errorf("saved as %s and %s, want %s and its -2", first, second, want)
	}
	if got, err := os.ReadFile(first); err != nil || string(got) != "one\n" {
		t.Errorf("the first file holds %q, %v", got, err)
	}
	if info, err := os.Stat(first); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
}

func TestAFileOfAGivenNameIsNew(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "Note.txt")
	if err := opener.SaveAs(t.Context(), path, sanitize.Line("one")); err != nil {
		t.Fatal(err)
	}
	if err := opener.SaveAs(t.Context(), path, sanitize.Line("two")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a file that exists: %v", err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "one\n" {
		t.Errorf("the file holds %q, %v", got, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	if err := opener.SaveAs(t.Context(), filepath.Join(dir, "none", "a"), sanitize.Line("a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is missing: %v", err)
	}
}

func TestALinkWaitingUnderTheNameIsNotFollowed(t *testing.T) {
	dir, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
	if err := os.Symlink(victim, filepath.Join(dir, "flood.md")); err != nil {
		t.Fatal(err)
	}
	got, err := opener.Save(t.Context(), dir, "Flood", ".md", sanitize.Line("text"))
	if err != nil || filepath.Base(got) != "flood-2.md" {
		t.Errorf("saved as %s, %v", got, err)
	}
	if _, err := os.Lstat(victim); err == nil {
		t.Error("the link was followed")
	}
}

func TestSlugsAreHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"Dam near Ostrel: “walls hold”, says council": "dam-near-ostrel-walls-hold-says-council",
		"-rf /; $(reboot)": "rf-reboot",
		".hidden":          "hidden",
		"CON":              "story-con",
		"lpt1":             "story-lpt1",
		"":                 "story",
		"...":              "story",
		"\x1b]0;x\x07ok":   "0-x-ok",
		"Überschwemmung":   "überschwemmung",
		"洪水の警報":            "洪水の警報",
	} {
		if got := opener.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
	for _, long := range []string{strings.Repeat("a b", 500), strings.Repeat("洪", 500)} {
		if got := opener.Slug(long); len(got) > 210 || strings.HasSuffix(got, "-") {
			t.Errorf("a slug of %d bytes: %q", len(got), got)
		}
	}
}

func TestAProgramGetsTheTextAndItsLastLineIsTold(t *testing.T) {
	note := filepath.Join(t.TempDir(), "got")
	out, err := opener.Pipe(t.Context(), []string{os.Args[0], "pipe", note, "$(touch x)"}, sanitize.Text("a\nb"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "took 4 bytes, $(touch x)"; out.String() != want {
		t.Errorf("told %q, want %q", out, want)
	}
	if got, err := os.ReadFile(note); err != nil || string(got) != "a\nb\n" {
		t.Errorf("the program got %q, %v", got, err)
	}
}

func TestAProgramThatFailsIsTold(t *testing.T) {
	_, err := opener.Pipe(t.Context(), []string{os.Args[0], "pipe", "/nowhere/at/all", "x"}, sanitize.Line("a"))
	if err == nil || !strings.Contains(err.Error(), "exit status 3: no such folder") {
		t.Errorf("a program that fails: %v", err)
	}
	if _, err := opener.Pipe(t.Context(), []string{filepath.Join(t.TempDir(), "none")}, sanitize.Line("a")); err == nil {
		t.Error("a program that is not there was started")
	}
	if _, err := opener.Pipe(t.Context(), nil, sanitize.Line("a")); err == nil {
		t.Error("no program was started")
	}
}
