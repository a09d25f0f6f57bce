package uitest

import (
	"context"
	"slices"

	"sitrep/internal/news"
)

// Mutes implements reader.Library.
func (l *Library) Mutes(ctx context.Context) ([]news.Mute, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	return slices.Clone(l.mutes), nil
}

// SetMute implements reader.Library.
func (l *Library) SetMute(ctx context.Context, m news.Mute, on bool) ([]news.Mute, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	l.mutes = slices.DeleteFunc(l.mutes, m.Same)
	if on {
		l.mutes = append(l.mutes, m)
	}
	return slices.Clone(l.mutes), nil
}
