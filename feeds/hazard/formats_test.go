package hazard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/hazard"
	"sitrep/internal/news"
)

func TestEveryFormatHasAFixture(t *testing.T) {
	have := map[news.WarningFormat]bool{}
	files, byFile := wantedOf(t)
	for _, name := range files {
		have[byFile[name][0].Format] = true
	}
	for _, f := range []news.WarningFormat{
		news.FormatCAP, news.FormatCAPFeed, news.FormatCAPJSON, news.FormatNWS, news.FormatGDACS, news.FormatUSGS, news.FormatUSGSAtom,
		news.FormatEMSC, news.FormatNHC, news.FormatJMA, news.FormatNINA, news.FormatPlainFeed,
	} {
		if !have[f] {
			t.Errorf("no fixture has format %s", f)
		}
	}
}

func TestOutlinesOfGeoJSONHaveLongitudeFirst(t *testing.T) {
	got := read(t, "nws.geojson").Warnings[0].Areas[0].Polygons
	want := [][]news.Point{{{Lat: 52.1, Lon: 21.4}, {Lat: 52.2, Lon: 21.4}, {Lat: 52.2, Lon: 21.6}, {Lat: 52.1, Lon: 21.4}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outline (-want +got):\n%s", diff)
	}
	const several = `{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[ [ [[1,2] , [3,4],[5,6],[1,2]], [[1,1],[2,2],[3,3],[1,1]] ],
		[[[9,9],[200,9],[7,7],[9,9]]] ]},"properties":{"id":"a","areaDesc":"Halm","event":"Flood","severity":"Minor"}}`
	doc, err := hazard.Read([]byte(several), "")
	if err != nil {
		t.Fatal(err)
	}
	outlines := doc.Warnings[0].Areas[0].Polygons
	if len(outlines) != 2 || len(outlines[0]) != 4 || outlines[0][1] != (news.Point{Lat: 4, Lon: 3}) || outlines[1][0] != (news.Point{Lat: 1, Lon: 1}) {
		t.Errorf("outlines %v", outlines)
	}
}

func TestIdentifiersOfQuakesAndEvents(t *testing.T) {
	for _, c := range []struct {
		file, series string
		also         []string
	}{
		{"usgs.geojson", "us7000orla", []string{"or12345"}},
		{"usgs.atom", "us7000orla", nil},
		{"emsc.rss", "emsc4711", nil},
		{"emsc.json", "emsc20310402_0000077", []string{"emsc4711"}},
		{"gdacs.rss", "EQ77", []string{"EQ-2031-000045-ORL"}},
		{"nhc.rss", "AL992031", nil},
		{"jma-tsunami.xml", "jma 20310402113640 津波警報・注意報・予報", nil},
		{"jma-lifted.xml", "jma 20310402113640 津波警報・注意報・予報", nil},
		{"jma-quake.xml", "jma 20310402113640 地震情報", nil},
		{"cap12.xml", "", nil},
	} {
		if w := read(t, c.file).Warnings[0]; w.Series != c.series || !cmp.Equal(w.Also, c.also) {
			t.Errorf("%s: series %q also %q, want %q also %q", c.file, w.Series, w.Also, c.series, c.also)
		}
	}
	g := read(t, "gdacs.rss").Warnings
	if !g[0].Open || g[0].Closed || g[1].Open || !g[1].Closed {
		t.Errorf("open %v %v, closed %v %v", g[0].Open, g[1].Open, g[0].Closed, g[1].Closed)
	}
}

func TestASingleFeatureIsADocument(t *testing.T) {
	const one = `{"type":"Feature","id":"q1","properties":{"mag":"4.5","place":"Halm","time":1932896200000,"title":"M 4.5"},
		"geometry":{"type":"Point","coordinates":[1,2,3]}}`
	doc, err := hazard.Read([]byte(one), "")
	if err != nil || len(doc.Warnings) != 1 || doc.Warnings[0].ID != "q1" {
		t.Errorf("%+v, %v", doc, err)
	}
}

func TestEmptyListsAreNoErrors(t *testing.T) {
	for doc, want := range map[string]news.WarningFormat{
		`{"type":"FeatureCollection","metadata":{"count":0},"features":[]}`: news.FormatUSGS,
		`{"type":"FeatureCollection","features":[]}`:                        news.FormatNWS,
		`{"warnings":[]}`: news.FormatCAPJSON,
		`[]`:              news.FormatNINA,
		`<feed xmlns="http://www.w3.org/2005/Atom"><title>none</title></feed>`:            news.FormatPlainFeed,
		`{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1"}]}`: news.FormatPlainFeed,
	} {
		got, err := hazard.Read([]byte(doc), "")
		if err != nil || got.Format != want || len(got.Warnings) != 0 {
			t.Errorf("%s: %v, %v, want %s", doc, got, err, want)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	var index strings.Builder
	index.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">`)
	for i := range 500 {
		fmt.Fprintf(&index, `<entry><id>e%d</id><title>Flood %d</title><updated>2031-04-02T06:00:00Z</updated><cap:event>Flood</cap:event>
<cap:severity>Severe</cap:severity><cap:urgency>Immediate</cap:urgency><cap:certainty>Likely</cap:certainty><cap:areaDesc>Halm</cap:areaDesc></entry>`, i, i)
	}
	index.WriteString(`</feed>`)
	for name, body := range map[string][]byte{
		"cap": fixture(b, "cap12.xml"), "index500": []byte(index.String()), "nws": fixture(b, "nws.geojson"), "gdacs": fixture(b, "gdacs.rss"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := hazard.Read(body, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
