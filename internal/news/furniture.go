package news

import "sitrep/internal/sanitize"

// Furniture is a paragraph that comes again in the stories of a site and is left
// out of their texts.
type Furniture struct {
	Site    string
	Text    sanitize.Clean // the paragraph, or the address of a link
	Stories int            // that had it
	Of      int            // stories of the site that were looked at since it came first
	Kept    bool           // a person wants it kept: it is shown
}

// SiteRule is what a person said of a label on the pages of a site: what stands
// behind it are references, or none.
type SiteRule struct {
	Site      string // a host; those below it count as well
	Label     string // as printed, without its colon
	Reference bool
}

// RuleUse counts the effects of a SiteRule on the cache.
type RuleUse struct {
	Stories int            // that have such lines
	Example sanitize.Clean // the title behind one of them; empty: there is none
}
