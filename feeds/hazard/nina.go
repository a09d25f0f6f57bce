package hazard

import (
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// nina reads an entry of the lists of the German warning app: the dashboard
// of a region (payload) or the map (startDate). Both are indexes without
// certainty; the message has the same identifier.
func (r *reader) nina(n *node) (*news.Warning, bool) {
	own := id(n.str("id"))
	data := n.at("payload", "data")
	isMap := n.has("startDate") && n.has("severity")
	if own == "" || len(data.kids) == 0 && !isMap {
		return nil, false
	}
	w := &news.Warning{
		Format: news.FormatNINA, Index: true, ID: own, Status: news.StatusActual,
		Sent: moment(n.str("sent", "startDate")), Effective: moment(n.str("effective")), Onset: moment(n.str("onset")),
		Expires: moment(n.str("expires", "expiresDate")),
	}
	title := n.kid("i18nTitle")
	for _, k := range title.kids {
		if len(w.Languages) < 100 {
			w.Languages = append(w.Languages, id(k.name))
		}
	}
	w.Headline = line(title.str("de", "DE", "en", "EN"))
	keys := n
	if isMap {
		data = n
		w.Kind = kind(n.str("type"))
	} else {
		keys = data
		w.Kind = kind(data.str("msgType"))
		if s := line(data.str("headline")); !s.IsZero() {
			w.Headline = s
		}
	}
	w.Severity, w.Urgency = severity(data.str("severity")), urgency(data.str("urgency"))
	w.Authority = provider(data.str("provider"), own)
	if code := id(keys.kid("transKeys").str("event")); code != "" {
		w.Codes = []string{"profile:DE-BBK-EVENTCODE=" + code}
	}
	return w, true
}

// provider returns who issued a message: as stated, or by the beginning of
// its identifier.
func provider(stated, own string) sanitize.Clean {
	if s := line(stated); !s.IsZero() {
		return s
	}
	prefix, _, _ := strings.Cut(own, ".")
	switch prefix {
	case "mow":
		return sanitize.Lit("MOWAS")
	case "dwd":
		return sanitize.Lit("DWD")
	case "lhp":
		return sanitize.Lit("LHP")
	case "kat":
		return sanitize.Lit("KATWARN")
	case "biw":
		return sanitize.Lit("BIWAPP")
	case "pol":
		return sanitize.Lit("POLICE")
	}
	return sanitize.Clean{}
}
