package hazard_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sitrep/feeds/hazard"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// fuzz starts from the fixtures of a format.
func fuzz(f *testing.F, fixtures ...string) {
	for _, name := range fixtures {
		f.Add(fixture(f, name), "application/xml")
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		before := bytes.Clone(body)
		doc, err := hazard.Read(body, contentType)
		if !bytes.Equal(body, before) {
			t.Fatal("Read changed its input")
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "read warnings: ") || len(err.Error()) > 500) {
			t.Errorf("error %q", err)
		}
		if doc == nil {
			if err == nil {
				t.Error("neither a document nor an error")
			}
			return
		}
		if err == nil && doc.Format == "" {
			t.Error("a document without a format")
		}
		for i := range doc.Warnings {
			checkWarning(t, &doc.Warnings[i])
		}
		for i, w := range doc.Embedded {
			checkWarning(t, &w)
			if i >= len(doc.Warnings) || !doc.Warnings[i].Index {
				t.Errorf("a message of entry %d, which is not there", i)
			}
		}
	})
}

func checkWarning(t *testing.T, w *news.Warning) {
	t.Helper()
	if w.ID == "" || !utf8.ValidString(w.ID) || w.Format == "" {
		t.Errorf("identifier %q, format %q", w.ID, w.Format)
	}
	for _, c := range []sanitize.Clean{w.Headline, w.Event, w.Authority} {
		if sanitize.Line(c.String()) != c {
			t.Errorf("not a clean line: %q", c)
		}
	}
	for _, u := range []string{w.URL, w.Link} {
		if again, ok := sanitize.URL("", u); u != "" && (!ok || again != u) {
			t.Errorf("address %q is not in its canonical spelling", u)
		}
	}
	for _, at := range []time.Time{w.Sent, w.Effective, w.Onset, w.Expires, w.Ends} {
		if y := at.Year(); !at.IsZero() && (y < 1899 || y > 9999) {
			t.Errorf("year %d", y)
		}
	}
	points := []*news.Point{w.Place}
	for _, a := range w.Areas {
		for _, outline := range a.Polygons {
			for i := range outline {
				points = append(points, &outline[i])
			}
		}
		for i := range a.Circles {
			points = append(points, &a.Circles[i].Point)
			if r := a.Circles[i].RadiusKM; !(r >= 0 && r < 21_000) {
				t.Errorf("radius %v", r)
			}
		}
	}
	for _, p := range points {
		if p != nil && !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) {
			t.Errorf("place %v", *p)
		}
	}
	for _, ref := range w.Replaces {
		if ref.ID == "" || ref.ID == w.ID {
			t.Errorf("reference %v of %q", ref, w.ID)
		}
	}
	if _, err := json.Marshal(w); err != nil {
		t.Errorf("no JSON: %v", err)
	}
}

func FuzzCAP(f *testing.F) {
	fuzz(f, "cap10.xml", "cap11.xml", "cap12.xml", "cap-bare.xml", "edxl.xml", "chain-2.xml")
}
func FuzzCAPFeed(f *testing.F) { fuzz(f, "index.atom", "index.rss", "plain.rss") }
func FuzzCAPJSON(f *testing.F) { fuzz(f, "cap.json") }

func FuzzMeteoAlarm(f *testing.F) { fuzz(f, "meteoalarm.atom", "meteoalarm.json") }
func FuzzNWS(f *testing.F)        { fuzz(f, "nws.geojson", "nws-graph.json") }
func FuzzGDACS(f *testing.F)      { fuzz(f, "gdacs.rss") }
func FuzzUSGS(f *testing.F)       { fuzz(f, "usgs.geojson", "usgs.atom") }
func FuzzEMSC(f *testing.F)       { fuzz(f, "emsc.rss", "emsc.json") }
func FuzzNHC(f *testing.F)        { fuzz(f, "nhc.rss") }
func FuzzJMA(f *testing.F)        { fuzz(f, "jma-tsunami.xml", "jma-lifted.xml", "jma-quake.xml") }
func FuzzNINA(f *testing.F)       { fuzz(f, "nina.json", "nina-map.json") }
