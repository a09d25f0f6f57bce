package main

import (
	"sync"

	"sitrep/feeds/pack"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// doubtFields are what speaks against the host of an address, in JSON.
type doubtFields struct {
	Lookalike    string `json:"lookalike,omitempty"` // the site of a known source that it is taken for
	MixedScripts bool   `json:"mixed_scripts,omitempty"`
}

func doubtOf(known *sanitize.Sources, address string) doubtFields {
	d := known.Doubt(address)
	return doubtFields{d.Like, d.Mixed}
}

// sources returns the sources that hosts are held against: what is followed,
// and every feed of the packs, since a reader may know those from elsewhere.
func (s *session) sources() *sanitize.Sources { return knownSources(s.feeds) }

func knownSources(followed []news.Feed) *sanitize.Sources {
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

// doubt returns how addresses are looked at on the screen. The sources are
// read when the first address is shown, not before the first screen.
func (s *session) doubt() func(address string) sanitize.Doubt {
	known := sync.OnceValue(s.sources)
	return func(address string) sanitize.Doubt { return known().Doubt(address) }
}

// beside returns an address, in brackets behind the part of its host that
// somebody registered if there is more in front of that.
func beside(address string) string {
	if site := sanitize.SiteOf(address); site != "" {
		return site + " (" + address + ")"
	}
	return address
}
