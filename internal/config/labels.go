package config

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The values of SiteRule.Is.
const (
	IsReference = "reference"
	IsNone      = "none"
)

// ErrNoSiteRule is matched by the error of RemoveSiteRule if the file has no such rule.
var ErrNoSiteRule = errors.New("the configuration has no such rule")

// SiteRule is the meaning of a label on the pages of a site.
type SiteRule struct {
	Site  string // host; those below it count as well
	Label string // as printed, without its colon
	Is    string // IsReference or IsNone
}

func siteRuleKeys() []field[SiteRule] {
	return []field[SiteRule]{
		{"site", "host", "", "The site, and all hosts below it. Required.", textAt(func(r *SiteRule) *string { return &r.Site }, checkSite)},
		{"label", "text", "", "What a line begins with, or what stands above a box. Required.", textAt(func(r *SiteRule) *string { return &r.Label }, nonEmpty)},
		{"is", "reference or none", "", "What stands behind the label. Required.", textAt(func(r *SiteRule) *string { return &r.Is }, oneOf(IsReference, IsNone))},
	}
}

func checkSite(v value, s string) (string, bool) {
	s = strings.TrimPrefix(strings.ToLower(s), "www.")
	u, err := url.Parse("https://" + s + "/")
	if err != nil || u.Hostname() == "" || u.Host != s || strings.ContainsAny(s, "/?#@ ") {
		v.fail(fmt.Sprintf("%q is not a host", shorten(s)), "such as orla-post.example")
		return "", false
	}
	return s, true
}

func readSiteRules(v value, c *Config) {
	for _, item := range v.items() {
		var r SiteRule
		before := len(v.d.errs)
		readMap(item, &r, siteRuleKeys())
		if len(v.d.errs) == before && (r.Site == "" || r.Label == "" || r.Is == "") {
			item.fail("needs site, label and is", "{site: orla-post.example, label: Compare, is: reference}")
		}
		c.Labels = append(c.Labels, r)
	}
}

// checkSiteRules finds labels of a site that stand there twice.
func (d *decoder) checkSiteRules(c *Config) {
	first := make(map[[2]string]int)
	for i, r := range c.Labels {
		key := [2]string{r.Site, r.Label}
		if j, again := first[key]; again && r.Site != "" {
			d.failAt(fmt.Sprintf("labels[%d]", i), fmt.Sprintf("%q of %s is already there as labels[%d]", shorten(r.Label), r.Site, j), "remove one of them")
			continue
		}
		first[key] = i
	}
}

// AddSiteRule returns the source of a configuration with a rule, in place of another
// for the same label of the same site. All else stays as it is.
func AddSiteRule(name string, src []byte, rule SiteRule) ([]byte, error) {
	out, err := RemoveSiteRule(name, src, rule.Site, rule.Label)
	switch {
	case err == nil:
		src = out
	case !errors.Is(err, ErrNoSiteRule):
		return nil, err
	}
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(src))) == 0 {
		src = []byte("# sitrep. All keys, with their defaults: config.example.yaml\n")
	}
	l, err := findList(name, src, "labels")
	if err != nil {
		return nil, err
	}
	out, err = l.add(l.entry([]string{"site: " + scalar(rule.Site), "label: " + quote(rule.Label), "is: " + rule.Is}))
	if err != nil {
		return nil, err
	}
	return verified(name, out, before, "labels", func(c *Config) { c.Labels = append(slices.Clone(c.Labels), rule) })
}

// RemoveSiteRule returns the source of a configuration without the rule for a label of
// a site. Its error matches ErrNoSiteRule if there is none.
func RemoveSiteRule(name string, src []byte, site, label string) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(before.Labels, func(r SiteRule) bool { return r.Site == site && r.Label == label })
	if i < 0 {
		return nil, fmt.Errorf("remove %q of %s: %w", label, site, ErrNoSiteRule)
	}
	l, err := findList(name, src, "labels")
	if err != nil {
		return nil, err
	}
	out, err := l.remove(i, len(before.Labels))
	if err != nil {
		return nil, err
	}
	return verified(name, out, before, "labels", func(c *Config) { c.Labels = slices.Delete(slices.Clone(c.Labels), i, i+1) })
}
