package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"

	"sitrep/feeds/pack"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// AddFeed follows the feed at an address, or the one that the page there names.
func (a *Actions) AddFeed(ctx context.Context, address string) (sanitize.Clean, error) {
	clean, ok := sanitize.URL("", strings.TrimSpace(address))
	if !ok {
		return sanitize.Clean{}, fmt.Errorf("%q is not a web address (such as https://example.org/rss.xml)", sanitize.Redacted(address))
	}
	cfg, err := a.current()
	if err != nil {
		return sanitize.Clean{}, err
	}
	hit, err := a.s.FindFeed(ctx, cfg, config.Feed{URL: clean})
	if err != nil {
		return sanitize.Clean{}, onScreen(err)
	}
	all, err := AllFeeds(cfg)
	if err != nil {
		return sanitize.Clean{}, err
	}
	if have, ok := FollowedAs(all, hit); ok {
		return sanitize.Clean{}, fmt.Errorf("it is followed already, as %s", have.ID)
	}
	path, added, _, err := a.s.AddFeeds(ctx, []config.Feed{hit.Feed})
	if err != nil {
		return sanitize.Clean{}, err
	}
	if added == 0 {
		return sanitize.Clean{}, errors.New("it is followed already")
	}
	name := sanitize.Redacted(hit.Feed.URL)
	if hit.Title != "" {
		name = sanitize.Brief(hit.Title).String()
	}
	err = a.inForce(ctx, news.FeedID(hit.Feed.URL))
	return sanitize.Line(fmt.Sprintf("Added %s to %s.", name, a.s.HomePath(path))), err
}

// onScreen returns an error of FindFeed without advice about the command line.
func onScreen(err error) error {
	text := strings.NewReplacer("\n  sitrep feeds add ", " ", "feeds add: ", "", "feeds add ", "", " (--no-fetch adds it all the same)", "").Replace(err.Error())
	return errors.New(text)
}

// current loads the configuration as it is in its file now.
func (a *Actions) current() (*config.Config, error) {
	cfg, err := a.s.LoadConfig()
	if errors.Is(err, fs.ErrNotExist) { // adding writes it
		return config.Default(), nil
	}
	return cfg, err
}

// inForce makes what the configuration says now be followed, and has the feeds named
// polled.
func (a *Actions) inForce(ctx context.Context, poll ...news.FeedID) error {
	cfg, err := a.current()
	if err != nil {
		return err
	}
	all, err := AllFeeds(cfg)
	if err != nil {
		return err
	}
	if err := a.s.DB.SetFeeds(ctx, all); err != nil {
		return err
	}
	a.s.tookOver(cfg)
	if len(poll) == 0 {
		return nil
	}
	if err := a.follower.ask(ctx, poll); err != nil { // it is due by itself
		a.s.Log.WarnContext(ctx, "ask for a new feed", slog.Any("error", err))
	}
	return nil
}

// RemoveFeed follows a feed no longer.
func (a *Actions) RemoveFeed(ctx context.Context, id news.FeedID) (sanitize.Clean, error) {
	path, err := a.s.RemoveFeed(ctx, string(id))
	if err != nil {
		return sanitize.Clean{}, errors.New(strings.TrimPrefix(err.Error(), "feeds remove: "))
	}
	return sanitize.Line(fmt.Sprintf("Removed from %s; its stories stay.", a.s.HomePath(path))), a.inForce(ctx)
}

// RenameFeed gives a feed another name.
func (a *Actions) RenameFeed(ctx context.Context, id news.FeedID, name string) (sanitize.Clean, error) {
	clean := sanitize.Line(name).String()
	path, err := a.setFeed(ctx, id, func(f *config.Feed) error { f.Name = clean; return nil })
	if err != nil {
		return sanitize.Clean{}, err
	}
	return sanitize.Line(fmt.Sprintf("It is called %q now, in %s.", clean, path)), nil
}

