package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/feeds/hazard"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

func warningsCmd(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "warnings",
		Short: "Read official warnings",
		Args:  noCommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(warningsParseCmd(e))
	return c
}

func warningsParseCmd(e *env) *cobra.Command {
	var asJSON, full bool
	var at string
	c := &cobra.Command{
		Use:   "parse FILE|URL|-",
		Short: "Show the official warnings of one document",
		Long: `parse reads official warnings from a file, an address or standard input (-):
CAP, NWS, MeteoAlarm, GDACS, USGS, EMSC, NHC, JMA and NINA. It prints what they
state, which messages are one warning, the state of each and whether it would
raise an alert. The format goes to standard error. Nothing is stored.`,
		Args: operands(cobra.ExactArgs(1), "one file, address or -"),
		RunE: func(c *cobra.Command, args []string) error {
			now := e.now()
			if at != "" {
				t, err := time.Parse(time.RFC3339, at)
				if err != nil {
					return usagef("--now %q: not a time such as 2031-04-02T10:30:00Z", at)
				}
				now = t
			}
			doc, failed := e.parseWarnings(c.Context(), args[0])
			if doc != nil {
				if err := e.printDocument(doc, full, now, asJSON); err != nil {
					return err
				}
			}
			if failed != nil {
				return fmt.Errorf("warnings parse %s: %w", sanitize.Redacted(args[0]), failed)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a warning")
	c.Flags().BoolVar(&full, "full", false, "print the complete message of each entry that carries one")
	c.Flags().StringVar(&at, "now", "", "take this `TIME` as the present (RFC 3339)")
	return c
}

// parseWarnings reads the operand and the warnings in it. With an error it
// returns the warnings before the fault.
func (e *env) parseWarnings(ctx context.Context, operand string) (*hazard.Document, error) {
	body, contentType, err := e.readWarnings(ctx, operand)
	if err != nil {
		return nil, err
	}
	doc, err := hazard.Read(body, contentType)
	if cause := errors.Unwrap(err); cause != nil {
		err = errors.New(strings.TrimPrefix(err.Error(), "read warnings: "))
	}
	return doc, err
}

// readWarnings reads a file, standard input or an address. A file is read
// into memory of its size: documents may be large.
func (e *env) readWarnings(ctx context.Context, operand string) (body []byte, contentType string, err error) {
	if info, err := os.Stat(operand); err == nil && info.Mode().IsRegular() && operand != "-" {
		f, err := os.Open(operand)
		if err != nil {
			return nil, "", why(err)
		}
		defer f.Close()
		// One byte more than allowed, so that a longer document is noticed.
		body = make([]byte, min(info.Size(), hazard.MaxBytes)+1)
		n, err := io.ReadFull(f, body)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, "", why(err)
		}
		return body[:n], "", nil
	}
	body, contentType, _, err = e.readFeed(ctx, operand)
	return body, contentType, err
}

// printDocument prints the warnings of a document.
func (e *env) printDocument(doc *hazard.Document, full bool, now time.Time, asJSON bool) error {
	about := []string{string(doc.Format)}
	if doc.Format == news.FormatPlainFeed {
		about[0] = "an ordinary feed without official warnings (see sitrep feeds parse)"
	}
	list := doc.Warnings
	if full {
		for i, message := range doc.Embedded {
			list[i] = message
		}
	} else if n := len(doc.Embedded); n > 0 {
		about = append(about, count(n, "entry carries", "entries carry")+" the complete message (--full prints it)")
	}
	for _, text := range append(about, doc.Notes...) {
		if err := e.complain(sanitize.Join("", sanitize.Line(text), sanitize.Lit("\n"))); err != nil {
			return err
		}
	}
	judge, err := warning.New()
	if err != nil {
		return err
	}
	chains := warning.Chains(list)
	of := make(map[*news.Warning]*warning.Chain, len(list))
	for n := range chains {
		for _, w := range chains[n].Messages {
			of[w] = &chains[n]
		}
	}
	width := min(screenWidth(e.stdout, 76), 76)
	for i := range list {
		w := &list[i]
		f := warningFieldsOf(w, judge.Of(w), of[w], now)
		if asJSON {
			err = e.printJSON(&f)
		} else {
			text := f.text(w, width)
			if i > 0 {
				text = "\n" + text
			}
			err = e.printText(text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// warningFields are the fields of a warning in JSON.
type warningFields struct {
	ID         string             `json:"id,omitempty"`
	Chain      string             `json:"chain,omitempty"`
	Authority  sanitize.Clean     `json:"authority,omitzero"`
	Sender     string             `json:"sender,omitempty"`
	Sent       news.FuzzyTime     `json:"sent,omitzero"`
	Status     news.WarningStatus `json:"status,omitempty"`
	Kind       news.WarningKind   `json:"kind,omitempty"`
	Event      sanitize.Clean     `json:"event,omitzero"`
	Hazard     news.Hazard        `json:"hazard,omitempty"`
	Severity   news.Severity      `json:"severity,omitempty"`
	Level      news.Level         `json:"level,omitempty"`
	Urgency    news.Urgency       `json:"urgency,omitempty"`
	Certainty  news.Certainty     `json:"certainty,omitempty"`
	Response   []news.Response    `json:"response,omitempty"`
	Effective  news.FuzzyTime     `json:"effective,omitzero"`
	Onset      news.FuzzyTime     `json:"onset,omitzero"`
	Expires    news.FuzzyTime     `json:"expires,omitzero"`
	Ends       news.FuzzyTime     `json:"ends,omitzero"`
	Areas      []sanitize.Clean   `json:"areas,omitempty"`
	Lat        *float64           `json:"lat,omitempty"`
	Lon        *float64           `json:"lon,omitempty"`
	RadiusKM   float64            `json:"radius_km,omitempty"`
	Magnitude  *float64           `json:"magnitude,omitempty"`
	DepthKM    *float64           `json:"depth_km,omitempty"`
	Languages  []string           `json:"languages,omitempty"`
	Replaces   []string           `json:"replaces,omitempty"`
	Test       bool               `json:"test"`
	Rings      bool               `json:"rings"`
	Why        string             `json:"why"` // why it rings, or why it does not
	State      warning.State      `json:"state"`
	EndUnknown bool               `json:"end_unknown,omitempty"` // the authority gives no end
	Headline   sanitize.Clean     `json:"headline,omitzero"`
	URL        string             `json:"url,omitempty"`
}

func warningFieldsOf(w *news.Warning, j warning.Judgement, chain *warning.Chain, now time.Time) warningFields {
	at := func(t time.Time) news.FuzzyTime { return news.FuzzyTime{T: t} }
	f := warningFields{
		ID: w.ID, Chain: chain.ID, Authority: w.Authority, Sender: w.Sender, Sent: at(w.Sent), Status: w.Status, Kind: w.Kind,
		Event: w.Event, Hazard: w.Hazard, Severity: w.Severity, Level: w.Level, Urgency: w.Urgency, Certainty: w.Certainty,
		Response: w.Responses, Effective: at(w.Effective), Onset: at(w.Onset), Expires: at(w.Expires), Ends: at(w.Ends),
		Languages: w.Languages, Test: j.Test, Rings: j.Rings, Why: j.Why, State: chain.StateOf(w, now),
		Headline: w.Headline, URL: shownAddress(w.URL),
	}
	_, given := warning.End(w)
	f.EndUnknown = !given
	for _, a := range w.Areas {
		if !a.Name.IsZero() {
			f.Areas = append(f.Areas, a.Name)
		}
		if f.RadiusKM == 0 && len(a.Circles) > 0 {
			f.RadiusKM = a.Circles[0].RadiusKM
		}
	}
	if w.Place != nil {
		f.Lat, f.Lon = &w.Place.Lat, &w.Place.Lon
	}
	if w.Quake != nil {
		f.Magnitude, f.DepthKM = w.Quake.Magnitude, w.Quake.DepthKM
	}
	for _, ref := range w.Replaces {
		f.Replaces = append(f.Replaces, ref.ID)
	}
	return f
}

// text returns the warning for people.
func (f *warningFields) text(w *news.Warning, width int) string {
	var lines []string
	add := func(indent string, parts ...string) {
		var some []string
		for _, p := range parts {
			if p != "" {
				some = append(some, p)
			}
		}
		if len(some) > 0 {
			lines = append(lines, indent+wrap(strings.Join(some, " · "), indent, width))
		}
	}
	strength := string(f.Severity)
	if f.Level != "" {
		strength = strings.TrimPrefix(strength+", "+string(f.Level), ", ")
	}
	if f.Magnitude != nil {
		strength = strings.TrimSuffix(fmt.Sprintf("M %.1f, %s", *f.Magnitude, strength), ", ")
	}
	state := strings.ReplaceAll(string(f.State), "_", " ")
	test := ""
	if f.Test {
		test = "test"
	}
	add("", state, test, strength, f.Event.String())
	headline := f.Headline
	if headline.IsZero() {
		headline = sanitize.Lit("(no headline)")
	}
	add("  ", headline.String())
	var areas []string
	for _, a := range f.Areas[:min(len(f.Areas), 8)] {
		areas = append(areas, a.String())
	}
	if more := len(f.Areas) - len(areas); more > 0 {
		areas = append(areas, fmt.Sprintf("and %d more", more))
	}
	add("  ", strings.Join(areas, "; "))
	end, given := warning.End(w)
	until := "until " + stamp(end) + " UTC"
	if !given {
		until = "end not given"
	}
	add("  ", f.Authority.String(), "sent "+stamp(w.Sent)+" UTC", until)
	rings := "does not ring: "
	if f.Rings {
		rings = "rings: "
	}
	add("  ", rings+f.Why)
	chain := ""
	if f.Chain != f.ID {
		chain = "part of " + f.Chain
	}
	add("  ", f.ID, chain)
	return strings.Join(lines, "\n") + "\n"
}
