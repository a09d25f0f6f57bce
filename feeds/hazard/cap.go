package hazard

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/internal/news"
)

// capMessage reads one CAP message (OASIS CAP 1.0, 1.1 and 1.2), written in
// XML or with the same names in JSON. Of several info blocks the first
// counts; Languages lists all. A message needs an identifier.
func (r *reader) capMessage(n *node) (*news.Warning, bool) {
	w := &news.Warning{
		Format: news.FormatCAP,
		ID:     id(n.str("identifier")), Sender: id(n.str("sender")), Sent: moment(n.str("sent")),
		Status: status(n.str("status")), Kind: kind(n.str("msgType", "messageType", "message_type")),
	}
	if w.ID == "" {
		r.note("a message without an identifier is left out")
		return nil, false
	}
	w.Replaces = references(n, w.ID)
	infos := n.all("info")
	for _, info := range infos[:min(len(infos), longestList)] {
		language := id(info.str("language"))
		if language == "" {
			language = "en-US" // CAP 1.2, section 3.2.2
		}
		w.Languages = append(w.Languages, language)
	}
	if len(infos) > 0 {
		r.capInfo(w, infos[0])
	}
	return w, true
}

// capInfo reads an info block.
func (r *reader) capInfo(w *news.Warning, n *node) {
	w.Event, w.Headline, w.Authority = line(n.str("event")), line(n.str("headline")), line(n.str("senderName"))
	w.Details, w.Advice = text(n.str("description")), text(n.str("instruction"))
	w.URL = address(n.str("web"))
	w.Severity, w.Urgency, w.Certainty = severity(n.str("severity")), urgency(n.str("urgency")), certainty(n.str("certainty"))
	judged(w)
	w.Responses = responses(n.all("responseType"))
	w.Effective, w.Onset = moment(n.str("effective")), moment(n.str("onset"))
	w.Expires = moment(n.str("expires"))
	w.Codes = codes(n.pairs("eventCode"))
	r.parameters(w, n.pairs("parameter"))
	if w.Hazard == "" {
		w.Hazard = hazardOfCodes(w.Codes)
	}
	for _, a := range n.all("area") {
		if len(w.Areas) == longestList {
			r.note("a warning has too many areas; the last are left out")
			break
		}
		w.Areas = append(w.Areas, r.capArea(a))
	}
	if w.Place == nil {
		w.Place = center(w.Areas)
	}
}

// judged makes Unknown of the values that CAP requires and a message leaves
// out.
func judged(w *news.Warning) {
	w.Severity = cmp.Or(w.Severity, news.SeverityUnknown)
	w.Urgency = cmp.Or(w.Urgency, news.UrgencyUnknown)
	w.Certainty = cmp.Or(w.Certainty, news.CertaintyUnknown)
}

// capArea reads an area, or the area elements of an entry.
func (r *reader) capArea(n *node) news.WarningArea {
	a := news.WarningArea{Name: line(n.str("areaDesc")), Codes: codes(n.pairs("geocode"))}
	for _, k := range n.kids {
		switch k.name {
		case "polygon":
			if p := r.polygon(k.text); len(p) > 0 {
				a.Polygons = append(a.Polygons, p)
			}
		case "circle":
			if c, ok := r.circle(k.text); ok && r.room(1) {
				a.Circles = append(a.Circles, c)
			}
		}
	}
	return a
}

// center returns the center of the first circle.
func center(areas []news.WarningArea) *news.Point {
	for _, a := range areas {
		if len(a.Circles) > 0 {
			return &a.Circles[0].Point
		}
	}
	return nil
}

// references reads the CAP element of this name: "sender,identifier,sent"
// with white space between the references. The message's own identifier is
// left out.
func references(n *node, own string) []news.WarningRef {
	var out []news.WarningRef
	for _, list := range n.all("references") {
		if len(list.kids) > 0 { // NWS: an object with the same parts
			out = appendRef(out, own, news.WarningRef{
				Sender: id(list.str("sender")), ID: id(list.str("identifier")), Sent: moment(list.str("sent")),
			})
			continue
		}
		for one := range strings.FieldsSeq(cut(list.text, longestText)) {
			one = strings.Trim(one, `"`)
			first, last := strings.IndexByte(one, ','), strings.LastIndexByte(one, ',')
			switch {
			case first < 0:
				out = appendRef(out, own, news.WarningRef{ID: id(one)})
			case first == last:
				out = appendRef(out, own, news.WarningRef{Sender: id(one[:first]), ID: id(one[first+1:])})
			default:
				out = appendRef(out, own, news.WarningRef{
					Sender: id(one[:first]), ID: id(one[first+1 : last]), Sent: moment(one[last+1:]),
				})
			}
		}
	}
	return out
}

func appendRef(list []news.WarningRef, own string, ref news.WarningRef) []news.WarningRef {
	same := func(o news.WarningRef) bool { return o.ID == ref.ID && o.Sender == ref.Sender }
	if ref.ID == "" || ref.ID == own || len(list) >= 500 || slices.ContainsFunc(list, same) {
		return list
	}
	return append(list, ref)
}

// parameters reads what authorities add to CAP: colors, kinds of hazard, the
// product class of VTEC.
func (r *reader) parameters(w *news.Warning, list []pair) {
	for _, p := range list {
		switch key := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(cut(p.name, 100))); key {
		case "awarenesslevel", "alertlevel", "colourcode", "colorcode", "warningcolour", "warningcolor":
			if c := color(p.value); c != "" && w.Level == "" {
				w.Level = c
			}
		case "awarenesstype":
			w.Hazard = awareness(p.value)
		case "eventtype":
			if h := gdacsHazard(p.value); h != "" {
				w.Hazard = h
			}
		case "vtec":
			w.Codes = append(w.Codes, "VTEC="+id(p.value))
		}
	}
}

// same maps event codes of SAME (47 CFR 11.31) to hazards.
var same = map[string]news.Hazard{
	"AVW": news.HazardAvalanche, "AVA": news.HazardAvalanche, "EQW": news.HazardEarthquake, "FRW": news.HazardWildfire,
	"FFW": news.HazardFlood, "FFA": news.HazardFlood, "FFS": news.HazardFlood, "FLW": news.HazardFlood, "FLA": news.HazardFlood,
	"FLS": news.HazardFlood, "CFW": news.HazardSurge, "CFA": news.HazardSurge, "SSW": news.HazardSurge, "SSA": news.HazardSurge,
	"HUW": news.HazardCyclone, "HUA": news.HazardCyclone, "TRW": news.HazardCyclone, "TRA": news.HazardCyclone,
	"TSW": news.HazardTsunami, "TSA": news.HazardTsunami, "VOW": news.HazardVolcano, "HWW": news.HazardWind, "HWA": news.HazardWind,
	"SVR": news.HazardStorm, "SVA": news.HazardStorm, "TOR": news.HazardStorm, "TOA": news.HazardStorm,
}

func hazardOfCodes(codes []string) news.Hazard {
	for _, c := range codes {
		if v, ok := strings.CutPrefix(c, "SAME="); ok && same[v] != "" {
			return same[v]
		}
	}
	return ""
}
