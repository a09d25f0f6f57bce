package hazard

import (
	"cmp"
	"path"
	"strings"

	"sitrep/internal/news"
)

// capEntry reads an entry of an Atom or RSS index whose elements are CAP's.
// An index lists warnings in force, so its entries are Actual and an Alert
// unless they state another value; a missing judgement is Unknown. A complete
// message in the entry's content is kept in Document.Embedded: the entry
// itself has only the values that the index states.
func (r *reader) capEntry(n *node) (*news.Warning, bool) {
	c, plain := n.in(isCAP), n.outside(isCAP)
	whole := plain.find(func(k *node) bool { return k.name == "alert" && isCAP(k.space) })
	if len(c.kids) == 0 && whole == nil {
		return nil, false
	}
	if direct := c.kid("alert"); len(direct.kids) > 0 && whole == nil {
		whole = direct
	}
	w := &news.Warning{
		Format: news.FormatCAPFeed, Index: true,
		ID: id(c.str("identifier")), Sender: id(c.str("sender")), Sent: moment(c.str("sent")),
		Status: news.StatusActual, Kind: news.KindAlert,
		Severity: severity(c.str("severity")), Urgency: urgency(c.str("urgency")), Certainty: certainty(c.str("certainty")),
		Event: line(c.str("event")), Headline: line(plain.str("title")), Details: text(c.str("description")),
		Authority: line(c.str("senderName")),
		Effective: moment(c.str("effective")), Onset: moment(c.str("onset")), Expires: moment(c.str("expires")),
		Responses: responses(c.all("responseType")), Codes: codes(c.pairs("eventCode")),
	}
	if w.ID == "" {
		w.ID = id(plain.str("id", "guid"))
	}
	if whole != nil {
		if message, ok := r.capMessage(whole); ok {
			r.embed(message)
			w.ID = cmp.Or(w.ID, message.ID)
		}
	}
	w.Replaces = references(c, w.ID)
	r.entryDefaults(w, c, plain)
	r.parameters(w, c.pairs("parameter"))
	if w.Level == "" {
		w.Level = r.titleColor(w.Headline.String())
	}
	for _, name := range c.all("areaDesc") {
		if len(w.Areas) < longestList {
			w.Areas = append(w.Areas, news.WarningArea{Name: line(name.text)})
		}
	}
	if outline := r.capArea(c.outsideNames("areaDesc")); len(outline.Codes)+len(outline.Polygons)+len(outline.Circles) > 0 {
		if len(w.Areas) == 0 {
			w.Areas = make([]news.WarningArea, 1)
		}
		outline.Name = w.Areas[0].Name
		w.Areas[0] = outline
		w.Place = center(w.Areas)
	}
	if w.ID == "" {
		r.note("an entry without an identifier is left out")
		return nil, false
	}
	return w, true
}

// entryDefaults fills what CAP elements and the elements of the feed share.
func (r *reader) entryDefaults(w *news.Warning, c, plain *node) {
	if s := c.str("status"); s != "" {
		w.Status = status(s)
	}
	if s := c.str("msgType", "message_type", "messageType"); s != "" {
		w.Kind = kind(s)
	}
	judged(w)
	for _, name := range []string{"updated", "pubDate", "published", "date"} {
		if w.Sent.IsZero() {
			w.Sent = moment(plain.str(name))
		}
	}
	if w.Headline.IsZero() {
		w.Headline = line(c.str("headline"))
	}
	if w.Details.IsZero() {
		w.Details = text(plain.str("summary", "description"))
	}
	if w.Authority.IsZero() {
		w.Authority = line(plain.kid("author").str("name"))
	}
	for _, l := range plain.all("link") {
		href := address(l.attr("href"))
		if href == "" {
			href = address(l.text)
		}
		isMessage := l.attr("type") == "application/cap+xml" || isMessagePath(href)
		switch {
		case href == "":
		case isMessage && w.Link == "":
			w.Link = href
		case !isMessage && w.URL == "" && (l.attr("rel") == "" || l.attr("rel") == "alternate"):
			w.URL = href
		}
	}
}

// isMessagePath reports whether an address ends like that of a CAP file.
func isMessagePath(address string) bool {
	address, _, _ = strings.Cut(address, "?")
	switch path.Ext(address) {
	case ".xml", ".cap":
		return true
	}
	return strings.HasSuffix(address, "/wwacapget.php")
}
