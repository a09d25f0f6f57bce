package app

import (
	"sync"

	"sitrep/feeds/pack"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Sources returns the sources that hosts are compared with: those of the followed
// feeds, and of all packs, since a reader may know these from elsewhere.
func (a *App) Sources() *sanitize.Sources { return KnownSources(a.Feeds) }

// KnownSources returns the sources of the followed feeds and of all packs.
func KnownSources(followed []news.Feed) *sanitize.Sources {
	var addresses []string
	for _, f := range followed {
		addresses = append(addresses, string(f.ID))
	}
	packs, err := pack.All()
	if err != nil { // one of our own files, which a test reads
		return sanitize.KnownSources(addresses...)
	}
	for _, p := range packs {
		for _, f := range p.Feeds {
			addresses = append(addresses, string(f.ID))
		}
	}
	return sanitize.KnownSources(addresses...)
}

// Doubt returns the check of addresses for the screen. The sources are read when
// the first address is shown, not before the first screen.
func (a *App) Doubt() func(address string) sanitize.Doubt {
	known := sync.OnceValue(a.Sources)
	return func(address string) sanitize.Doubt { return known().Doubt(address) }
}
