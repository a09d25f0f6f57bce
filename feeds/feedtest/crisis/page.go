package crisis

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// Wording is how a story reads at one time.
type Wording struct {
	Title   string
	Summary string
	Body    string
	Edited  time.Time // zero: it still has its first wording
}

// At returns the wording of a story at a time on the scenario's clock, and
// false if it is not published by then.
func (s *Scenario) At(st *Story, now time.Time) (Wording, bool) {
	since := now.Sub(s.Start)
	if st.At > since {
		return Wording{}, false
	}
	w := Wording{Title: st.Title, Summary: st.Summary, Body: st.Body}
	if st.Copy != "" {
		w.Body = s.byRef[st.Copy].Body
	}
	if st.EditAt != 0 && st.EditAt <= since {
		w.Edited = s.Start.Add(st.EditAt)
		if st.EditTitle != "" {
			w.Title = st.EditTitle
		}
		if st.EditBody != "" {
			w.Body = st.EditBody + "\n\n" + w.Body
		}
	}
	return w, true
}

// Page returns the page of a story as served at a base address such as
// "http://127.0.0.1:1234", and its content type.
func (s *Scenario) Page(st *Story, w Wording, base string) (body, contentType string) {
	if st.Plain {
		return unescape(w.Title+"\n\n"+s.titles(w.Body), st.Outlet.Hostile), "text/plain; charset=utf-8"
	}
	dir := ""
	if st.Outlet.Lang == "ar" {
		dir = ` dir="rtl"`
	}
	published := s.Start.Add(st.At)
	modified := published
	if !w.Edited.IsZero() {
		modified = w.Edited
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=%q%s>\n<head>\n<meta charset=\"utf-8\">\n", st.Outlet.Lang, dir)
	fmt.Fprintf(&b, "<title>%s – %s</title>\n", html.EscapeString(w.Title), html.EscapeString(st.Outlet.Name))
	fmt.Fprintf(&b, "<link rel=\"canonical\" href=\"%s%s\">\n", base, st.Path())
	fmt.Fprintf(&b, "<meta property=\"og:title\" content=\"%s\">\n", html.EscapeString(w.Title))
	fmt.Fprintf(&b, "<meta property=\"og:site_name\" content=\"%s\">\n", html.EscapeString(st.Outlet.Name))
	fmt.Fprintf(&b, "<meta property=\"article:published_time\" content=\"%s\">\n", published.Format(time.RFC3339))
	fmt.Fprintf(&b, "<meta property=\"article:modified_time\" content=\"%s\">\n</head>\n<body>\n", modified.Format(time.RFC3339))
	b.WriteString("<nav><a href=\"/\">Home</a> <a href=\"/weather\">Weather</a> <a href=\"/contact\">Contact</a></nav>\n<main>\n<article>\n")
	fmt.Fprintf(&b, "<h1>%s</h1>\n", html.EscapeString(w.Title))
	for para := range strings.SplitSeq(strings.TrimSpace(w.Body), "\n\n") {
		s.paragraph(&b, strings.TrimSpace(para), st.Outlet, base)
	}
	b.WriteString("</article>\n</main>\n<footer><p>A fictional outlet of a fictional valley.</p></footer>\n</body>\n</html>\n")
	return unescape(b.String(), st.Outlet.Hostile), "text/html; charset=utf-8"
}

// paragraph writes one paragraph of the source as HTML.
func (s *Scenario) paragraph(b *strings.Builder, para string, o *Outlet, base string) {
	switch {
	case strings.HasPrefix(para, "# "):
		fmt.Fprintf(b, "<h2>%s</h2>\n", html.EscapeString(para[2:]))
	case strings.HasPrefix(para, "- "):
		b.WriteString("<ul>\n")
		for line := range strings.SplitSeq(para, "\n") {
			fmt.Fprintf(b, "<li>%s</li>\n", html.EscapeString(strings.TrimPrefix(line, "- ")))
		}
		b.WriteString("</ul>\n")
	case strings.HasPrefix(para, "> "):
		fmt.Fprintf(b, "<blockquote><p>%s</p></blockquote>\n", html.EscapeString(para[2:]))
	case strings.HasPrefix(para, "| "):
		table(b, para)
	case strings.HasPrefix(para, "^^ "):
		label, list, _ := strings.Cut(para[3:], " | ")
		fmt.Fprintf(b, "<aside class=\"related\"><h3>%s</h3>\n<ul>\n", html.EscapeString(label))
		for _, ref := range refs(list) {
			fmt.Fprintf(b, "<li>%s</li>\n", s.anchor(ref, base))
		}
		b.WriteString("</ul></aside>\n")
	default:
		s.line(b, strings.TrimPrefix(para, "^ "), o, base)
	}
}

// line writes a paragraph of prose, or a reference in the outlet's manner.
func (s *Scenario) line(b *strings.Builder, para string, o *Outlet, base string) {
	list := refs(para)
	if len(list) == 0 {
		fmt.Fprintf(b, "<p>%s</p>\n", html.EscapeString(strings.Replace(para, " | ", ": ", 1)))
		return
	}
	marker, _, _ := strings.Cut(para, "@")
	marker = html.EscapeString(strings.TrimRight(marker, " |:："))
	link := s.anchor(list[0], base)
	switch o.ID {
	case "wire":
		fmt.Fprintf(b, "<p>%s: %s</p>\n", marker, link)
	case "gazette":
		fmt.Fprintf(b, "<div class=\"read-also\"><span>%s</span> %s</div>\n", marker, link)
	case "visnyk", "sawt", "kawabe":
		fmt.Fprintf(b, "<p class=\"read-also\">%s: %s</p>\n", marker, link)
	default:
		fmt.Fprintf(b, "<p><strong>%s:</strong> %s</p>\n", marker, link)
	}
}

func (s *Scenario) anchor(ref, base string) string {
	st := s.byRef[ref]
	return fmt.Sprintf("<a href=\"%s%s\">%s</a>", base, st.Path(), html.EscapeString(st.Title))
}

func table(b *strings.Builder, para string) {
	b.WriteString("<table>\n")
	for i, line := range strings.Split(para, "\n") {
		cell := "td"
		if i == 0 {
			cell = "th"
		}
		b.WriteString("<tr>")
		for c := range strings.SplitSeq(strings.Trim(line, "| "), " | ") {
			fmt.Fprintf(b, "<%s>%s</%s>", cell, html.EscapeString(c), cell)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// titles replaces references by the titles they stand for, as a plain-text
// copy would have them.
func (s *Scenario) titles(body string) string {
	for _, ref := range refs(body) {
		body = strings.Replace(body, "@"+ref, s.byRef[ref].Title, 1)
	}
	return body
}

// unescape turns the pictures of control characters that the data files use
// into the characters themselves, for outlets that are hostile.
func unescape(text string, hostile bool) string {
	if !hostile {
		return text
	}
	return strings.NewReplacer("␛", "\x1b", "␇", "\a", "␍", "\r").Replace(text)
}
