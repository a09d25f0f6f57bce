package opml_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sitrep/feeds/opml"
)

func list(outlines string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>x</title></head><body><outline text="Coast" xmlUrl="https://coast.example/"/>` +
		outlines + `<outline text="Delta" xmlUrl="https://delta.example/"/></body></opml>`
}

func in(t *testing.T, enc interface{ String(string) (string, error) }, s string) string {
	t.Helper()
	out, err := enc.String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestACrookedListKeepsItsEntries: a mistake in one entry costs neither
// its address nor the entries after it.
func TestACrookedListKeepsItsEntries(t *testing.T) {
	const weir = "https://weir.example/rss"
	one := func(attrs string) string { return list("<outline " + attrs + "/>") }
	good := one(`text="Société" xmlUrl="` + weir + `"`)
	for _, tc := range []struct{ name, in, want string }{
		{"quotation marks in the name", one(`text="the "lower" weir" title="the "lower" weir" xmlUrl="` + weir + `"`), `the "lower" weir`},
		{"a quotation mark at the end", one(`text="of 3"" xmlUrl="` + weir + `"`), `of 3"`},
		{"an apostrophe in apostrophes", one(`text='the weir's gauge' xmlUrl='` + weir + `'`), "the weir's gauge"},
		{"no end of a value", one(`text="Weir xmlUrl="` + weir + `"`), "Weir"},
		{"no quotation marks", one(`text=Weir xmlUrl=` + weir), "Weir"},
		{"signs in the name", one(`text="a < b & c > d" xmlUrl="` + weir + `"`), "a < b & c > d"},
		{"tags in the name", one(`text="<b>Weir</b>" xmlUrl="` + weir + `"`), "<b>Weir</b>"},
		{"entities of HTML", one(`text="Soci&eacute;t&eacute; &amp; &nope;" xmlUrl="` + weir + `"`), "Société & &nope;"},
		{"an attribute twice", one(`text="Weir" text="Other" xmlUrl="` + weir + `"`), "Weir"},
		{"gaps and line breaks", one("text = \"Weir\"\n\txmlUrl\n=\n\"" + weir + "\"\n"), "Weir"},
		{"no gap between attributes", one(`text="Weir"xmlUrl="` + weir + `"`), "Weir"},
		{"names with a prefix, in capitals", one(`o:TEXT="Weir" O:XMLURL="` + weir + `"`), "Weir"},
		{"the scheme feed", one(`text="Weir" xmlUrl="feed:` + weir + `"`), "Weir"},
		{"an end tag too many", list(`<outline text="Weir" xmlUrl="` + weir + `"></outline></outline>`), "Weir"},
		{"an end tag too few", list(`<outline text="Weir" xmlUrl="` + weir + `">`), "Weir"},
		{"no end of the tag", list(`<outline text="Weir" xmlUrl="` + weir + `" `), "Weir"},
		{"a comment that is open", list(`<!-- <outline text="Weir" xmlUrl="` + weir + `"/>`), "Weir"},
		{"words before the list", "Warning: the weir is slow\n" + list(`<outline text="Weir" xmlUrl="`+weir+`"/>`), "Weir"},
		{"no root", strings.NewReplacer(`<opml version="2.0">`, "", "</opml>", "").Replace(one(`text="Weir" xmlUrl="` + weir + `"`)), "Weir"},
		{"XML 1.1", strings.Replace(good, `"1.0"`, `"1.1"`, 1), "Société"},
		{"bytes that are no UTF-8", in(t, charmap.Windows1252.NewEncoder(), good), "Société"},
		{"bytes of windows-1251", in(t, charmap.Windows1251.NewEncoder(), one(`text="Плотина у реки стоит" xmlUrl="`+weir+`"`)), "Плотина у реки стоит"},
		{"UTF-16", in(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), strings.Replace(good, "UTF-8", "utf-16", 1)), "Société"},
		{"UTF-16, the other order, without a mark", in(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), good), "Société"},
		{"a byte-order mark", "\ufeff" + good, "Société"},
		{"a charset that is none", strings.Replace(good, "UTF-8", "x-none", 1), "Société"},
		{"another charset than declared", strings.Replace(good, "UTF-8", "iso-8859-1", 1), "Société"},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			outlines, err := opml.Read(strings.NewReader(tc.in))
			if err != nil {
				t.Errorf("error %v", err)
			}
			var got []string
			for _, o := range outlines {
				got = append(got, o.Name.String()+" "+o.URL)
			}
			want := []string{"Coast https://coast.example/", tc.want + " " + weir, "Delta https://delta.example/"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestEntitiesOfAListAreNotExpanded(t *testing.T) {
	got, err := opml.Read(strings.NewReader(`<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><opml><outline text="&b;&b;" xmlUrl="https://coast.example/"/></opml>`))
	if err != nil || len(got) != 1 || strings.Contains(got[0].Name.String(), "aaaa") {
		t.Errorf("Read = %v, %v", got, err)
	}
}
