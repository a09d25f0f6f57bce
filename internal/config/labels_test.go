package config

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRulesAreWrittenAndTakenBack(t *testing.T) {
	compare := SiteRule{Site: "orla-post.example", Label: `Our "view": Compare`, Is: IsReference}
	src := []byte("# mine\npacks: []\n")
	out, err := AddSiteRule("c.yaml", src, compare)
	if err != nil {
		t.Fatal(err)
	}
	want := "# mine\npacks: []\n\nlabels:\n  - site: orla-post.example\n    label: \"Our \\\"view\\\": Compare\"\n    is: reference\n"
	if d := cmp.Diff(want, string(out)); d != "" {
		t.Errorf("added (-want +got):\n%s", d)
	}
	other := SiteRule{Site: "verra.example", Label: "Elsewhere", Is: IsNone}
	if out, err = AddSiteRule("c.yaml", out, other); err != nil {
		t.Fatal(err)
	}
	compare.Is = IsNone // in place of the first
	if out, err = AddSiteRule("c.yaml", out, compare); err != nil {
		t.Fatal(err)
	}
	c, err := Parse("c.yaml", out)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]SiteRule{other, compare}, c.Labels); d != "" {
		t.Errorf("rules (-want +got):\n%s", d)
	}
	for _, r := range []SiteRule{compare, other} {
		if out, err = RemoveSiteRule("c.yaml", out, r.Site, r.Label); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasPrefix(string(out), string(src)) {
		t.Errorf("with both removed: %q", out)
	}
	if _, err := RemoveSiteRule("c.yaml", out, "verra.example", "Elsewhere"); !errors.Is(err, ErrNoSiteRule) {
		t.Errorf("a rule that is not there: %v", err)
	}
}

func TestWrongRules(t *testing.T) {
	for src, want := range map[string]string{
		"labels:\n  - {site: 'https://a.example/x', label: B, is: none}\n":                                     "is not a host",
		"labels:\n  - {site: a.example, is: none}\n":                                                           "needs site, label and is",
		"labels:\n  - {site: a.example, label: B, is: maybe}\n":                                                "maybe",
		"labels:\n  - {site: a.example, label: B, is: none}\n  - {site: a.example, label: B, is: reference}\n": "is already there as labels[0]",
	} {
		if _, err := Parse("c.yaml", []byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", src, err, want)
		}
	}
}
