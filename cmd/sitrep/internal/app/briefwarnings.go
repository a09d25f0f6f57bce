package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// mostWarned is how many warnings a brief lists; the others are counted.
const mostWarned = 6

// addBriefWarnings lists the warnings that came, rose or ended since the look of a brief.
// Those that are less than severe, or of no severity, are counted only.
func (s *Session) addBriefWarnings(ctx context.Context, b *reader.Brief) error {
	seen, err := s.DB.Warnings(ctx)
	if err != nil || len(seen) == 0 {
		return err
	}
	judge, err := warning.New()
	if err != nil {
		return err
	}
	w := warned{judge: judge, since: b.Since, until: b.Until, known: map[*news.Warning]bool{}, before: map[messageKey]bool{}}
	list := make([]news.Warning, len(seen))
	for i := range seen {
		list[i] = seen[i].Warning
		w.known[&list[i]] = !seen[i].Seen.After(b.Since)
	}
	w.noteBefore(list)
	var items []reader.BriefItem
	chains := warning.Chains(list)
	for i := range chains {
		item, ok := w.item(&chains[i])
		switch {
		case !ok:
		case item.Grade.Rank() < news.SeveritySevere.Rank():
			b.Lesser++
		default:
			items = append(items, item)
		}
	}
	slices.SortStableFunc(items, func(x, y reader.BriefItem) int {
		over := func(i reader.BriefItem) bool {
			return i.Reason == reader.ReasonEnded || i.Reason == reader.ReasonLifted
		}
		if over(x) != over(y) {
			if over(x) {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(y.Grade.Rank(), x.Grade.Rank()), y.Last.Compare(x.Last), cmp.Compare(x.Title.String(), y.Title.String()))
	})
	if len(items) > mostWarned {
		b.Lesser += len(items) - mostWarned
		items = items[:mostWarned]
	}
	for _, i := range items {
		b.Add(i)
	}
	return nil
}

// messageKey names a message of a feed.
type messageKey struct {
	feed       news.FeedID
	sender, id string
	sent       int64
}

func keyOf(w *news.Warning) messageKey {
	return messageKey{w.Feed, w.Sender, w.ID, w.Sent.UnixMilli()}
}

// warned compares warnings at two times.
type warned struct {
	judge        *warning.Judge
	since, until time.Time
	known        map[*news.Warning]bool // the message had come by then
	before       map[messageKey]bool    // the message was in force then, as far as was known
}

// noteBefore notes which messages were in force at the look.
func (w *warned) noteBefore(list []news.Warning) {
	var then []news.Warning
	for i := range list {
		if w.known[&list[i]] {
			then = append(then, list[i])
		}
	}
	chains := warning.Chains(then)
	for i := range chains {
		for _, m := range chains[i].Messages {
			if chains[i].StateOf(m, w.since) == warning.InForce {
				w.before[keyOf(m)] = true
			}
		}
	}
}

// item returns the change of a warning; false: there is none, or it is a test.
func (w *warned) item(c *warning.Chain) (reader.BriefItem, bool) {
	var was, peak news.Severity // in force at the look; of any message
	var now *news.Warning       // the most severe that is in force
	inForceBefore := false
	for _, m := range c.Messages {
		j := w.judge.Of(m)
		if j.Test {
			continue
		}
		if j.Severity.Rank() > peak.Rank() {
			peak = j.Severity
		}
		if w.before[keyOf(m)] {
			inForceBefore = true
			if j.Severity.Rank() > was.Rank() {
				was = j.Severity
			}
		}
		if c.StateOf(m, w.until) == warning.InForce && (now == nil || j.Severity.Rank() >= warning.Decisive(now).Rank()) {
			now = m
		}
	}
	switch {
	case now != nil && !inForceBefore:
		i := warningItem(now, reader.ReasonWarning, w.until)
		return i, !w.known[now]
	case now != nil && warning.Decisive(now).Rank() > was.Rank():
		i := warningItem(now, reader.ReasonRaised, w.until)
		i.From, i.To = string(cmp.Or(was, news.SeverityUnknown)), string(i.Grade)
		return i, true
	case now == nil && inForceBefore:
		last := c.Current()
		reason, at := reader.ReasonEnded, last.Sent
		if end, _ := warning.End(last); c.State(w.until) == warning.Cancelled {
			reason = reader.ReasonLifted
		} else if !end.After(w.until) {
			at = end
		}
		i := warningItem(last, reason, at)
		i.Grade = was
		if i.Title.IsZero() {
			i.Title = titleOf(c)
		}
		return i, true
	}
	return reader.BriefItem{}, false
}

// titleOf returns the title of the newest message of a warning that has one.
func titleOf(c *warning.Chain) sanitize.Clean {
	for _, m := range slices.Backward(c.Messages) {
		if t := reader.WarningTitle(m); !t.IsZero() {
			return t
		}
	}
	return sanitize.Clean{}
}

// warningItem makes an item of a warning. at is when it came to an end.
func warningItem(m *news.Warning, reason string, at time.Time) reader.BriefItem {
	i := reader.BriefItem{Part: reader.PartWarnings, Title: reader.WarningTitle(m), Reason: reason, Note: m.Authority.String(), Grade: warning.Decisive(m), Last: m.Sent, Warning: m.ID}
	if reason == reader.ReasonWarning || reason == reader.ReasonRaised {
		end, given := warning.End(m)
		if given {
			i.Ends = end
		}
		return i
	}
	i.Ends = at
	return i
}
