// The race detector multiplies memory and time; these bounds are of the program
// without it.

//go:build !race

package hazard_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"sitrep/feeds/hazard"
)

const (
	mib      = 1 << 20
	openCAP  = `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>A1</identifier><sender>s@orla.example</sender><sent>2031-04-02T06:00:00Z</sent><status>Actual</status><msgType>Alert</msgType>`
	openInfo = `<info><event>Flood</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty><headline>H</headline>`
	closeCAP = `</info></alert>`
	oneArea  = `<area><areaDesc>Halm</areaDesc><polygon>52.1,21.4 52.2,21.4 52.2,21.6 52.1,21.4</polygon></area>`
	openFeed = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">`
	oneEntry = `<entry><id>e%d</id><title>T</title><cap:event>Flood</cap:event><cap:severity>Severe</cap:severity></entry>`
	oneQuake = `{"type":"Feature","id":"a%d","properties":{"mag":5.1,"place":"p","time":1932896200000,"title":"M 5.1","net":"us"},"geometry":{"type":"Point","coordinates":[1,2,3]}}`
)

// numbered repeats a format with numbers from 0.
func numbered(format string, n int, sep string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(sep)
		}
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// hostiles are documents that want memory or time, and the least and the
// most warnings that may come of them.
var hostiles = []struct {
	name        string
	make        func() string
	least, most int
	says        string // in the error or in a note; empty: neither
}{
	{"50 MB of areas", func() string { return openCAP + openInfo + strings.Repeat(oneArea, 50*mib/len(oneArea)) + closeCAP }, 0, 0, "larger than 10 MiB"},
	{"50 MB of messages", func() string {
		one := openCAP + openInfo + closeCAP
		return "<alerts>" + strings.Repeat(one, 50*mib/len(one)) + "</alerts>"
	}, 5000, 10_000, "larger than 10 MiB"},
	{"9 MB of text", func() string {
		return openCAP + openInfo + "<description>" + strings.Repeat("x", 9*mib) + "</description>" + closeCAP
	}, 1, 1, "cut after 2 MiB"},
	{"9 MB of CDATA", func() string {
		return openCAP + openInfo + "<description><![CDATA[" + strings.Repeat("x", 9*mib) + "]]></description>" + closeCAP
	}, 1, 1, "cut after 2 MiB"},
	{"9 MB of comment", func() string { return openCAP + "<!--" + strings.Repeat("x", 9*mib) + "-->" + openInfo + closeCAP }, 1, 1, "cut after 2 MiB"},
	{"10000 outlines", func() string { return openCAP + openInfo + strings.Repeat(oneArea, 10_000) + closeCAP }, 1, 1, "too many areas"},
	{"10000 outlines of one area", func() string {
		return openCAP + openInfo + "<area>" + strings.Repeat("<polygon>1,1 2,2 3,3 1,1</polygon>", 10_000) + "</area>" + closeCAP
	}, 1, 1, ""},
	{"an outline of many corners", func() string {
		return openCAP + openInfo + "<area><polygon>" + strings.Repeat("1,1 ", 200_000) + "</polygon></area>" + closeCAP
	}, 1, 1, "corners"},
	{"empty elements", func() string { return openFeed + strings.Repeat("<a/>", 2*mib) + "</feed>" }, 0, 0, "more than 400000 elements"},
	{"empty elements in a message", func() string { return openCAP + strings.Repeat("<a/>", 300_000) + openInfo + closeCAP }, 1, 1, "too large"},
	{"attributes", func() string { return "<alert " + numbered(`a%d=""`, 500_000, " ") + "/>" }, 0, 0, "more than 128 attributes"},
	{"a long tag", func() string { return `<alert a="` + strings.Repeat("x", mib) + `"/>` }, 0, 0, "longer than 64 KiB"},
	{"namespaces", func() string {
		one := "<e " + numbered(`xmlns:p%d="u"`, 100, " ") + ">"
		return openFeed + strings.Repeat(one, 60) + strings.Repeat("</e>", 60) + "</feed>"
	}, 0, 0, ""},
	{"depth", func() string { return openCAP + strings.Repeat("<a>", 2*mib) }, 0, 0, "more than 64 deep"},
	{"text in pieces", func() string {
		return openCAP + openInfo + "<web>" + strings.Repeat("a<!---->", mib) + "</web>" + closeCAP
	}, 1, 1, ""},
	{"ampersands", func() string { return openCAP + openInfo + "<web>" + strings.Repeat("&", mib) + "</web>" + closeCAP }, 1, 1, ""},
	{"references", func() string {
		return openCAP + "<references>" + numbered("s,R%d,2031-04-02T06:00:00Z", 100_000, " ") + "</references>" + openInfo + closeCAP
	}, 1, 1, "cut after 2 MiB"},
	{"entries", func() string { return openFeed + numbered(oneEntry, 20_000, "") + "</feed>" }, 10_000, 10_000, "only the first 10000"},
	{"quakes", func() string {
		return `{"type":"FeatureCollection","metadata":{},"features":[` + numbered(oneQuake, 20_000, ",") + `]}`
	}, 10_000, 10_000, "only the first 10000"},
	{"empty objects", func() string { return "[" + strings.Repeat("{},", 3*mib) + "{}]" }, 0, 0, "no format"},
	{"empty objects in a list", func() string { return `{"features":[` + strings.Repeat("{},", 3*mib) + "{}]}" }, 0, 0, "no format"},
	{"empty objects in a message", func() string {
		return `{"features":[{"properties":{"areaDesc":"x","event":"y","severity":"Severe","id":"1","references":[` + strings.Repeat("{},", 3*mib) + `{}]}}]}`
	}, 1, 1, "too large"},
	{"numbers", func() string {
		return `{"features":[{"properties":{"areaDesc":"x","event":"y","severity":"Severe","id":"1"},"geometry":{"type":"MultiPolygon","coordinates":[[` +
			strings.Repeat("[[1,2],[3,4],[5,6],[1,2]],", 300_000) + `[]]]}}]}`
	}, 1, 1, "corners"},
	{"brackets in coordinates", func() string {
		return `{"features":[{"properties":{"areaDesc":"x","event":"y","severity":"Severe","id":"1"},"geometry":{"type":"Polygon","coordinates":"` +
			strings.Repeat("[", mib) + strings.Repeat("]", mib) + `"}}]}`
	}, 1, 1, ""},
	{"a long string", func() string { return `["` + strings.Repeat(`\u0041`, mib) + `"]` }, 0, 0, "no format"},
	{"members", func() string { return "{" + numbered(`"k%d":1`, 500_000, ",") + "}" }, 0, 0, "no format"},
	{"deep objects", func() string { return strings.Repeat(`{"a":`, 2*mib) }, 0, 0, "more than 64 deep"},
}

