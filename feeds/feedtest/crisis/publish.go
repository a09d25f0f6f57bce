package crisis

import (
	"html"
	"slices"
	"strings"
	"time"

	"sitrep/feeds/feedtest"
)

// slowness is how long the slow outlet takes to answer.
const slowness = 4 * time.Second

// Publish serves the scenario: the feed of each outlet, with what has been
// published by the time of the request on the server's clock, and each
// story's page.
func (s *Scenario) Publish(server *feedtest.Server) {
	s.publishWarnings(server)
	for _, o := range s.Outlets {
		server.SetFeedFunc(o.Path(), func(now time.Time) feedtest.Feed { return s.feed(o, now, server.URL("")) })
		switch o.Fault {
		case "slow":
			server.SetFault(o.Path(), feedtest.Fault{Delay: slowness})
		case "500":
			server.SetFault(o.Path(), feedtest.Fault{Status: 500, Body: "The presses stand still."})
		}
		for _, st := range o.Stories {
			server.SetPageFunc(st.Path(), func(now time.Time) (feedtest.Page, bool) {
				w, ok := s.At(st, now)
				if !ok {
					return feedtest.Page{}, false
				}
				body, contentType := s.Page(st, w, server.URL(""))
				modified := s.Start.Add(st.At)
				if !w.Edited.IsZero() {
					modified = w.Edited
				}
				return feedtest.Page{Body: body, ContentType: contentType, Modified: modified}, true
			})
		}
	}
}

// feed returns an outlet's feed at a time, newest first.
func (s *Scenario) feed(o *Outlet, now time.Time, base string) feedtest.Feed {
	f := feedtest.Feed{Title: o.Name, Lang: o.Lang, Format: o.Format, Home: "/" + o.ID + "/"}
	for _, st := range o.Stories {
		w, ok := s.At(st, now)
		if !ok {
			continue
		}
		item := feedtest.Item{
			GUID: "tag:" + o.ID + ".example,2031:" + st.Slug, Path: st.Path(),
			Title: unescape(w.Title, o.Hostile), Summary: unescape(o.summary(w.Summary), o.Hostile),
			Published: s.Start.Add(st.At), Updated: w.Edited,
		}
		if o.carriesText() {
			item.Content = s.content(o, w, base)
		}
		f.Items = append(f.Items, item)
	}
	slices.SortStableFunc(f.Items, func(a, b feedtest.Item) int { return b.Published.Compare(a.Published) })
	return f
}

// summary returns a summary as the outlet's format wants it: JSON Feed 1.1
// has plain text there, the others HTML.
func (o *Outlet) summary(text string) string {
	if o.Format == "json" {
		return text
	}
	return "<p>" + html.EscapeString(text) + "</p>"
}

// carriesText reports whether the outlet's feed has whole articles in it.
func (o *Outlet) carriesText() bool { return o.ID == "wire" || o.ID == "authority" }

// content returns the text of a story as HTML for the feed.
func (s *Scenario) content(o *Outlet, w Wording, base string) string {
	var b strings.Builder
	for para := range strings.SplitSeq(strings.TrimSpace(w.Body), "\n\n") {
		s.paragraph(&b, strings.TrimSpace(para), o, base)
	}
	return b.String()
}
