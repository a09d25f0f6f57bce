package alert

import (
	"strings"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/warning"
)

// when returns the time that since: and before: are about.
func (d *document) when() time.Time {
	if d.Story != nil {
		return d.Story.When()
	}
	return d.Warning.Sent
}

// ofWarning reports whether a warning has a value.
func (d *document) ofWarning(e news.OfWarning) (found, bool) {
	w := d.Warning
	if w == nil {
		return found{}, false
	}
	switch e.Field {
	case news.FieldSeverity:
		s := warning.Decisive(w)
		if fits(e, rankOfSeverity(strings.ToLower(string(s))), rankOfSeverity(e.Value)) && (s != "" || e.Value == "unknown") {
			return because("severity %s", s)
		}
	case news.FieldLevel:
		if fits(e, w.Level.Severity().Rank(), news.Level(e.Value).Severity().Rank()) && w.Level != "" {
			return because("level %s", w.Level)
		}
	case news.FieldHazard:
		if w.Hazard == news.Hazard(e.Value) {
			return because("hazard %s", e.Value)
		}
	case news.FieldStatus:
		if strings.EqualFold(string(w.Status), e.Value) {
			return because("status %s", w.Status)
		}
	case news.FieldEvent:
		return hasWords("event", e.Value, w.Event.String())
	case news.FieldArea:
		for _, a := range w.Areas {
			if f, ok := hasWords("area", e.Value, a.Name.String()); ok {
				return f, true
			}
		}
	}
	return found{}, false
}

// fits compares ranks as a condition asks.
func fits(e news.OfWarning, has, wants int) bool { return has == wants || e.Least && has > wants }

func rankOfSeverity(s string) int {
	for _, x := range []news.Severity{news.SeverityExtreme, news.SeveritySevere, news.SeverityModerate, news.SeverityMinor} {
		if strings.EqualFold(string(x), s) {
			return x.Rank()
		}
	}
	return 0
}

func hasWords(name, want, text string) (found, bool) {
	w, prefix := tokensOf(want, false)
	if len(positions(match.Tokens(text, false), w, prefix)) > 0 {
		return because("%s %q", name, text)
	}
	return found{}, false
}

// Matches reports whether a warning is one that a query asks for. Words are
// looked for in headline, event, areas, description, advice and authority.
func (e *Engine) Matches(f news.Filter, w *news.Warning) bool {
	d := e.newDocument(&Item{Warning: w})
	d.fields = append(d.fields, field{"the authority", false, match.Tokens(w.Authority.String(), false)})
	_, ok := d.holds(f.Expr)
	return ok
}
