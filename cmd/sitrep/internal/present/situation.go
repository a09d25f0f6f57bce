package present

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
	"time"

	"sitrep/internal/cite"
	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// Situation is a report of what is known: events with who says what, figures that
// differ, remarks of the watch, sources, and warnings.
type Situation struct {
	Title string
	Known time.Time // as known then
	Since time.Time // of the oldest story; zero: there is none
	// Brief is the brief that the report is about; nil: it is about no brief.
	Brief    *reader.Brief
	Events   []SituationEvent
	Warnings []warning.Entry
	sources  []Source
}

// SituationEvent is an event of a report.
type SituationEvent struct {
	reader.Event
	Moved   string   // why it is in the brief, in a phrase; empty: the report is about no brief
	Edits   []string // corrections, withdrawals and changes, in a sentence each
	Remarks []news.Remark
}

// Source is a story as a report cites it.
type Source struct {
	Story *news.Story
	cite.Known
}

// excerptWords is how much of a text is quoted.
const excerptWords = 40

// excerpt returns the beginning of a text.
func excerpt(s string) string {
	words := strings.Fields(s)
	if len(words) <= excerptWords {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:excerptWords], " ") + " …"
}

// AddSource numbers a story as a source and returns its number, from 1.
func (s *Situation) AddSource(src Source) int {
	if i := slices.IndexFunc(s.sources, func(x Source) bool { return x.Story.ID == src.Story.ID }); i >= 0 {
		return i + 1
	}
	s.sources = append(s.sources, src)
	return len(s.sources)
}

// number returns the number of a story among the sources; 0: it is none.
func (s *Situation) number(id news.StoryID) int {
	return 1 + slices.IndexFunc(s.sources, func(x Source) bool { return x.Story.ID == id })
}

// said are the statements of an event: each origin once, with the headline that
// stands for it and its sources.
func (s *Situation) said(e *SituationEvent) []statement {
	var out []statement
	for i := range e.Stories {
		x := &e.Stories[i]
		key := x.Origin.Key
		if key == "" {
			key = string(x.Story.ID)
		}
		k := slices.IndexFunc(out, func(st statement) bool { return st.key == key })
		if k < 0 {
			out, k = append(out, statement{key: key, headline: x.Story.Headline, summary: excerpt(x.Story.Summary.String()), source: x.Story.Source, origin: reader.OriginText(&x.Origin)}), len(out)
		}
		out[k].numbers = append(out[k].numbers, s.number(x.Story.ID))
	}
	return out
}

// originLine writes an origin as a line of its own.
func originLine(o string) string {
	if rest, ok := strings.CutPrefix(o, "origin "); ok { // "origin not known: ..."
		return "Origin " + rest
	}
	return "Origin: " + o
}

type statement struct {
	key, summary, origin string
	headline, source     sanitize.Clean
	numbers              []int
}

func numbersText(ns []int) string {
	var parts []string
	for _, n := range ns {
		parts = append(parts, fmt.Sprintf("[%d]", n))
	}
	return strings.Join(parts, "")
}

// period says which time the report is about.
func (s *Situation) period() string {
	p := "As known at " + Stamp(s.Known) + " UTC"
	if b := s.Brief; b != nil {
		return p + "; what has moved since " + Stamp(b.Since) + " UTC, of " + Count(b.NewStories, "new story", "new stories") + "."
	}
	if !s.Since.IsZero() {
		p += "; stories since " + Stamp(s.Since) + " UTC"
	}
	return p + "."
}

// remarkText writes a remark of the watch, without the secrets of addresses in it.
func remarkText(m *news.Remark) string {
	by := ""
	if !m.Author.IsZero() {
		by = " by " + m.Author.String()
	}
	text := sanitize.RedactedText(m.Text.String())
	if m.Kind == news.RemarkStatus {
		text = "judged " + text
	}
	return fmt.Sprintf("%s (the watch, %s UTC%s)", text, Stamp(m.At), by)
}

