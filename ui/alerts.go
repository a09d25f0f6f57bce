package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
)

// This file tells of alerts: in the status row, by the bell, and by a
// notification of the terminal.

// Notify is how a terminal is asked to notify a person of an alert.
type Notify string

// The ways of notifying.
const (
	NotifyOff    Notify = "off"
	NotifyOSC9   Notify = "osc9"   // iTerm2, kitty, WezTerm, Windows Terminal, ghostty
	NotifyOSC777 Notify = "osc777" // urxvt, foot, ghostty
)

// longestNotice is how many characters a notification has.
const longestNotice = 120

// alerted tells of alerts that were raised.
func (s *Screen) alerted(m pane.AlertsArrived) tea.Cmd {
	s.unseen = m.Unseen
	if len(m.New) == 0 {
		return nil
	}
	newest := m.New[0]
	text := fmt.Sprintf("Alert %s: ", sanitize.Line(newest.Rule))
	said := sanitize.Join(" ", sanitize.Line(text), newest.Headline)
	if n := len(m.New) - 1; n > 0 {
		said = sanitize.Join(" ", said, sanitize.Line(fmt.Sprintf("(%d more, press %s)", n, s.keys.KeyOf(keys.Alerts))))
	}
	s.told = pane.Told{Text: said}
	if newest.Delivery != news.DeliverRing {
		return nil
	}
	var cmds []tea.Cmd
	if s.opt.Bell {
		cmds = append(cmds, tea.Raw("\a"))
	}
	if seq := notice(s.opt.Notify, newest.Headline); seq != "" {
		cmds = append(cmds, tea.Raw(seq))
	}
	return tea.Batch(cmds...)
}

// notice returns the sequence that notifies of a headline. It has neither the
// rule nor where it is about: those are a person's own.
func notice(how Notify, headline sanitize.Clean) string {
	text := []rune(sanitize.Line(headline.String()).String())
	text = text[:min(len(text), longestNotice)]
	plain := strings.ReplaceAll(string(text), ";", ",")
	switch how {
	case NotifyOSC9:
		return "\x1b]9;sitrep: " + plain + "\x1b\\"
	case NotifyOSC777:
		return "\x1b]777;notify;sitrep;" + plain + "\x1b\\"
	case NotifyOff:
	}
	return ""
}

// alarms is the sign of alerts that the person has not seen.
func (s *Screen) alarms() string {
	if s.unseen == 0 {
		return ""
	}
	return fmt.Sprintf("%s %d", s.keys.KeyOf(keys.Alerts), s.unseen)
}
