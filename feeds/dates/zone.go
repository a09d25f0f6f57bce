package dates

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the time-zone database, for machines without one
)

// zoneFile is zones.yaml.
type zoneFile struct {
	// Zones are the abbreviations of zones by their offset from UTC.
	Zones map[string][]string `yaml:"zones"`
	// Locations are abbreviations by the name of a zone with summer time, as in
	// the time-zone database.
	Locations map[string][]string `yaml:"locations"`
	// Several are the abbreviations with several meanings.
	Several map[string][]zoneMeaning `yaml:"several"`
	// Match and Ignore are examples, the test of the file: texts by the time
	// that both readers find in them, and names that are not zones.
	Match  map[string]string `yaml:"match"`
	Ignore []string          `yaml:"ignore"`
}

// zoneMeaning is one of several meanings of an abbreviation.
type zoneMeaning struct {
	Offset string `yaml:"offset"`
	// Usual says that it has this meaning where nothing else is known.
	Usual bool `yaml:"usual"`
	// Countries (ISO 3166) and Langs (ISO 639) are where it has this meaning.
	Countries []string `yaml:"countries"`
	Langs     []string `yaml:"langs"`

	ahead time.Duration // Offset
}

// zone is the meaning of an abbreviation: how far it is ahead of UTC, or a
// place, or several meanings. The zero zone is UTC.
type zone struct {
	ahead    time.Duration
	location string
	several  []zoneMeaning
}

// zones is zones.yaml, read on first use.
var zones = sync.OnceValue(func() map[string]zone { return must(readZones(dataFiles)) })

// fixed returns how far a zone is ahead of UTC. It reports false if that
// depends on the time of the year, or on who writes and nothing is usual.
func (z zone) fixed() (ahead time.Duration, ok bool) {
	m, ok := z.in(Hints{})
	return m, ok && z.location == ""
}

// in returns how far a zone without a place is ahead of UTC where these hints
// hold. Of the hints the country of the host counts first, then the country of
// the language, then the language. It reports false if it is unknown.
func (z zone) in(h Hints) (ahead time.Duration, ok bool) {
	if len(z.several) == 0 {
		return z.ahead, true
	}
	for _, c := range [...]string{countryOfHost(h.Host), countryOfLang(h.Lang)} {
		for _, m := range z.several {
			if c != "" && slices.Contains(m.Countries, c) {
				return m.ahead, true
			}
		}
	}
	lang, _, _ := strings.Cut(h.Lang, "-")
	for _, m := range z.several {
		if slices.Contains(m.Langs, lang) {
			return m.ahead, true
		}
	}
	for _, m := range z.several {
		if m.Usual {
			return m.ahead, true
		}
	}
	return 0, false
}

// countryOfHost returns the country in whose domain a host is, in lower case;
// empty: none.
func countryOfHost(host string) string {
	c := host[strings.LastIndexByte(host, '.')+1:]
	switch {
	case len(c) != 2:
		return ""
	case c == "uk":
		return "gb"
	}
	return c
}

// countryOfLang returns the region of a BCP 47 tag in lower case: the "cn" of
// zh-hans-cn; empty: none.
func countryOfLang(tag string) string {
	_, subtags, _ := strings.Cut(tag, "-")
	for p := range strings.SplitSeq(subtags, "-") {
		if len(p) == 2 {
			return p
		}
		if len(p) == 1 { // the rest is an extension
			break
		}
	}
	return ""
}

// locationName is a name of the time-zone database.
var locationName = pattern(`^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)+$`)

// loadLocation returns the zone of a place, as in Europe/Kyiv; nil: none. It reads
// the time-zone database of the machine, or else the one in the program.
func loadLocation(name string) *time.Location {
	if !strings.Contains(name, "/") || len(name) > 40 || !locationName().MatchString(name) {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	return loc
}

// readZones reads zones.yaml.
func readZones(files fs.FS) (map[string]zone, error) {
	f, err := readZoneFile(files)
	if err != nil {
		return nil, fmt.Errorf("zones.yaml: %w", err)
	}
	out := make(map[string]zone)
	add := func(name string, z zone) error {
		if _, twice := out[name]; twice || name == "" {
			return fmt.Errorf("zones.yaml: zone %q is empty or stands there twice", name)
		}
		out[name] = z
		return nil
	}
	for offset, names := range f.Zones {
		ahead, err := readOffset(offset)
		if err != nil {
			return nil, err
		}
		for _, n := range names {
			if err := add(n, zone{ahead: ahead}); err != nil {
				return nil, err
			}
		}
	}
	for name, names := range f.Locations {
		if loadLocation(name) == nil {
			return nil, fmt.Errorf("zones.yaml: location %q is unknown", name)
		}
		for _, n := range names {
			if err := add(n, zone{location: name}); err != nil {
				return nil, err
			}
		}
	}
	for n, meanings := range f.Several {
		for i, m := range meanings {
			if meanings[i].ahead, err = readOffset(m.Offset); err != nil {
				return nil, err
			}
		}
		if err := add(n, zone{several: meanings}); err != nil {
			return nil, err
		}
	}
	if len(out) == 0 {
		return nil, errors.New("zones.yaml: no zones")
	}
	return out, nil
}

func readOffset(s string) (time.Duration, error) {
	t, err := time.Parse("-07:00", s)
	if err != nil {
		return 0, fmt.Errorf("zones.yaml: offset: %w", err)
	}
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second, nil
}

func readZoneFile(files fs.FS) (*zoneFile, error) {
	f := new(zoneFile)
	return f, decode(files, "zones.yaml", f)
}
