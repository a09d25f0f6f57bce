package app

import (
	"context"
	"slices"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// mutesToHand returns the person's mutes but those of feeds whose addresses hold
// secrets.
func (s *Session) mutesToHand(ctx context.Context) ([]news.Mute, error) {
	all, err := s.Cache.Mutes(ctx)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(m news.Mute) bool { return sanitize.HasSecret(string(m.Feed)) })
	for i := range all {
		all[i].Until = all[i].Until.UTC()
	}
	return all, nil
}

// takeMutes adds the mutes that hold and are not there, whenever the one that is
// there ends.
func (s *Session) takeMutes(ctx context.Context, h *present.Handover, dry bool) ([]string, error) {
	have, err := s.Cache.Mutes(ctx)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, m := range news.MutesAt(h.Mutes, s.Now()) {
		if slices.ContainsFunc(have, m.Same) {
			continue
		}
		have = append(have, m)
		if !dry {
			if _, err := s.Cache.SetMute(ctx, m, true); err != nil {
				return said, err
			}
		}
		said = append(said, "muted: "+present.MuteText(m)+" (unmute shows them again)")
	}
	return said, nil
}
