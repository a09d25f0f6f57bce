package present

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Handover is what one watch hands to the next: a text that people read, with the
// same as JSON in it.
type Handover struct {
	By      string          `json:"by,omitempty"`   // who hands over; empty: the owner of the cache
	Note    string          `json:"note,omitempty"` // to whoever takes over
	Since   time.Time       `json:"since,omitzero"` // up to when they had seen what arrived
	Remarks []news.Remark   `json:"remarks"`        // pins, notes, judgements
	Rules   []HandoverRule  `json:"rules"`
	Mutes   []news.Mute     `json:"mutes,omitempty"`
	Alerts  []HandoverAlert `json:"alerts"`
}

// HandoverRule is a rule as it is handed over.
type HandoverRule struct {
	Name  string    `json:"name"`
	When  string    `json:"when"`
	Quiet bool      `json:"quiet,omitempty"`
	Wake  bool      `json:"wake,omitempty"`
	Until time.Time `json:"until,omitzero"`
}

// HandoverAlert is an alert as it is handed over.
type HandoverAlert struct {
	Rule    string         `json:"rule"`
	Subject string         `json:"subject"`
	Cause   string         `json:"cause,omitempty"`
	Warning string         `json:"warning,omitempty"`
	Title   sanitize.Clean `json:"title,omitzero"`
	Source  sanitize.Clean `json:"source,omitzero"`
	URL     string         `json:"url,omitempty"`
	Raised  time.Time      `json:"raised"`
	Why     []string       `json:"why"`
	Again   string         `json:"again,omitempty"`
	Level   news.Severity  `json:"severity,omitempty"`
}

// The lines around the JSON of a handover.
const (
	fenceOpen  = "```json sitrep-handover-1"
	fenceClose = "```"
)

// Bounds of a file that is taken over.
const (
	MaxHandover   = 4 << 20 // bytes
	mostHanded    = 2000    // remarks, and alerts
	mostRules     = 200
	longestHanded = 2000 // characters of a text
)

// sort puts everything in an order that depends on nothing else.
func (h *Handover) sort() {
	slices.SortStableFunc(h.Remarks, func(a, b news.Remark) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.URL, b.URL), cmp.Compare(a.Text.String(), b.Text.String()), cmp.Compare(a.Author.String(), b.Author.String()))
	})
	slices.SortStableFunc(h.Rules, func(a, b HandoverRule) int { return cmp.Compare(a.Name, b.Name) })
	sortMutes(h.Mutes)
	slices.SortStableFunc(h.Alerts, func(a, b HandoverAlert) int {
		return cmp.Or(a.Raised.Compare(b.Raised), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Cause, b.Cause))
	})
}

// Text returns the file. The same watch gives the same bytes.
func (h *Handover) Text() (string, error) {
	h.sort()
	esc := markdown.Escape
	var b strings.Builder
	b.WriteString("# Hand-over of a watch\n\n")
	by := ""
	if h.By != "" {
		by = " by " + esc(h.By)
	}
	if h.Since.IsZero() {
		fmt.Fprintf(&b, "Handed over%s.\n", by)
	} else {
		fmt.Fprintf(&b, "Seen up to %s UTC%s; what arrived since then is new.\n", Stamp(h.Since), by)
	}
	if h.Note != "" {
		fmt.Fprintf(&b, "\n> %s\n", esc(h.Note))
	}
	h.stories(&b)
	if len(h.Rules) > 0 {
		b.WriteString("\n## Rules\n\n")
	}
	for _, r := range h.Rules {
		until := ""
		if !r.Until.IsZero() {
			until = ", until " + Stamp(r.Until) + " UTC"
		}
		fmt.Fprintf(&b, "- %s: %s%s\n", esc(r.Name), esc(r.When), until)
	}
	h.mutes(&b)
	if len(h.Alerts) > 0 {
		b.WriteString("\n## Alerts\n\n")
	}
	for _, a := range h.Alerts {
		why := strings.Join(a.Why, ", ")
		if a.Again != "" {
			why = a.Again + "; " + why
		}
		fmt.Fprintf(&b, "- %s UTC, %s: %s (%s; %s)\n", Stamp(a.Raised), esc(a.Rule), esc(a.Title.String()), esc(a.Source.String()), esc(why))
	}
	block, err := json.MarshalIndent(h, "", " ")
	if err != nil {
		return "", err
	}
	b.WriteString("\n## For sitrep takeover\n\n" + fenceOpen + "\n" + string(block) + "\n" + fenceClose + "\n")
	return b.String(), nil
}

// stories lists the stories that are pinned or remarked on, with the remarks.
func (h *Handover) stories(b *strings.Builder) {
	esc := markdown.Escape
	var urls []string
	of := map[string][]news.Remark{}
	for _, m := range h.Remarks {
		if of[m.URL] == nil {
			urls = append(urls, m.URL)
		}
		of[m.URL] = append(of[m.URL], m)
	}
	if len(urls) > 0 {
		b.WriteString("\n## Stories\n")
	}
	for _, u := range urls {
		m := of[u][0]
		sum := ""
		if m.SHA256 != "" {
			sum = ", sha256 " + m.SHA256[:min(len(m.SHA256), 16)]
		}
		fmt.Fprintf(b, "\n- “%s”, %s, published %s UTC, retrieved %s UTC%s", esc(m.Title.String()), esc(m.Source.String()), Stamp(m.Published), Stamp(m.Retrieved), sum)
		if link, ok := sanitize.URL("", u); ok {
			b.WriteString(", " + markdown.Link(sanitize.Redacted(link), sanitize.Redacted(link)))
		}
		b.WriteString("\n")
		for i := range of[u] {
			if x := &of[u][i]; x.Kind != news.RemarkPin {
				fmt.Fprintf(b, "  - %s\n", esc(remarkText(x)))
			}
		}
	}
}

