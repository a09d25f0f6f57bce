package hostile_test

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize"
	"sitrep/internal/sanitize/hostile"
)

func TestTheCollectionIsLargeAndItsNamesAreItsOwn(t *testing.T) {
	all := hostile.Strings()
	if len(all) < 300 {
		t.Errorf("there are %d strings, want 300 or more", len(all))
	}
	seen, dirty := map[string]bool{}, 0
	for _, s := range all {
		if seen[s.Name] {
			t.Errorf("two strings are called %s", s.Name)
		}
		seen[s.Name] = true
		if !strings.Contains(s.Text, hostile.Mark) {
			t.Errorf("%s lacks the mark", s.Name)
		}
		if len(hostile.Found(s.Text)) > 0 {
			dirty++
		}
	}
	t.Logf("%d strings, %d of them with something that the tap finds", len(all), dirty)
	if dirty < 250 {
		t.Errorf("the tap finds something in %d strings only", dirty)
	}
}

func TestTheCleanerLeavesNothing(t *testing.T) {
	for _, s := range hostile.Strings() {
		for name, got := range map[string]string{
			"Line": sanitize.Line(s.Text).String(), "Text": sanitize.Text(s.Text).String(), "Brief": sanitize.Brief(s.Text).String(),
		} {
			for _, f := range hostile.Found(got) {
				t.Errorf("%s(%s): %s", name, s.Name, f)
			}
			if name == "Line" && strings.Contains(got, "\n") {
				t.Errorf("Line(%s) has a line break: %q", s.Name, got)
			}
			if strings.Contains(s.Name, "2J") && strings.Contains(got, "2J") && strings.HasPrefix(s.Name, "CSI") {
				t.Errorf("%s(%s) leaves a piece of the sequence: %q", name, s.Name, got)
			}
		}
	}
}

func TestTheTapFinds(t *testing.T) {
	for _, bad := range []string{"\x1b", "a\x9b", "\u009b", "\x7f", "\u202e", "\u200b", "\ue000", "\U000e0041", "\ufdd0", "a" + strings.Repeat("\u0301", 9), "\r", "\x00"} {
		if len(hostile.Found(bad)) == 0 {
			t.Errorf("the tap lets %q pass", bad)
		}
	}
	for _, good := range []string{"plain\n", "Ka̱nuk̓", "汐見市", "وادي", "\U0001F469\u200d\U0001F692", "نمی\u200cخواهم", "☺️"} {
		if f := hostile.Found(good); len(f) > 0 {
			t.Errorf("the tap finds fault with %q: %v", good, f)
		}
	}
	if len(hostile.Found("\t", '\t')) > 0 {
		t.Error("what is allowed is found")
	}
}
