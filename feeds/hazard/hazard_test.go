package hazard_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/hazard"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// wanted is a line of testdata/want.jsonl: the fields of a warning, checked
// by eye against its file. A field that is missing there must be missing.
type wanted struct {
	File   string
	Format news.WarningFormat
	Want   map[string]any
}

func wantedOf(t testing.TB) (files []string, byFile map[string][]wanted) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "want.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	byFile = map[string][]wanted{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var w wanted
		if err := json.Unmarshal(s.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		if byFile[w.File] == nil {
			files = append(files, w.File)
		}
		byFile[w.File] = append(byFile[w.File], w)
	}
	return files, byFile
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fieldsOf returns the values of a warning under the names of want.jsonl.
func fieldsOf(t testing.TB, w *news.Warning) map[string]any {
	t.Helper()
	out := map[string]any{
		"id": w.ID, "sender": w.Sender, "authority": w.Authority, "status": w.Status, "kind": w.Kind, "event": w.Event,
		"hazard": w.Hazard, "severity": w.Severity, "level": w.Level, "urgency": w.Urgency, "certainty": w.Certainty,
		"headline": w.Headline, "url": w.URL, "languages": w.Languages, "response": w.Responses,
	}
	for name, at := range map[string]time.Time{
		"sent": w.Sent, "effective": w.Effective, "onset": w.Onset, "expires": w.Expires, "ends": w.Ends,
	} {
		if !at.IsZero() {
			out[name] = at.Format(time.RFC3339)
		}
	}
	var areas, replaces []string
	for _, a := range w.Areas {
		areas = append(areas, a.Name.String())
		if len(a.Circles) > 0 {
			out["radius_km"] = a.Circles[0].RadiusKM
		}
	}
	for _, r := range w.Replaces {
		replaces = append(replaces, r.ID)
	}
	out["areas"], out["replaces"] = areas, replaces
	if w.Place != nil {
		out["lat"], out["lon"] = w.Place.Lat, w.Place.Lon
	}
	if w.Quake != nil {
		out["magnitude"], out["depth_km"] = w.Quake.Magnitude, w.Quake.DepthKM
	}
	b, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var plain map[string]any
	if err := json.Unmarshal(b, &plain); err != nil {
		t.Fatal(err)
	}
	for k, v := range plain {
		if v == nil || v == "" {
			delete(plain, k)
		}
	}
	return plain
}

func TestEveryFieldOfEveryFormatIsRead(t *testing.T) {
	files, byFile := wantedOf(t)
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			doc, err := hazard.Read(fixture(t, name), "")
			if err != nil {
				t.Fatal(err)
			}
			list := byFile[name]
			if list[0].Want == nil {
				list = nil
			}
			if len(doc.Warnings) != len(list) || doc.Format != byFile[name][0].Format {
				t.Fatalf("%d warnings of format %s, want %d of %s", len(doc.Warnings), doc.Format, len(list), byFile[name][0].Format)
			}
			for i := range list {
				if diff := cmp.Diff(list[i].Want, fieldsOf(t, &doc.Warnings[i])); diff != "" {
					t.Errorf("warning %d (-want +got):\n%s", i, diff)
				}
			}
		})
	}
}

func TestEveryFixtureIsInTheTable(t *testing.T) {
	_, byFile := wantedOf(t)
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if byFile[e.Name()] == nil && e.Name() != "want.jsonl" && !e.IsDir() {
			t.Errorf("testdata/%s is not in want.jsonl", e.Name())
		}
	}
}

