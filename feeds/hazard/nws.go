package hazard

import (
	"strings"

	"sitrep/internal/news"
)

// nws reads an alert of api.weather.gov: a feature of GeoJSON, or an object
// of the "@graph" of JSON-LD. The values are CAP's, flat; references are
// objects; areaDesc joins the areas by ";".
func (r *reader) nws(n *node) (*news.Warning, bool) {
	p := n.kid("properties")
	if len(p.kids) == 0 {
		p = n
	}
	if !p.has("areaDesc") || !p.has("event") || !p.has("severity") {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatNWS,
		ID:     id(p.str("id", "identifier")), Sender: id(p.str("sender")), Authority: line(p.str("senderName")),
		Sent: moment(p.str("sent")), Status: status(p.str("status")), Kind: kind(p.str("messageType", "msgType")),
		Event: line(p.str("event")), Headline: line(p.str("headline")),
		Details: text(p.str("description")), Advice: text(p.str("instruction")),
		Severity: severity(p.str("severity")), Urgency: urgency(p.str("urgency")), Certainty: certainty(p.str("certainty")),
		Responses: responses(p.all("response")),
		Effective: moment(p.str("effective")), Onset: moment(p.str("onset")), Expires: moment(p.str("expires")), Ends: moment(p.str("ends")),
		URL: address(p.str("web")), Link: address(p.str("@id")),
	}
	judged(w)
	if w.ID == "" {
		w.ID = id(n.str("id"))
	}
	if w.ID == "" {
		r.note("a message without an identifier is left out")
		return nil, false
	}
	if l := id(p.str("language")); l != "" {
		w.Languages = []string{l}
	}
	w.Replaces = references(p, w.ID)
	for _, k := range p.kid("eventCode").kids {
		w.Codes = append(w.Codes, id(k.name)+"="+id(k.text))
		if len(w.Codes) == longestList {
			break
		}
	}
	var parameters []pair
	for _, k := range p.kid("parameters").kids {
		parameters = append(parameters, pair{k.name, k.text})
	}
	r.parameters(w, parameters)
	w.Hazard = hazardOfCodes(w.Codes)
	for name := range strings.SplitSeq(cut(p.str("areaDesc"), longestText), ";") {
		if name := line(name); !name.IsZero() && len(w.Areas) < longestList {
			w.Areas = append(w.Areas, news.WarningArea{Name: name})
		}
	}
	if len(w.Areas) > 0 {
		_, _, w.Areas[0].Polygons = r.geometry(n.kid("geometry"))
		for _, k := range p.kid("geocode").kids {
			if len(w.Areas[0].Codes) < longestList {
				w.Areas[0].Codes = append(w.Areas[0].Codes, id(k.name)+"="+id(k.text))
			}
		}
	}
	return w, true
}