// TestHostileDocumentsCostLittle reads documents that want memory. Live
// memory is bounded at 32 MiB, everything that is allocated at 160 MiB.
func TestHostileDocumentsCostLittle(t *testing.T) {
	for _, c := range hostiles {
		t.Run(c.name, func(t *testing.T) {
			body := []byte(c.make())
			var before, after, live runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			doc, err := hazard.Read(body, "")
			runtime.ReadMemStats(&after)
			runtime.GC()
			runtime.ReadMemStats(&live)
			runtime.KeepAlive(body)
			said, n := "", 0
			if doc != nil {
				n, said = len(doc.Warnings), strings.Join(doc.Notes, "\n")
			}
			if err != nil {
				said += err.Error()
			}
			if n < c.least || n > c.most {
				t.Errorf("%d warnings, want %d to %d", n, c.least, c.most)
			}
			if !strings.Contains(said, c.says) || c.says == "" && said != "" || len(said) > 300 {
				t.Errorf("notes and error are %q, want %q", said, c.says)
			}
			if kept := int64(live.HeapAlloc) - int64(before.HeapAlloc); kept > 32*mib {
				t.Errorf("%d MiB are kept", kept/mib)
			}
			if all := after.TotalAlloc - before.TotalAlloc; all > 160*mib {
				t.Errorf("%d MiB were allocated", all/mib)
			}
		})
	}
}