func read(t testing.TB, name string) *hazard.Document {
	t.Helper()
	doc, err := hazard.Read(fixture(t, name), "")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestOutlinesCodesAndTextsOfCAP(t *testing.T) {
	doc := read(t, "cap12.xml")
	w := doc.Warnings[0]
	triangle := []news.Point{{Lat: 52.1, Lon: 21.4}, {Lat: 52.2, Lon: 21.4}, {Lat: 52.2, Lon: 21.6}, {Lat: 52.1, Lon: 21.4}}
	want := news.WarningArea{
		Name: sanitize.Lit("Lower Orla, Brask to Halm"), Codes: []string{"EMMA_ID=OR007"}, Polygons: [][]news.Point{triangle},
		Circles: []news.Circle{{Point: news.Point{Lat: 52.15, Lon: 21.5}, RadiusKM: 12.5}},
	}
	if diff := cmp.Diff(want, w.Areas[0]); diff != "" {
		t.Errorf("area (-want +got):\n%s", diff)
	}
	if got := w.Details.String(); got != "The gauge at Brask passed 5.1 m.\nThe road to Halm is under water." {
		t.Errorf("details %q", got)
	}
	if w.Advice != sanitize.Lit("Go to the school on the hill.") || !cmp.Equal(w.Codes, []string{"SAME=FLW"}) {
		t.Errorf("advice %q, codes %q", w.Advice, w.Codes)
	}
	if want := []string{"coordinates out of range are left out", "an outline with wrong corners is left out"}; !cmp.Equal(doc.Notes, want) {
		t.Errorf("notes %q, want %q", doc.Notes, want)
	}
	first := news.WarningRef{Sender: "hydro@orla.example", ID: "2.49.0.9.900.5", Sent: time.Date(2031, 4, 2, 3, 0, 0, 0, time.UTC)}
	if len(w.Replaces) != 2 || w.Replaces[0] != first {
		t.Errorf("replaces %v", w.Replaces)
	}
}

func TestAnIndexPointsToItsMessages(t *testing.T) {
	doc := read(t, "index.atom")
	w := doc.Warnings[0]
	if !w.Index || w.Link != "https://warn.orla.example/cap/1.cap" || !cmp.Equal(w.Areas[0].Codes, []string{"UGC=ORZ001", "FIPS6=099001"}) {
		t.Errorf("index %v, link %q, areas %v", w.Index, w.Link, w.Areas)
	}
	if len(doc.Embedded) != 1 {
		t.Fatalf("%d messages in entries, want 1", len(doc.Embedded))
	}
	if e := doc.Embedded[1]; e.ID != "ORLA-WATER-2" || e.Severity != news.SeveritySevere || e.Index {
		t.Errorf("message in the entry: %q, %s, index %v", e.ID, e.Severity, e.Index)
	}
	if link := read(t, "index.rss").Warnings[0].Link; link != "https://warn.orla.example/2031/04/02/gale.xml" {
		t.Errorf("link of the RSS item: %q", link)
	}
}

func TestOtherWaysToWrite(t *testing.T) {
	const head = `<identifier>a</identifier><sent>2031-04-02T06:00:00Z</sent><status>Actual</status><msgType>Alert</msgType>`
	for name, c := range map[string]struct{ doc, want string }{
		"prefix without declaration": {`<cap:alert><cap:identifier>a</cap:identifier></cap:alert>`, "a"},
		"no namespace":               {`<alert>` + head + `</alert>`, "a"},
		"several in one":             {`<alerts><alert>` + head + `</alert><alert><identifier>b</identifier></alert></alerts>`, "a b"},
		"bare ampersand":             {`<alert><identifier>a&b</identifier></alert>`, "a&b"},
		"html entity":                {`<alert><identifier>a&eacute;</identifier></alert>`, "aé"},
		"unknown entity stays text":  {`<alert><identifier>a&xxe;</identifier></alert>`, "a&xxe;"},
		"cdata":                      {`<alert><identifier><![CDATA[<!DOCTYPE a>]]></identifier></alert>`, "<!DOCTYPE a>"},
		"cdata with ampersand":       {`<alert><identifier><![CDATA[a&b]]>&c<![CDATA[&d;]]></identifier></alert>`, "a&b&c&d;"},
		"character of no use":        {`<alert><identifier>a&#1;b&#233;</identifier></alert>`, "a&#1;bé"},
		"comment":                    {`<!-- <!DOCTYPE a> --><alert><identifier>a</identifier></alert>`, "a"},
		"list of messages in JSON":   {`[{"identifier":"a","msgType":"Alert","info":{"event":"x","area":{"areaDesc":"y"}}},{"identifier":"b","status":"Actual"}]`, "a b"},
		"rdf":                        {`<rdf:RDF xmlns:rdf="r" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><item><title>t</title><cap:identifier>a</cap:identifier></item></rdf:RDF>`, "a"},
		"an entry is its own message": {`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">` + head +
			`</alert></entry></feed>`, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := hazard.Read([]byte(c.doc), "")
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, w := range doc.Warnings {
				ids = append(ids, w.ID)
			}
			if got := strings.Join(ids, " "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestOtherEncodings(t *testing.T) {
	const plain = `<alert><identifier>Brücke</identifier></alert>`
	latin := strings.ReplaceAll(plain, "ü", "\xfc")
	var little, big bytes.Buffer
	for _, r := range "\ufeff" + plain {
		little.Write([]byte{byte(r), byte(r >> 8)})
		big.Write([]byte{byte(r >> 8), byte(r)})
	}
	for name, c := range map[string]struct{ body, contentType string }{
		"utf-8 with mark": {"\ufeff" + plain, ""},
		"utf-16 little":   {little.String(), ""},
		"utf-16 big":      {big.String(), ""},
		"by the header":   {latin, "text/xml; charset=iso-8859-1"},
		"not declared":    {latin, ""},
		"control codes":   {strings.Replace(plain, "Br", "\x01Br\x1b[31m", 1), ""},
	} {
		doc, err := hazard.Read([]byte(c.body), c.contentType)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := doc.Warnings[0].ID; got != "Brücke" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTimes(t *testing.T) {
	for s, want := range map[string]string{
		"2031-04-02T06:00:00+03:00":       "2031-04-02T03:00:00Z",
		"2031-04-02T06:00:00.123Z":        "2031-04-02T06:00:00Z",
		"2031-04-02T06:00:00-00:00":       "2031-04-02T06:00:00Z",
		"2031-04-02T06:00:00":             "2031-04-02T06:00:00Z",
		"2031-04-02T24:00:00Z":            "2031-04-03T00:00:00Z",
		"Wed, 02 Apr 2031 06:00:00 GMT":   "2031-04-02T06:00:00Z",
		"Wed, 2 Apr 2031 06:00:00 EDT":    "2031-04-02T10:00:00Z",
		"Wed, 02 Apr 2031 06:00:00 +0300": "2031-04-02T03:00:00Z",
		"2031-04-02 06:00:00 UTC":         "2031-04-02T06:00:00Z",
		"Wed, 02 Apr 2031 06:00:00 XYZ":   "",
		"2031-02-30T06:00:00Z":            "",
		"0001-01-01T00:00:00Z":            "",
		"9999-12-31T23:59:59Z":            "",
		"02/04/2031":                      "",
		"soon":                            "",
	} {
		doc, err := hazard.Read([]byte("<alert><identifier>a</identifier><sent>"+s+"</sent></alert>"), "")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if at := doc.Warnings[0].Sent; !at.IsZero() {
			got = at.Truncate(time.Second).Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

func TestDocumentsThatAreRefused(t *testing.T) {
	const message = `<alert><identifier>a</identifier></alert>`
	for name, c := range map[string]struct{ doc, want string }{
		"dtd":                 {`<!DOCTYPE alert SYSTEM "http://127.0.0.1/x.dtd">` + message, "DTD"},
		"dtd in lower case":   {`<?xml version="1.0"?> <!doctype alert>` + message, "DTD"},
		"entities":            {`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert><identifier>&x;</identifier></alert>`, "DTD"},
		"bomb":                {`<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><alert><identifier>&b;</identifier></alert>`, "DTD"},
		"dtd after a message": {`<alerts>` + message + `<!DOCTYPE a>` + message + `</alerts>`, "DTD"},
		"page":                {`<!DOCTYPE html><html><body>Warnings</body></html>`, "HTML"},
		"other xml":           {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "no format"},
		"other json":          {`{"a":1}`, "no format"},
		"other geojson":       {`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"Halm"}}]}`, "no format"},
		"text":                {`Flood in Halm`, "no format"},
		"nothing":             {` `, "empty"},
		"no identifier":       {`<alert><sender>a</sender></alert>`, "no format"},
		"deep":                {strings.Repeat("<a>", 70), "deep"},
		"deep json":           {strings.Repeat("[", 100), "deep"},
		"bad json":            {`{"identifier":"a","status":}`, "not well-formed JSON"},
		"bad xml":             {`<alert><identifier>a</b></c></d></alert>`, "not well-formed XML"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := hazard.Read([]byte(c.doc), "")
			if err == nil || doc != nil {
				t.Fatalf("read: %v, %v", doc, err)
			}
			if s := err.Error(); !strings.HasPrefix(s, "read warnings: ") || !strings.Contains(s, c.want) || strings.Contains(s, "\n") {
				t.Errorf("error %q, want one line with %q", s, c.want)
			}
		})
	}
}

// TestADocumentThatIsCutKeepsWhatCameBefore cuts every fixture at every byte.
func TestADocumentThatIsCutKeepsWhatCameBefore(t *testing.T) {
	files, _ := wantedOf(t)
	for _, name := range files {
		body := fixture(t, name)
		whole := read(t, name)
		for n := range body {
			doc, err := hazard.Read(body[:n], "")
			if err != nil && (!strings.HasPrefix(err.Error(), "read warnings: ") || strings.ContainsAny(err.Error(), "\n\r")) {
				t.Fatalf("%s cut at %d: error %q", name, n, err)
			}
			if err == nil && len(doc.Warnings) < len(whole.Warnings) {
				t.Fatalf("%s cut at %d: %d of %d warnings and no error", name, n, len(doc.Warnings), len(whole.Warnings))
			}
			if doc == nil {
				continue
			}
			for i := range doc.Warnings {
				if !reflect.DeepEqual(whole.Warnings[i], doc.Warnings[i]) {
					t.Fatalf("%s cut at %d: warning %d differs:\n%s", name, n, i, cmp.Diff(whole.Warnings[i], doc.Warnings[i]))
				}
			}
		}
	}
	two := []byte(strings.TrimSuffix(strings.TrimSpace(string(fixture(t, "edxl.xml"))), "</EDXLDistribution>"))
	doc, err := hazard.Read(two, "")
	if doc == nil || len(doc.Warnings) != 2 || err == nil || !strings.Contains(err.Error(), "breaks off") || !strings.Contains(err.Error(), "2 read before") {
		t.Errorf("cut before the end of the root: %v, %v", doc, err)
	}
}