// ReadHandover reads a file that another watch handed over. Its contents are from
// outside: texts are cleaned, and invalid remarks, rules, mutes and alerts are left out,
// with a note for each kind.
func ReadHandover(src []byte) (h *Handover, notes []string, err error) {
	if len(src) > MaxHandover {
		return nil, nil, errors.New("the file is too large: 4 MiB at most")
	}
	_, rest, ok := bytes.Cut(append([]byte("\n"), src...), []byte("\n"+fenceOpen+"\n"))
	block, _, closed := bytes.Cut(rest, []byte("\n"+fenceClose+"\n"))
	if !ok || !closed {
		return nil, nil, errors.New("the file is no hand-over of sitrep, or it is cut off")
	}
	in := &Handover{}
	if err := json.Unmarshal(block, in); err != nil {
		return nil, nil, errors.New("the block for sitrep takeover cannot be read: it is not whole JSON")
	}
	out := &Handover{By: short(in.By), Note: short(in.Note)}
	if inTime(in.Since) {
		out.Since = in.Since.UTC()
	}
	dropped := 0
	for _, m := range in.Remarks {
		if c, ok := cleanRemark(m); ok && len(out.Remarks) < mostHanded {
			out.Remarks = append(out.Remarks, c)
		} else {
			dropped++
		}
	}
	for _, r := range in.Rules {
		c := HandoverRule{short(r.Name), short(r.When), r.Quiet, r.Wake, r.Until.UTC()}
		if c.Name == "" || c.When == "" || len(out.Rules) == mostRules || !c.Until.IsZero() && !inTime(c.Until) {
			dropped++
			continue
		}
		out.Rules = append(out.Rules, c)
	}
	for _, m := range in.Mutes {
		if c, ok := cleanMute(m); ok && len(out.Mutes) < mostMutes {
			out.Mutes = append(out.Mutes, c)
		} else {
			dropped++
		}
	}
	for _, a := range in.Alerts {
		if c, ok := cleanAlert(a); ok && len(out.Alerts) < mostHanded {
			out.Alerts = append(out.Alerts, c)
		} else {
			dropped++
		}
	}
	if dropped > 0 {
		notes = append(notes, Count(dropped, "entry was", "entries were")+" left out: not of the form that sitrep writes, or too many")
	}
	return out, notes, nil
}

// short cleans a text and cuts it to the length that is taken over.
func short(s string) string {
	s = sanitize.Line(s).String()
	if utf8.RuneCountInString(s) > longestHanded {
		s = string([]rune(s)[:longestHanded])
	}
	return s
}

// inTime reports whether a time is one that news can have.
func inTime(t time.Time) bool { return t.Year() >= 1970 && t.Year() < 2200 }

// address returns a web address in the spelling of sitrep, or a story's ID.
func address(s string) (string, bool) {
	if id, ok := strings.CutPrefix(s, "story:"); ok {
		return s, len(id) == 16 && !strings.ContainsFunc(id, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '2' || r > '7') })
	}
	return sanitize.URL("", s)
}

func cleanRemark(m news.Remark) (news.Remark, bool) {
	url, ok := address(m.URL)
	c := news.Remark{
		Kind: m.Kind, URL: url, Text: sanitize.Line(short(m.Text.String())), At: m.At.UTC(), Author: sanitize.Line(short(m.Author.String())),
		Title: sanitize.Line(short(m.Title.String())), Source: sanitize.Line(short(m.Source.String())),
	}
	if !ok || !inTime(m.At) {
		return c, false
	}
	if inTime(m.Published) {
		c.Published = m.Published.UTC()
	}
	if inTime(m.Retrieved) {
		c.Retrieved = m.Retrieved.UTC()
	}
	if len(m.SHA256) == 64 && strings.Trim(m.SHA256, "0123456789abcdef") == "" {
		c.SHA256 = m.SHA256
	}
	for _, u := range m.Event[:min(len(m.Event), 50)] {
		if u, ok := address(u); ok {
			c.Event = append(c.Event, u)
		}
	}
	switch m.Kind {
	case news.RemarkPin:
		c.Text = sanitize.Clean{}
	case news.RemarkNote:
		ok = !c.Text.IsZero()
	case news.RemarkStatus:
		ok = slices.Contains(news.Statuses(), c.Text.String())
	default:
		ok = false
	}
	return c, ok
}

func cleanAlert(a HandoverAlert) (HandoverAlert, bool) {
	c := HandoverAlert{
		Rule: short(a.Rule), Subject: short(a.Subject), Cause: short(a.Cause), Warning: short(a.Warning), Title: sanitize.Line(short(a.Title.String())),
		Source: sanitize.Line(short(a.Source.String())), Raised: a.Raised.UTC(), Again: short(a.Again),
	}
	if a.Level.Rank() > 0 {
		c.Level = a.Level
	}
	if url, ok := sanitize.URL("", a.URL); ok {
		c.URL = url
	}
	for _, w := range a.Why[:min(len(a.Why), 20)] {
		c.Why = append(c.Why, short(w))
	}
	return c, c.Rule != "" && c.Subject != "" && len(c.Why) > 0 && inTime(a.Raised)
}
