package sanitize_test

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize"
)

// known are sources as a reader may follow them; some share a site.
var known = sanitize.KnownSources(
	"https://www.velmcourier.example/rss.xml",
	"https://feeds.harborwind.example/world.xml",
	"https://news.mill.co.uk/rss",
	"https://deltadaily.example/",
	"https://deltadai1y.example/", // looks like the one before, and is followed too
	"https://dw.example/rss",
	"https://ame.example/rss",
	"http://127.0.0.1:8080/feed",
)

func TestAHostThatLooksLikeAKnownSourceIsDoubted(t *testing.T) {
	for _, tc := range []struct{ host, says string }{
		{"velmcourier.example", ""},
		{"www.velmcourier.example", ""},
		{"photo.velmcourier.example", ""},
		{"velmcourier.example:8443", ""},
		{"another.example", ""},
		{"courier.example", ""},
		{"velmcourier.test", ""}, // another suffix is another name, in plain sight
		{"deltadaily.example", ""},
		{"deltadai1y.example", ""},
		{"127.0.0.1:8080", ""},
		{"[::1]", ""},
		{"localhost", ""},
		{"\u13bba\u13d2borwind.example", "LOOKS LIKE harborwind.example, MIXED SCRIPTS"},
		{"\ua4ee\ua4df\ua4f0.example", "LOOKS LIKE ame.example"},
		{"harb\u2c9frwind.example", "LOOKS LIKE harborwind.example, MIXED SCRIPTS"},
		{"velmc0urier.example", "LOOKS LIKE velmcourier.example"},
		{"velrncourier.example", "LOOKS LIKE velmcourier.example"},
		{"www.ve1mcourier.example", "LOOKS LIKE velmcourier.example"},
		{"veimcourler.example", "LOOKS LIKE velmcourier.example"},
		{"harborvvind.example", "LOOKS LIKE harborwind.example"},
		{"harborwincl.example", "LOOKS LIKE harborwind.example"},
		{"a.b.rnill.co.uk", "LOOKS LIKE mill.co.uk"},
		{"a.b.miil.co.uk", ""}, // a short name is read letter by letter
		{"clw.example", ""},
		{"mi11.co.uk", "LOOKS LIKE mill.co.uk"},
		{"velmc\u043eurier.example", "LOOKS LIKE velmcourier.example, MIXED SCRIPTS"},                             // Cyrillic o
		{"velmcouri\u03b5r.example", "LOOKS LIKE velmcourier.example, MIXED SCRIPTS"},                             // Greek epsilon
		{"v\u00e9lmc\u00f6urier.example", "LOOKS LIKE velmcourier.example"},                                       // accents
		{"\uff56\uff45\uff4cmcour1er.example", "LOOKS LIKE velmcourier.example"},                                  // fullwidth is ASCII by now
		{"m\u0131ll.co.uk", "LOOKS LIKE mill.co.uk"},                                                              // i without its dot
		{"h\u0430rb\u043erwind.example", "LOOKS LIKE harborwind.example, MIXED SCRIPTS"},                          // Cyrillic a, o
		{"\u0570arborwind.example", "LOOKS LIKE harborwind.example, MIXED SCRIPTS"},                               // Armenian ho
		{"\u04bb\u0430\u0433\u044c\u043e\u0433\u051d\u0456\u043f\u0501.example", "LOOKS LIKE harborwind.example"}, // Cyrillic all over
		{"n\u03bfvina.example", "MIXED SCRIPTS"},                                                                  // Greek o
		{"\u043d\u043e\u0432\u0438\u043d\u0438.example", ""},                                                      // a Cyrillic word
		{"\u30cb\u30e5\u30fc\u30b9tokyo\u65b0\u805e.example", ""},                                                 // Japanese as it is written
		{"\uc2e0\ubb38\u65b0\u805e.example", ""},                                                                  // Korean as it is written
		{"\u65b0\u0431\u0447.example", "MIXED SCRIPTS"},                                                           // Chinese and Cyrillic
		{"www.\u043d\u043e\u0432\u0438\u043d\u0438.velmcourier.example", ""},                                      // each word in one script
		{"xn--.example", ""},
		{"xn--0.example", ""},
		{"xn--99999999999.example", ""}, // no punycode
	} {
		address, ok := sanitize.URL("", "https://"+tc.host+"/story")
		if !ok {
			t.Errorf("%q is no address", tc.host)
			continue
		}
		if got := known.Doubt(address).String(); got != tc.says {
			t.Errorf("Doubt(%s, from %+q) says %q, want %q", address, tc.host, got, tc.says)
		}
	}
}

func TestNoSourcesAndNoAddressesAreNoReasonToDoubt(t *testing.T) {
	var none *sanitize.Sources
	for _, s := range []*sanitize.Sources{none, sanitize.KnownSources(), sanitize.KnownSources("", "::", "/path", "http://10.0.0.1/")} {
		for _, a := range []string{"", "::", "/path", "https://velmc0urier.example/", "http://1O.0.0.1/"} {
			if d := s.Doubt(a); d.Any() {
				t.Errorf("Doubt(%q) = %+v", a, d)
			}
		}
	}
	if d := none.Doubt("https://xn--velmcurier-x4i.example/"); d.Like != "" {
		t.Errorf("without sources: %+v", d)
	}
}

func TestTheSiteIsNamedWhereTheHostHidesIt(t *testing.T) {
	for address, want := range map[string]string{
		"https://velmcourier.example/":                         "",
		"https://www.velmcourier.example/a":                    "",
		"https://velmcourier.example.login.tolls.co.uk/a":      "tolls.co.uk",
		"https://news.velmcourier.example:8443/":               "velmcourier.example",
		"http://127.0.0.1:8080/":                               "",
		"http://[::1]:8080/":                                   "",
		"http://localhost/":                                    "",
		"https://xn--velmcurier-x4i.example/":                  "",
		"https://velmcourier.example.xn--velmcurier-x4i.test/": "xn--velmcurier-x4i.test",
		"":   "",
		"::": "",
	} {
		if got := sanitize.SiteOf(address); got != want {
			t.Errorf("SiteOf(%q) = %q, want %q", address, got, want)
		}
	}
}

// FuzzDoubt holds that a known source is never doubted, whatever is known
// besides, that a doubt names a known source that the host is not of, and that
// what is said is plain ASCII.
func FuzzDoubt(f *testing.F) {
	for _, s := range []string{"velmcourier.example", "velmc\u043eurier.example", "xn--velmcurier-x4i.example", "xn--", "a..b", "rnvv.cl", "[::1]:80", "1.2.3.4", "\u202eexample"} {
		f.Add(s, "www.velmcourier.example")
	}
	f.Fuzz(func(t *testing.T, host, source string) {
		address, ok := sanitize.URL("", "http://"+host)
		if !ok {
			address = "http://" + host
		}
		s := sanitize.KnownSources("https://velmcourier.example/", "https://"+source)
		d := s.Doubt(address)
		if ok && strings.ContainsFunc(d.String(), func(r rune) bool { return r < ' ' || r > '~' }) && !strings.ContainsFunc(source, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("Doubt(%q) says %q", address, d)
		}
		if d.Like != "" && sanitize.KnownSources(address).Doubt("https://"+d.Like+"/").Like == "" {
			t.Errorf("%q looks like %q, but not the other way round", address, d.Like)
		}
		if ok {
			if d := sanitize.KnownSources("https://velmcourier.example/", address, "https://"+source).Doubt(address); d.Like != "" {
				t.Errorf("%q is known and doubted: %+v", address, d)
			}
		}
	})
}