// TagFeed gives a feed a tag, or removes it.
func (a *Actions) TagFeed(ctx context.Context, id news.FeedID, tag string, on bool) (sanitize.Clean, error) {
	tag = strings.ToLower(strings.TrimSpace(tag))
	path, err := a.setFeed(ctx, id, func(f *config.Feed) error {
		has := slices.Contains(f.Tags, tag)
		switch {
		case on && has:
			return fmt.Errorf("it has the tag %s already", tag)
		case !on && !has:
			return fmt.Errorf("it has no tag %s", tag)
		case on:
			f.Tags = append(slices.Clone(f.Tags), tag)
			slices.Sort(f.Tags)
		default:
			f.Tags = slices.DeleteFunc(slices.Clone(f.Tags), func(t string) bool { return t == tag })
		}
		return nil
	})
	word := "Tagged"
	if !on {
		word = "No longer tagged"
	}
	if err != nil {
		return sanitize.Clean{}, err
	}
	return sanitize.Line(fmt.Sprintf("%s %s, in %s; tag:%[2]s finds its stories.", word, tag, path)), nil
}

// setFeed changes a feed in the configuration, whose path it returns for people. A
// feed of a pack is written there with what the pack says.
func (a *Actions) setFeed(ctx context.Context, id news.FeedID, change func(*config.Feed) error) (string, error) {
	path, err := a.s.editConfig(ctx, func(path string, src []byte, cfg *config.Config) ([]byte, error) {
		f, err := feedIn(cfg, id)
		if err == nil {
			err = change(&f)
		}
		if err != nil {
			return nil, err
		}
		return config.SetFeed(path, src, f)
	})
	if err != nil {
		return "", err
	}
	return a.s.HomePath(path), a.inForce(ctx)
}

// feedIn returns a feed of the configuration or of its packs.
func feedIn(cfg *config.Config, id news.FeedID) (config.Feed, error) {
	for _, f := range cfg.Feeds {
		if f.URL == string(id) {
			return f, nil
		}
	}
	all, err := AllFeeds(cfg)
	if err != nil {
		return config.Feed{}, err
	}
	for _, f := range all {
		if f.ID == id {
			return config.Feed{URL: string(id), Name: f.Name.String(), Tags: slices.Clone(f.Tags), Interval: f.Every, FullText: f.FullText, Type: string(f.Type)}, nil
		}
	}
	return config.Feed{}, fmt.Errorf("%s is not followed", id)
}

// SaveDesk keeps a query as a desk.
func (a *Actions) SaveDesk(ctx context.Context, name, text string) (sanitize.Clean, error) {
	name = sanitize.Line(strings.TrimSpace(name)).String()
	if _, err := query.Parse(text, a.s.Now()); err != nil {
		return sanitize.Clean{}, err
	}
	path, err := a.s.editConfig(ctx, func(path string, src []byte, cfg *config.Config) ([]byte, error) {
		if slices.ContainsFunc(cfg.Desks, func(d config.Desk) bool { return strings.EqualFold(d.Name, name) }) {
			return nil, fmt.Errorf("there is a desk %q already; choose another name", name)
		}
		return config.AddDesk(path, src, config.Desk{Name: name, Query: text})
	})
	if err != nil {
		return sanitize.Clean{}, err
	}
	return sanitize.Line(fmt.Sprintf("The desk %s is in %s.", name, a.s.HomePath(path))), nil
}

// Packs returns the built-in lists of feeds.
func (a *Actions) Packs(context.Context) ([]reader.Pack, error) {
	cfg, err := a.current()
	if err != nil {
		return nil, err
	}
	all, err := pack.All()
	if err != nil {
		return nil, err
	}
	out := make([]reader.Pack, len(all))
	for i, p := range all {
		out[i] = reader.Pack{Name: p.Name, Title: sanitize.Line(p.Title), Feeds: len(p.Feeds), On: slices.Contains(cfg.Packs, p.Name)}
	}
	return out, nil
}

// SwitchPack follows the feeds of a pack, or no longer.
func (a *Actions) SwitchPack(ctx context.Context, name string, on bool) (sanitize.Clean, error) {
	if _, err := packNamed(name); err != nil {
		return sanitize.Clean{}, err
	}
	path, err := a.s.editConfig(ctx, func(path string, src []byte, cfg *config.Config) ([]byte, error) {
		packs := slices.DeleteFunc(slices.Clone(cfg.Packs), func(p string) bool { return p == name })
		if on {
			packs = append(packs, name)
		}
		return config.SetPacks(path, src, packs)
	})
	if err != nil {
		return sanitize.Clean{}, err
	}
	word := "off"
	if on {
		word = "on"
	}
	return sanitize.Line(fmt.Sprintf("The pack %s is %s, in %s.", name, word, a.s.HomePath(path))), a.inForce(ctx)
}
