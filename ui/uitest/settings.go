package uitest

import (
	"cmp"
	"context"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// packs are those that Actions knows.
var packs = []reader.Pack{
	{Name: "coast", Title: sanitize.Lit("The coast"), Feeds: 3, On: true},
	{Name: "hills", Title: sanitize.Lit("The hills"), Feeds: 2},
}

// change records a change of the configuration and answers with OnChange.
func (a *Actions) change(ctx context.Context, method, arg string) (sanitize.Clean, error) {
	a.record(method, arg)
	if a.OnChange != nil {
		return a.OnChange(ctx, method, arg)
	}
	return sanitize.Line(method + " " + arg + "."), nil
}

// AddFeed implements reader.Actions.
func (a *Actions) AddFeed(ctx context.Context, address string) (sanitize.Clean, error) {
	return a.change(ctx, "AddFeed", address)
}

// RemoveFeed implements reader.Actions.
func (a *Actions) RemoveFeed(ctx context.Context, id news.FeedID) (sanitize.Clean, error) {
	return a.change(ctx, "RemoveFeed", string(id))
}

// RenameFeed implements reader.Actions.
func (a *Actions) RenameFeed(ctx context.Context, id news.FeedID, name string) (sanitize.Clean, error) {
	return a.change(ctx, "RenameFeed", string(id)+" "+name)
}

// TagFeed implements reader.Actions; a tag that is removed has a "-" before it.
func (a *Actions) TagFeed(ctx context.Context, id news.FeedID, tag string, on bool) (sanitize.Clean, error) {
	if !on {
		tag = "-" + tag
	}
	return a.change(ctx, "TagFeed", string(id)+" "+tag)
}

// SaveDesk implements reader.Actions.
func (a *Actions) SaveDesk(ctx context.Context, name, query string) (sanitize.Clean, error) {
	return a.change(ctx, "SaveDesk", name+": "+query)
}

// Packs implements reader.Actions: two packs, of which the first is on, but for what
// was switched since.
func (a *Actions) Packs(context.Context) ([]reader.Pack, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := slices.Clone(packs)
	for _, c := range a.calls {
		for i, p := range out {
			if c.Method == "SwitchPack" && (c.Arg == p.Name || c.Arg == "-"+p.Name) {
				out[i].On = c.Arg == p.Name
			}
		}
	}
	slices.SortFunc(out, func(x, y reader.Pack) int { return cmp.Compare(x.Name, y.Name) })
	return out, nil
}

// SwitchPack implements reader.Actions; a pack that is switched off has a "-" before it.
func (a *Actions) SwitchPack(ctx context.Context, name string, on bool) (sanitize.Clean, error) {
	if !on {
		name = "-" + name
	}
	return a.change(ctx, "SwitchPack", name)
}