// warningText writes a warning with who issued it, until when, and where to a
// tenth of a degree.
func warningText(e *warning.Entry) string {
	w := e.Message
	grade := string(e.Severity)
	if grade == "" {
		grade = "severity not given"
	}
	parts := []string{grade, w.Event.String(), w.Headline.String()}
	for _, a := range w.Areas[:min(len(w.Areas), 8)] {
		parts = append(parts, a.Name.String())
	}
	if at, ok := warning.Center(w); ok {
		parts = append(parts, fmt.Sprintf("near %.1f, %.1f", math.Round(at.Lat*10)/10, math.Round(at.Lon*10)/10))
	}
	until := "end not given"
	if end, given := warning.End(w); given {
		until = "until " + Stamp(end) + " UTC"
	}
	parts = append(parts, w.Authority.String(), until, "id "+w.ID)
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// Markdown returns the report as Markdown. Nothing from outside is read as markup.
func (s *Situation) Markdown() string {
	esc := markdown.Escape
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", esc(s.Title), s.period())
	for i := range s.Events {
		e := &s.Events[i]
		fmt.Fprintf(&b, "\n## %s\n\n%s, %s to %s UTC.\n\n", esc(e.Title().String()), reader.CountText(e.Count, false), Stamp(e.First()), Stamp(e.Last()))
		if e.Moved != "" {
			fmt.Fprintf(&b, "Moved: %s\n\n", esc(e.Moved))
		}
		for _, st := range s.said(e) {
			fmt.Fprintf(&b, "- %s: %s %s\n", esc(st.source.String()), esc(st.headline.String()), esc(numbersText(st.numbers)))
			if st.summary != "" {
				fmt.Fprintf(&b, "  > %s\n", esc(st.summary))
			}
			fmt.Fprintf(&b, "  %s\n", esc(originLine(st.origin)))
		}
		for _, f := range e.Figures() {
			fmt.Fprintf(&b, "\nFigures differ: %s\n", esc(f.FiguresText(false)))
		}
		for _, x := range e.Edits {
			fmt.Fprintf(&b, "\nChanged: %s\n", esc(x))
		}
		for k := range e.Remarks {
			fmt.Fprintf(&b, "\nNote: %s\n", esc(remarkText(&e.Remarks[k])))
		}
	}
	if len(s.sources) > 0 {
		b.WriteString("\n## Sources\n\n")
	}
	for i := range s.sources {
		src := &s.sources[i]
		fmt.Fprintf(&b, "%s %s\n\n", esc(fmt.Sprintf("[%d]", i+1)), cite.Of(src.Story, src.Known, cite.Markdown))
	}
	b.WriteString("\n## Warnings in force\n\n")
	if len(s.Warnings) == 0 {
		b.WriteString("None is known.\n")
	}
	for i := range s.Warnings {
		fmt.Fprintf(&b, "- %s\n", esc(warningText(&s.Warnings[i])))
	}
	return b.String()
}

// reportStyle is the style of a report in HTML: for a phone, a desk and paper, in
// light and dark.
const reportStyle = `:root{color-scheme:light dark;--text:#1a1a1a;--page:#fff;--less:#555;--quote:#333;--line:#767676;--note:#1f5f99;--changed:#9a3412;--link:#0b4f8a}
@media screen and (prefers-color-scheme:dark){:root{--text:#e6e6e6;--page:#121212;--less:#b0b0b0;--quote:#ccc;--line:#8a8a8a;--note:#7ab3e8;--changed:#f0925f;--link:#8ec5ff}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--text);background:var(--page);margin:0 auto;max-width:44rem;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem;margin:2rem 0 .3rem;border-top:1px solid var(--line);padding-top:1rem}
p,li{margin:.3rem 0}.meta,.origin{color:var(--less);font-size:.9rem}blockquote{margin:.2rem 0 .2rem 1rem;color:var(--quote)}
.note{border-left:4px solid var(--note);padding-left:.6rem}.changed{border-left:4px solid var(--changed);padding-left:.6rem}
ol{padding-left:2rem}ul{padding-left:1.2rem}a{color:var(--link)}
@media print{body{max-width:none;font-size:11pt;padding:0}h2{break-after:avoid}li{break-inside:avoid}a{color:inherit}}`

// HTML returns the report as one page that needs nothing else: no script, no
// image, no other file.
func (s *Situation) HTML() string {
	esc := html.EscapeString
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>%s</title>\n<style>\n%s\n</style>\n</head>\n<body>\n", esc(s.Title), reportStyle)
	fmt.Fprintf(&b, "<h1>%s</h1>\n<p class=\"meta\">%s</p>\n", esc(s.Title), esc(s.period()))
	for i := range s.Events {
		s.htmlEvent(&b, &s.Events[i])
	}
	if len(s.sources) > 0 {
		b.WriteString("<h2>Sources</h2>\n<ol>\n")
		for i := range s.sources {
			src := &s.sources[i]
			fmt.Fprintf(&b, "<li id=\"s%d\">%s</li>\n", i+1, cite.HTML(src.Story, src.Known))
		}
		b.WriteString("</ol>\n")
	}
	b.WriteString("<h2>Warnings in force</h2>\n")
	if len(s.Warnings) == 0 {
		b.WriteString("<p>None is known.</p>\n")
	} else {
		b.WriteString("<ul>\n")
		for i := range s.Warnings {
			fmt.Fprintf(&b, "<li>%s</li>\n", esc(warningText(&s.Warnings[i])))
		}
		b.WriteString("</ul>\n")
	}
	b.WriteString("</body>\n</html>\n")
	return b.String()
}

func (s *Situation) htmlEvent(b *strings.Builder, e *SituationEvent) {
	esc := html.EscapeString
	fmt.Fprintf(b, "<h2>%s</h2>\n<p class=\"meta\">%s, %s to %s UTC.</p>\n", esc(e.Title().String()), esc(reader.CountText(e.Count, false)), Stamp(e.First()), Stamp(e.Last()))
	if e.Moved != "" {
		fmt.Fprintf(b, "<p class=\"changed\">Moved: %s</p>\n", esc(e.Moved))
	}
	b.WriteString("<ul>\n")
	for _, st := range s.said(e) {
		fmt.Fprintf(b, "<li><b>%s</b>: %s ", esc(st.source.String()), esc(st.headline.String()))
		for _, n := range st.numbers {
			fmt.Fprintf(b, "<a href=\"#s%d\">[%d]</a>", n, n)
		}
		if st.summary != "" {
			fmt.Fprintf(b, "<blockquote>%s</blockquote>", esc(st.summary))
		}
		fmt.Fprintf(b, "<div class=\"origin\">%s</div></li>\n", esc(originLine(st.origin)))
	}
	b.WriteString("</ul>\n")
	for _, f := range e.Figures() {
		fmt.Fprintf(b, "<p>Figures differ: %s</p>\n", esc(f.FiguresText(false)))
	}
	for _, x := range e.Edits {
		fmt.Fprintf(b, "<p class=\"changed\">Changed: %s</p>\n", esc(x))
	}
	for k := range e.Remarks {
		fmt.Fprintf(b, "<p class=\"note\">Note: %s</p>\n", esc(remarkText(&e.Remarks[k])))
	}
}

type situationFields struct {
	Title    string         `json:"title"`
	Known    news.FuzzyTime `json:"known"`
	Since    news.FuzzyTime `json:"since,omitzero"`
	Events   []any          `json:"events"`
	Remarks  []news.Remark  `json:"remarks,omitempty"`
	Edits    []string       `json:"edits,omitempty"`
	Sources  []sourceFields `json:"sources"`
	Warnings []any          `json:"warnings"`
	Brief    any            `json:"brief,omitempty"`
}

type sourceFields struct {
	N         int            `json:"n"`
	ID        news.StoryID   `json:"id"`
	Title     sanitize.Clean `json:"title,omitzero"`
	Source    sanitize.Clean `json:"source,omitzero"`
	URL       string         `json:"url,omitempty"`
	Published news.FuzzyTime `json:"published,omitzero"`
	Retrieved news.FuzzyTime `json:"retrieved,omitzero"`
	Version   int            `json:"version,omitempty"`
	SHA256    string         `json:"sha256,omitempty"`
	Origin    string         `json:"origin"`
	Archive   string         `json:"archived,omitempty"`
}

// Fields returns the JSON object of the report.
func (s *Situation) Fields() any {
	f := situationFields{Title: s.Title, Known: news.FuzzyTime{T: s.Known}, Since: news.FuzzyTime{T: s.Since}, Events: []any{}, Sources: []sourceFields{}, Warnings: []any{}}
	for i := range s.Events {
		e := &s.Events[i]
		f.Events = append(f.Events, EventFields(&e.Event))
		for _, m := range e.Remarks {
			m.URL, m.Text = sanitize.WithoutSecrets(m.URL), sanitize.Line(sanitize.RedactedText(m.Text.String()))
			f.Remarks = append(f.Remarks, m)
		}
		f.Edits = append(f.Edits, e.Edits...)
	}
	for i, src := range s.sources {
		st := src.Story
		f.Sources = append(f.Sources, sourceFields{
			i + 1, st.ID, st.Headline, st.Source, sanitize.WithoutSecrets(st.URL),
			news.FuzzyTime{T: st.Published, Day: st.PublishedDay},
			news.FuzzyTime{T: st.FirstSeen},
			src.Version, src.SHA256, src.Origin, src.Archive,
		})
	}
	for i := range s.Warnings {
		e := &s.Warnings[i]
		f.Warnings = append(f.Warnings, WarningFields(e.Message, e.Judgement, e.Chain, s.Known))
	}
	if s.Brief != nil {
		f.Brief = BriefFields(s.Brief)
	}
	return f
}
