package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxLabel is how many words a label of a rule may have.
const maxLabel = 8

// SiteRules returns the rules of a configuration as the cache keeps them.
func SiteRules(rules []config.SiteRule) []news.SiteRule {
	out := make([]news.SiteRule, len(rules))
	for i, r := range rules {
		out[i] = news.SiteRule{Site: r.Site, Label: r.Label, Reference: r.Is == config.IsReference}
	}
	return out
}

// SetSiteRule writes a rule into the configuration file, or takes it out if is is
// empty, and has the cache follow it.
func (a *App) SetSiteRule(ctx context.Context, site, label, is string) error {
	var rules []config.SiteRule
	_, err := a.editConfig(ctx, func(path string, src []byte, _ *config.Config) (out []byte, err error) {
		if is == "" {
			out, err = config.RemoveSiteRule(path, src, site, label)
		} else {
			out, err = config.AddSiteRule(path, src, config.SiteRule{Site: site, Label: label, Is: is})
		}
		if err != nil {
			return nil, err
		}
		cfg, err := config.Parse(path, out)
		if err == nil {
			rules = cfg.Labels
		}
		return out, err
	})
	if err != nil {
		return err
	}
	a.mu.Lock()
	a.Config.Labels = rules
	a.mu.Unlock()
	return a.DB.SetSiteRules(ctx, SiteRules(rules))
}

// SiteRuleUses returns the rules of the configuration, each with its effects on the cache.
func (a *App) SiteRuleUses(ctx context.Context) ([]present.SiteRule, error) {
	var out []present.SiteRule
	for i, r := range SiteRules(a.Config.Labels) {
		use, err := a.DB.RuleUse(ctx, r)
		if err != nil {
			return nil, err
		}
		out = append(out, present.SiteRule{Site: r.Site, Label: r.Label, Is: a.Config.Labels[i].Is, Use: use})
	}
	return out, nil
}

// Furniture returns the paragraphs left out of the texts of a site, or of all.
func (a *App) Furniture(ctx context.Context, site ...string) ([]present.Furniture, error) {
	fs, err := a.DB.Furniture(ctx, strings.Join(site, ""))
	return present.FurnitureOf(fs), err
}

// KeepFurniture has a paragraph of a site that begins so shown again, or left out
// again, and returns how many it was.
func (a *App) KeepFurniture(ctx context.Context, site, text string, keep bool) (int, error) {
	n, err := a.DB.KeepFurniture(ctx, site, text, keep)
	if err == nil && n == 0 {
		err = fmt.Errorf("no paragraph of %s begins so (sitrep feeds keep-furniture lists them)", sanitize.Line(site))
	}
	return n, err
}

// siteRuleOf returns the meaning of a label of a site by its rule; empty: there is none.
func (a *App) siteRuleOf(site, label string) (r config.SiteRule, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i := slices.IndexFunc(a.Config.Labels, func(r config.SiteRule) bool { return r.Site == site && sanitize.Fold(r.Label) == sanitize.Fold(label) })
	if i < 0 {
		return config.SiteRule{}, false
	}
	return a.Config.Labels[i], true
}

// MarkLine writes a rule for the label of a link or reference of a story, or takes
// it back.
func (a *Actions) MarkLine(ctx context.Context, id news.StoryID, url string) (sanitize.Clean, error) {
	story, err := a.s.Cache.Story(ctx, id)
	if err != nil {
		return sanitize.Clean{}, err
	}
	site, _, _ := strings.Cut(news.URLKey(story.URL), "/")
	if site == "" {
		return sanitize.Clean{}, errors.New("the story has no address, so there is no site that a rule could be for")
	}
	label, is, err := a.lineAt(ctx, id, url)
	if err != nil {
		return sanitize.Clean{}, err
	}
	if had, ok := a.s.siteRuleOf(site, label); ok {
		if err := a.s.SetSiteRule(ctx, site, had.Label, ""); err != nil {
			return sanitize.Clean{}, err
		}
		return sanitize.Line(fmt.Sprintf("The rule for “%s” on %s is taken back.", had.Label, site)), nil
	}
	if err := a.s.SetSiteRule(ctx, site, label, is); err != nil {
		return sanitize.Clean{}, err
	}
	what := "are references"
	if is == config.IsNone {
		what = "are no references"
	}
	return sanitize.Line(fmt.Sprintf("What stands behind “%s” on %s %s from now on.", label, site, what)), nil
}

// lineAt returns the label of the link or reference of a story, and what a rule is
// to say of it.
func (a *Actions) lineAt(ctx context.Context, id news.StoryID, url string) (label, is string, err error) {
	refs, err := a.s.Cache.References(ctx, id)
	if err != nil {
		return "", "", err
	}
	for _, r := range refs {
		if r.URL != url || url == "" {
			continue
		}
		if label = trimLabel(r.Marker.String()); label == "" {
			return "", "", errors.New("this reference has no label by which others like it could be told")
		}
		return label, config.IsNone, nil
	}
	body, err := a.s.Cache.Body(ctx, id, "")
	if err != nil {
		return "", "", err
	}
	for i, b := range body.Blocks {
		if !slices.ContainsFunc(b.Links, func(l news.Link) bool { return l.URL == url }) {
			continue
		}
		if label = labelOf(body.Blocks[:i+1]); label == "" {
			return "", "", errors.New("no label stands before this link: a line that is a reference has a few words, and then the link")
		}
		return label, config.IsReference, nil
	}
	return "", "", errors.New("the link is no longer in the text")
}

// labelOf returns the label of the last of some blocks, which has a link: what
// stands before it, or above it if it is all there is.
func labelOf(blocks []news.Block) string {
	last := blocks[len(blocks)-1]
	if label := trimLabel(last.Text.Slice(0, last.Links[0].Start).String()); label != "" || len(last.Links) > 1 {
		return short(label)
	}
	for _, b := range slices.Backward(blocks[:len(blocks)-1]) {
		if len(b.Links) == 0 {
			return short(trimLabel(b.Text.String()))
		}
		if len(b.Links) > 1 || b.Links[0].Start > 0 {
			break
		}
	}
	return ""
}

func short(label string) string {
	if len(strings.Fields(label)) > maxLabel || utf8.RuneCountInString(label) > 10*maxLabel {
		return ""
	}
	return label
}

func trimLabel(s string) string { return strings.Trim(s, " :–—-|›»>→▶\u00a0[(") }

// Keep shows the paragraphs left out of a story, in all stories of its site.
func (a *Actions) Keep(ctx context.Context, id news.StoryID) (int, error) {
	return a.s.DB.KeepLeftOut(ctx, id)
}

// setSiteRules has the cache follow the rules of the configuration.
func (a *App) setSiteRules(ctx context.Context) error {
	return a.DB.SetSiteRules(ctx, SiteRules(a.Config.Labels))
}
