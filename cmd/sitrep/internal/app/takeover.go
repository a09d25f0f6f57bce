package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/alert"
	"sitrep/internal/news"
	"sitrep/internal/query"
)

// Handover returns what the person hands to the next watch: the look, pins,
// notes, judgements, rules, mutes, and the alerts of the last seven days.
func (s *Session) Handover(ctx context.Context, note string) (*present.Handover, error) {
	h := &present.Handover{By: s.Cache.Name(), Note: note, Rules: []present.HandoverRule{}, Alerts: []present.HandoverAlert{}}
	look, err := s.Cache.Look(ctx)
	if err != nil {
		return nil, err
	}
	if !look.At.IsZero() {
		h.Since = look.At.UTC().Truncate(time.Second)
	}
	if h.Remarks, err = s.Cache.Remarks(ctx); err != nil {
		return nil, err
	}
	if h.Remarks == nil {
		h.Remarks = []news.Remark{}
	}
	rules, err := s.Rules(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		h.Rules = append(h.Rules, present.HandoverRule{Name: r.Name, When: r.Query, Quiet: r.Quiet, Wake: r.Wake, Until: r.Until.UTC()})
	}
	if h.Mutes, err = s.mutesToHand(ctx); err != nil {
		return nil, err
	}
	alerts, err := s.Cache.Alerts(ctx, s.Now().Add(-lookBack))
	if err != nil {
		return nil, err
	}
	for i := range alerts {
		a := &alerts[i]
		h.Alerts = append(h.Alerts, present.HandoverAlert{
			Rule: a.Rule, Subject: a.Subject, Cause: a.Cause, Warning: a.Warning, Title: a.Headline, Source: a.Source, URL: a.URL,
			Raised: a.Raised.UTC(), Why: a.Why, Again: a.Again, Level: a.Severity,
		})
	}
	return h, nil
}

// Takeover adds the hand-over of another watch, and returns the additions, in a
// sentence each. Existing entries stay as they are. dry: nothing is written.
func (s *Session) Takeover(ctx context.Context, h *present.Handover, dry bool) ([]string, error) {
	said, err := s.takeRemarks(ctx, h, dry)
	if err != nil {
		return said, err
	}
	rules, err := s.takeRules(ctx, h, dry)
	if err != nil {
		return append(said, rules...), err
	}
	said = append(said, rules...)
	mutes, err := s.takeMutes(ctx, h, dry)
	if said = append(said, mutes...); err != nil {
		return said, err
	}
	if !dry {
		n, err := s.takeAlerts(ctx, h)
		if err != nil {
			return said, err
		}
		said = append(said, present.Count(n, "alert", "alerts")+" added")
	}
	look, err := s.Cache.Look(ctx)
	if err != nil || h.Since.IsZero() || !look.At.IsZero() {
		return said, err
	}
	by := ""
	if h.By != "" {
		by = " by " + h.By
	}
	said = append(said, fmt.Sprintf("since %s UTC%s: the next brief begins there", present.Stamp(h.Since), by))
	if dry {
		return said, nil
	}
	seq, err := s.DB.SeqBefore(ctx, h.Since)
	if err != nil {
		return said, err
	}
	return said, s.Cache.SaveLook(ctx, news.Look{At: h.Since, Seq: seq})
}

// takeRemarks adds pins, notes and judgements.
func (s *Session) takeRemarks(ctx context.Context, h *present.Handover, dry bool) ([]string, error) {
	remarks := slices.Clone(h.Remarks)
	if dry {
		return []string{present.Count(len(remarks), "pin or note", "pins and notes") + " in the file"}, nil
	}
	added, err := s.Cache.AddRemarks(ctx, remarks...)
	return []string{present.Count(len(added), "pin or note", "pins and notes") + " added"}, err
}

// takeRules adds the rules whose names are free.
func (s *Session) takeRules(ctx context.Context, h *present.Handover, dry bool) ([]string, error) {
	have, err := s.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var said []string
	for _, r := range h.Rules {
		rule := news.Rule{Name: r.Name, Query: r.When, Quiet: r.Quiet, Wake: r.Wake, Until: r.Until, Own: true}
		if i := slices.IndexFunc(have, func(x news.Rule) bool { return x.Name == r.Name }); i >= 0 {
			if have[i].Query != r.When {
				said = append(said, "rule "+r.Name+" is there already, with another query: it stays")
			}
			continue
		}
		if _, err := alert.Compile(rule, func(q string) (news.Filter, error) { return query.Parse(q, s.Now()) }); err != nil {
			said = append(said, fmt.Sprintf("left out: %v", err))
			continue
		}
		said = append(said, "rule "+r.Name+" added: "+r.When)
		if !dry {
			if err := s.Cache.SaveRule(ctx, rule); err != nil {
				return said, err
			}
		}
	}
	return said, nil
}

// takeAlerts adds alerts as listed: they rang for somebody else.
func (s *Session) takeAlerts(ctx context.Context, h *present.Handover) (int, error) {
	mark, err := s.Cache.AlertMark(ctx)
	if err != nil {
		return 0, err
	}
	list := make([]news.Alert, len(h.Alerts))
	for i, a := range h.Alerts {
		list[i] = news.Alert{
			Rule: a.Rule, Own: true, Subject: a.Subject, Cause: a.Cause, Warning: a.Warning, Headline: a.Title, Source: a.Source, URL: a.URL,
			Raised: a.Raised, Why: a.Why, Again: a.Again, Severity: a.Level, Delivery: news.DeliverList,
		}
	}
	known, err := s.Cache.Alerts(ctx, time.Time{})
	if err != nil {
		return 0, err
	}
	list = slices.DeleteFunc(list, func(a news.Alert) bool {
		return slices.ContainsFunc(known, func(k news.Alert) bool { return k.Rule == a.Rule && k.Subject == a.Subject && k.Cause == a.Cause })
	})
	added, err := s.Cache.SaveAlerts(ctx, list, mark, nil)
	return len(added), err
}
