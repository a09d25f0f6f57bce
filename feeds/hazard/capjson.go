package hazard

import "sitrep/internal/news"

// capJSON reads a CAP message in JSON: the names of CAP 1.2, repeated
// elements as arrays. NINA serves its messages so; the interface of
// MeteoAlarm puts each into a member "alert".
func (r *reader) capJSON(n *node) (*news.Warning, bool) {
	if a := n.kid("alert"); a.has("identifier") {
		n = a
	}
	if !n.has("identifier") || !n.has("msgType") && !n.has("info") && !n.has("status") {
		return nil, false
	}
	w, ok := r.capMessage(n)
	if ok {
		w.Format = news.FormatCAPJSON
	}
	return w, ok
}
