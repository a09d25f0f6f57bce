package plain

import (
	"slices"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// This file takes over a configuration that was changed while the dialog goes on.

// Settings is a configuration that was read again. Nil or empty fields stay as they are.
type Settings struct {
	Says sanitize.Clean // the changes, or the problem
	Bad  bool           // something is wrong: nothing changes

	Desks    []reader.Desk // if NewDesks
	NewDesks bool
	Pipes    []sanitize.Clean
	Cite     cite.Form // of citations; empty: it was not changed
	// Width is where lines of text are broken, if NewWidth.
	Width    int
	NewWidth bool
}

// apply puts a configuration in force that was read again, and says so.
func (r *Reader) apply(now Settings) {
	asked, was := r.reloading, r.wrong
	r.reloading, r.wrong = false, sanitize.Clean{}
	if now.Bad {
		r.wrong = now.Says
	}
	if now.Bad && now.Says == was && !asked {
		return // the same mistake, seen by whoever watches the file
	}
	r.say(now.Says.String())
	if now.Bad {
		return
	}
	r.env.Pipes = now.Pipes
	if now.Cite != "" {
		r.form = now.Cite
	}
	if now.NewWidth {
		r.breakAt(now.Width)
	}
	if now.NewDesks {
		r.changeDesks(now.Desks)
	}
}

// changeDesks lists the same desk again, or all stories if it is gone.
func (r *Reader) changeDesks(desks []reader.Desk) {
	l := r.list
	was := ""
	if l.desk > 0 {
		was = r.env.Desks[l.desk-1].Name.String()
	}
	var at news.StoryID
	if l.cur >= 0 && l.cur < len(l.rows) {
		at = l.rows[l.cur].ID
	}
	r.env.Desks = desks
	if l.desk == 0 && l.query == "" {
		return // all stories are listed as before
	}
	if was != "" && !slices.ContainsFunc(desks, func(d reader.Desk) bool { return d.Name.String() == was }) {
		r.sayf("Desk %s is gone; all stories are listed.", was)
	}
	if r.list.start(r, was, l.query, l.narrow) && at != "" {
		r.list.find(r, at)
	}
	r.say("The list was read anew, with other numbers; list prints it.")
}

// reload has the configuration read again.
func (r *Reader) reload() {
	if r.opt.Reload == nil {
		r.say("There is no configuration to read again here.")
		return
	}
	r.opt.Reload()
	r.reloading = true
	r.say("The configuration is being read again.")
}

// tellSettings takes over new settings.
func (r *Reader) tellSettings() {
	for more := true; more; {
		select {
		case now, open := <-r.opt.Settings:
			r.received(now, open)
		default:
			more = false
		}
	}
	for _, now := range r.settings {
		r.apply(now)
	}
	r.settings = nil
}

// received keeps a configuration that was read again until the next prompt.
func (r *Reader) received(now Settings, open bool) {
	if !open {
		r.opt.Settings = nil
		return
	}
	r.settings = append(r.settings, now)
}
