package hazard

import (
	"math"
	"regexp"
	"strings"
	"sync"

	"sitrep/internal/news"
)

// jma reads a report of the Japan Meteorological Agency (the XML format of
// disaster prevention information). EventID links the bulletins of an event;
// InfoType cancels and corrects; the kinds of warnings per area give the
// severity. A report in which every area is below an advisory and one was
// not before lifts the warning.
func (r *reader) jma(n *node) (*news.Warning, bool) {
	control, head, body := n.kid("Control"), n.kid("Head"), n.kid("Body")
	if len(head.kids) == 0 {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatJMA, ID: id(head.str("EventID")), Sender: "jma.go.jp",
		Authority: line(control.str("EditorialOffice", "PublishingOffice")), Sent: moment(head.str("ReportDateTime")),
		Status: jmaStatus(control.str("Status")), Kind: jmaKind(head.str("InfoType")), Languages: []string{"ja"},
		Event: line(head.str("Title")), Headline: line(head.kid("Headline").str("Text")), Expires: moment(head.str("ValidDateTime")),
	}
	if w.Sent.IsZero() {
		w.Sent = moment(control.str("DateTime"))
	}
	if w.ID == "" { // regular reports have no event: one chain for each kind of report and office
		w.ID = id(control.str("Title") + " " + w.Authority.String())
	}
	// A report on the quake does not replace the warning of its tsunami.
	w.Series = "jma " + w.ID + " " + id(head.str("InfoKind"))
	w.Hazard = jmaHazard(control.str("Title") + head.str("Title") + head.str("InfoKind"))
	r.jmaKinds(w, head, body)
	r.jmaQuake(w, body)
	return w, true
}

func jmaStatus(s string) news.WarningStatus {
	switch s {
	case "通常":
		return news.StatusActual
	case "訓練":
		return news.StatusExercise
	case "試験":
		return news.StatusTest
	}
	return news.WarningStatus(id(s))
}

func jmaKind(s string) news.WarningKind {
	switch s {
	case "発表", "遅延":
		return news.KindAlert
	case "訂正":
		return news.KindUpdate
	case "取消":
		return news.KindCancel
	}
	return news.WarningKind(id(s))
}

// jmaHazards are words of titles, the first that fits counts.
var jmaHazards = []struct {
	word string
	is   news.Hazard
}{
	{"津波", news.HazardTsunami},
	{"震", news.HazardEarthquake},
	{"火山", news.HazardVolcano},
	{"噴火", news.HazardVolcano},
	{"降灰", news.HazardVolcano},
	{"台風", news.HazardCyclone},
	{"洪水", news.HazardFlood},
	{"氾濫", news.HazardFlood},
	{"高潮", news.HazardSurge},
	{"竜巻", news.HazardStorm},
}

func jmaHazard(title string) news.Hazard {
	for _, h := range jmaHazards {
		if strings.Contains(title, h.word) {
			return h.is
		}
	}
	return ""
}

// jmaSeverity returns the severity of a kind of warning by the agency's own
// order: emergency warning, warning, advisory, forecast. A name that lifts a
// warning has none.
func jmaSeverity(name string) news.Severity {
	switch {
	case strings.Contains(name, "解除"), strings.Contains(name, "なし"):
		return ""
	case strings.Contains(name, "大津波警報"), strings.Contains(name, "特別警報"):
		return news.SeverityExtreme
	case strings.Contains(name, "警報"), strings.Contains(name, "警戒情報"):
		return news.SeveritySevere
	case strings.Contains(name, "注意報"):
		return news.SeverityModerate
	case strings.Contains(name, "予報"):
		return news.SeverityMinor
	}
	return ""
}

// jmaKinds reads the kinds of warnings and the areas that they are for.
func (r *reader) jmaKinds(w *news.Warning, head, body *node) {
	before := news.Severity("")
	kinds := 0
	collect := func(parent, n *node) {
		switch n.name {
		case "Kind":
			kinds++
			if s := jmaSeverity(n.str("Name")); s.Rank() > w.Severity.Rank() {
				w.Severity = s
			}
		case "LastKind":
			if s := jmaSeverity(n.str("Name")); s.Rank() > before.Rank() {
				before = s
			}
		case "Area":
			if parent.name == "Areas" && len(w.Areas) < longestList {
				if name := line(n.str("Name")); !name.IsZero() {
					w.Areas = append(w.Areas, news.WarningArea{Name: name, Codes: jmaCode(n)})
				}
			}
		}
	}
	head.each(collect)
	if len(w.Areas) == 0 {
		collectItems(w, body)
	}
	body.each(func(parent, n *node) {
		if n.name != "Area" {
			collect(parent, n)
		}
	})
	if kinds > 0 && w.Severity.Rank() < news.SeverityModerate.Rank() && before.Rank() >= news.SeverityModerate.Rank() {
		w.Responses = []news.Response{news.ResponseAllClear}
	}
	w.Areas = distinct(w.Areas)
}

func jmaCode(n *node) []string {
	if code := id(n.str("Code")); code != "" {
		return []string{"JMA=" + code}
	}
	return nil
}

// collectItems takes the areas of the items of a report's body.
func collectItems(w *news.Warning, body *node) {
	body.each(func(parent, n *node) {
		if n.name == "Area" && parent.name == "Item" && len(w.Areas) < longestList {
			if name := line(n.str("Name")); !name.IsZero() {
				w.Areas = append(w.Areas, news.WarningArea{Name: name, Codes: jmaCode(n)})
			}
		}
	})
}

// distinct drops areas whose name was there before.
func distinct(areas []news.WarningArea) []news.WarningArea {
	seen := map[string]bool{}
	var out []news.WarningArea
	for _, a := range areas {
		if !seen[a.Name.String()] {
			seen[a.Name.String()] = true
			out = append(out, a)
		}
	}
	return out
}

// degrees converts a number of ISO 6709, which is in degrees, or in degrees
// and minutes where it has more digits before the point than degrees have.
func degrees(s string, digits int) *float64 {
	f := number(s)
	whole, _, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	if f == nil || len(whole) <= digits {
		return f
	}
	d := math.Trunc(*f / 100)
	d += (*f - d*100) / 60
	return &d
}

// jmaCoordinate is ISO 6709 as the agency writes it: degrees north, degrees
// east, meters above sea level: "+35.1+137.3-40000/".
var jmaCoordinate = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([+-][0-9.]+)([+-][0-9.]+)([+-][0-9.]+)?/`)
})

// jmaQuake reads the earthquake of a report, also of one about a tsunami.
func (r *reader) jmaQuake(w *news.Warning, body *node) {
	quake := body.kid("Earthquake")
	if len(quake.kids) == 0 {
		return
	}
	w.Onset = moment(quake.str("OriginTime", "ArrivalTime"))
	w.Quake = &news.Quake{Network: "jma", Magnitude: magnitude(quake.str("Magnitude"))}
	area := quake.at("Hypocenter", "Area")
	if m := jmaCoordinate().FindStringSubmatch(cut(area.str("Coordinate"), longestID)); m != nil {
		w.Place = r.point(degrees(m[1], 2), degrees(m[2], 3))
		if h := number(m[3]); h != nil {
			km := 0 - *h/1000
			w.Quake.DepthKM = depth(&km)
		}
	}
	if name := line(area.str("Name")); !name.IsZero() && len(w.Areas) == 0 {
		w.Areas = []news.WarningArea{{Name: name, Codes: jmaCode(area)}}
	}
}
