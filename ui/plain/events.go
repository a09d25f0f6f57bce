package plain

import (
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/ui/reader"
)

// changes says what changed in a story: from the version before to the present one,
// or with "version N" to that one.
func (r *Reader) changes(arg string) {
	which := -1
	if word, rest := split(arg); word == "version" {
		n, ok := number(rest)
		if !ok {
			r.say("Which version? Such as changes version 2.")
			return
		}
		which, arg = n, ""
	}
	st, ok := r.meant(arg)
	if !ok || r.env.Events == nil {
		return
	}
	all, err := r.env.Events.Versions(r.env.Ctx, st)
	if err != nil {
		r.complain(reader.NoVersions, err)
		return
	}
	if len(all) < 2 {
		r.say(reader.OneVersion)
		return
	}
	to := len(all) - 1
	for i := range all {
		if all[i].N == which {
			to = i
		}
	}
	if to == 0 || which >= 0 && all[to].N != which {
		r.sayf("Version %d has none before it that is kept; versions %d to %d do.", which, all[1].N, all[len(all)-1].N)
		return
	}
	d := all[to-1].Compare(&all[to])
	r.sayf("%s Version %d of %d%s.", stop(headline(st)), all[to].N, all[len(all)-1].N, r.seenAt(&all[to]))
	r.change(&d)
	if to > 1 {
		r.sayf("changes version %d says what changed before.", all[to-1].N)
	}
}

func (r *Reader) seenAt(v *reader.Version) string {
	if v.SeenAt.IsZero() {
		return ""
	}
	return ", seen " + r.moment(v.SeenAt, false)
}

// change says what changed, a sentence at a time.
func (r *Reader) change(d *revision.Diff) {
	switch {
	case d.Silent:
		r.say("Silent: there is no notice, and the page kept its time.")
	case d.Notice != "":
		r.say("Notice: " + stop(d.Notice))
	}
	tell := func(label string, c *revision.Change) {
		switch {
		case c.Before == "":
			r.say("Added, " + label + ": " + stop(c.After))
		case c.After == "":
			r.say("Removed, " + label + ": " + stop(c.Before))
		default:
			r.say("Changed, " + label + ": " + stop(replaced(c)) + " Before: " + stop(c.Before) + " Now: " + stop(c.After))
		}
	}
	if d.Headline != nil {
		tell("headline", d.Headline)
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Class != revision.Cosmetic {
			tell(string(c.Class), c)
		}
	}
	last := reader.Count(d.Unchanged, "sentence", "sentences") + " unchanged"
	if d.Cosmetic > 0 {
		last += ", " + reader.Count(d.Cosmetic, "change", "changes") + " of spelling"
	}
	r.say(last + ".")
}

// replaced says which words of a sentence gave way to which.
func replaced(c *revision.Change) string {
	var gone, come []string
	for _, p := range c.Parts {
		switch text := strings.Trim(p.Text, " .,;:"); {
		case text == "":
		case p.Op == revision.Removed:
			gone = append(gone, text)
		case p.Op == revision.Added:
			come = append(come, text)
		}
	}
	switch {
	case len(gone) == 0:
		return "now also " + strings.Join(come, ", ")
	case len(come) == 0:
		return "no longer " + strings.Join(gone, ", ")
	}
	return strings.Join(gone, ", ") + " became " + strings.Join(come, ", ")
}

// sentence makes a sentence of words of sitrep.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return stop(strings.ToUpper(s[:1]) + s[1:])
}

// outlets says who reports the event of a story, and where each has it from; with
// why, also which words the stories share.
func (r *Reader) outlets(arg string, why bool) {
	st, ok := r.meant(arg)
	if !ok || r.env.Events == nil {
		return
	}
	e, err := r.env.Events.EventOf(r.env.Ctx, st.ID, why)
	if err != nil {
		r.complain(reader.NoEvent, err)
		return
	}
	r.sayf("%s %s.", stop(e.Title().String()), reader.CountWords(e.Count.Outlets, e.Count.Origins, e.Count.AtLeast))
	for _, s := range e.Figures() {
		r.say("Figures differ: " + stop(strings.ReplaceAll(s.FiguresText(true), " -> ", ", then ")))
	}
	if len(e.Stories) > 1 {
		r.say(e.Hours().Sentence())
	}
	for _, g := range e.ByOrigin() {
		r.say(stop(g.Name))
		for i := range g.Stories {
			x := &g.Stories[i]
			r.sayf("%s, %s: %s %s", r.moment(x.Story.When(), false), x.Story.Source, stop(headline(x.Story)), sentence(reader.OriginText(&x.Origin)))
			if why && x.Reason != nil && len(e.Stories) > 1 {
				r.say(sentence(reader.ReasonText(x.Reason)))
			}
		}
	}
}

// showBrief lists the changes since the person looked; with a number it opens the
// story of that item.
func (r *Reader) showBrief(arg string) {
	if r.env.Events == nil {
		return
	}
	n, isNumber := number(arg)
	if arg != "" && !isNumber {
		r.sayf(reader.NotANumber, arg)
		return
	}
	if isNumber && r.brief != nil {
		if n < 1 || n > len(r.brief.Items) {
			r.sayf("There is no item %d in the brief.", n)
			return
		}
		if r.brief.Items[n-1].Warning != "" {
			r.warnings("")
			return
		}
		r.open(r.brief.Items[n-1].Lead(), reader.Opened, news.Step{}, 0)
		return
	}
	b, err := r.env.Events.Brief(r.env.Ctx, news.Look{})
	if err != nil {
		r.complain(reader.NoBrief, err)
		return
	}
	r.brief = b
	r.sayf("Brief since %s: %s.", r.moment(b.Since, false), reader.Count(b.NewStories, "new story", "new stories"))
	part := reader.BriefPart("")
	for i := range b.Items {
		x := &b.Items[i]
		if x.Part != part {
			part = x.Part
			r.say(strings.ToUpper(string(part[:1])) + string(part[1:]) + ":")
		}
		facts := []string{}
		for _, f := range []string{x.What(), x.Words()} {
			if f = strings.Join(strings.Fields(f), " "); f != "" {
				facts = append(facts, f)
			}
		}
		r.say(fmt.Sprintf("%d. %s %s", i+1, stop(x.Text()), sentence(strings.Join(facts, ", "))))
	}
	if rest := b.Unlisted("", "warnings", "feeds"); rest != "" {
		r.say(rest)
	}
	r.say("brief and a number opens its story; mark-seen, or i, lets the next brief begin here.")
}

// markSeen moves the look of the person to the end of the brief that was read.
func (r *Reader) markSeen() {
	if r.brief == nil || r.env.Events == nil {
		r.say("No brief was read; brief reads it.")
		return
	}
	if err := r.env.Events.SetLook(r.env.Ctx, r.brief.Next); err != nil {
		r.complain(reader.LookFailed, err)
		return
	}
	r.brief = nil
	r.say("Seen: the next brief begins here.")
}
