package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// editConfig reads the configuration's source, has it changed, and writes it
// back. A file that does not exist has an empty source.
func (o Options) editConfig(ctx context.Context, change func(path string, src []byte, cfg *config.Config) ([]byte, error)) (path string, err error) {
	path, _, err = o.ConfigPath()
	if err != nil {
		return "", err
	}
	return path, config.Edit(ctx, path, o.Now, func(src []byte) ([]byte, error) {
		cfg, err := config.Parse(path, src)
		if err != nil {
			return nil, err
		}
		return change(path, src, cfg)
	})
}

// AddFeeds adds the feeds that are not followed yet to the configuration file,
// whose path it returns. known counts the others.
func (o Options) AddFeeds(ctx context.Context, feeds []config.Feed) (path string, added, known int, err error) {
	path, err = o.editConfig(ctx, func(path string, src []byte, cfg *config.Config) ([]byte, error) {
		followed, err := AllFeeds(cfg)
		if err != nil {
			return nil, err
		}
		have := make(map[string]bool, len(followed)+len(feeds))
		for _, f := range followed {
			have[string(f.ID)] = true
		}
		var fresh []config.Feed
		for _, f := range feeds {
			if have[f.URL] {
				known++
				continue
			}
			have[f.URL] = true
			slices.Sort(f.Tags)
			fresh = append(fresh, f)
		}
		if added = len(fresh); added == 0 {
			return nil, nil
		}
		return config.AddFeeds(path, src, fresh...)
	})
	return path, added, known, err
}

// RemoveFeed removes the feed at an address from the configuration file, whose path
// it returns.
func (o Options) RemoveFeed(ctx context.Context, address string) (path string, err error) {
	return o.editConfig(ctx, func(path string, src []byte, cfg *config.Config) ([]byte, error) {
		out, err := config.RemoveFeed(path, src, FullAddress(cfg, address))
		if errors.Is(err, config.ErrNoFeed) {
			return nil, notListed(cfg, address, o.HomePath(path))
		}
		return out, err
	})
}

// FullAddress returns the address in the configuration that is shown as address: a
// feed can be named as the lists show it, without its token.
func FullAddress(cfg *config.Config, address string) string {
	match := ""
	for _, f := range cfg.Feeds {
		switch {
		case f.URL == address:
			return address
		case sanitize.Redacted(f.URL) == address && match == "":
			match = f.URL
		case sanitize.Redacted(f.URL) == address:
			return address // it could be either
		}
	}
	return cmp.Or(match, address)
}

// notListed says why a feed cannot be removed from the list.
func notListed(cfg *config.Config, address, path string) error {
	for _, name := range cfg.Packs {
		feeds, err := packNamed(name)
		if err == nil && slices.ContainsFunc(feeds, func(f news.Feed) bool { return string(f.ID) == address }) {
			return fmt.Errorf("feeds remove: %s comes with the pack %s (take the pack out of packs in %s)", sanitize.Redacted(address), name, path)
		}
	}
	return fmt.Errorf("feeds remove: %s is not followed (sitrep feeds list shows what is)", sanitize.Redacted(address))
}
