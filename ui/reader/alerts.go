package reader

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Watch is what a reader asks about alerts. Its methods block and may be called
// concurrently.
type Watch interface {
	// Alerts returns the alerts of the last seven days, the newest first.
	Alerts(ctx context.Context) ([]news.Alert, error)
	// SeeAlerts notes that the person has seen the alerts up to one, by its Num.
	SeeAlerts(ctx context.Context, upTo int64) error
	// Propose returns a rule for what a story is about. It is not kept.
	Propose(ctx context.Context, id news.StoryID) (news.Rule, error)
	// TryRule returns what a rule would have raised in the last seven days, the
	// oldest first. Its error says what is wrong with the query.
	TryRule(ctx context.Context, r news.Rule) ([]news.Alert, error)
	// AddRule keeps a rule of the person's own, in place of one of the same name,
	// and returns how often it would have been raised in the last seven days.
	AddRule(ctx context.Context, r news.Rule) (int, error)
}

// WhyText says why an alert was raised.
func WhyText(a *news.Alert) sanitize.Clean {
	why := strings.Join(a.Why, ", ")
	if a.Again != "" {
		why = "again: " + a.Again + "; " + why
	}
	if a.Origins > 0 {
		why += fmt.Sprintf("; outlets %d, origins %d", a.Outlets, a.Origins)
	}
	return sanitize.Line(why)
}

// DeliveryText says how an alert reached people; empty: it rang.
func DeliveryText(a *news.Alert) string {
	switch a.Delivery {
	case news.DeliverQuiet:
		return "held by the quiet hours"
	case news.DeliverLimit:
		return "not rung: too many in an hour"
	case news.DeliverList:
		return "listed only"
	case news.DeliverBack:
		return "there before its rule"
	case news.DeliverLate:
		return "late"
	case news.DeliverRing:
	}
	return ""
}

// Unseen returns the alerts that the person has not seen and that are to be told
// of, the newest first.
func Unseen(all []news.Alert) []news.Alert {
	var out []news.Alert
	for _, a := range all {
		if !a.Seen && (a.Delivery == news.DeliverRing || a.Delivery == news.DeliverQuiet || a.Delivery == news.DeliverLimit) {
			out = append(out, a)
		}
	}
	return out
}

// AlertTime writes when an alert was raised.
func AlertTime(a *news.Alert, now time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	t := a.Raised.In(zone)
	if now.Sub(t).Abs() < 20*time.Hour {
		return t.Format("15:04")
	}
	return t.Format("01-02 15:04")
}
