package plain

import (
	"fmt"
	"strings"

	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// warnings says which official warnings are in force, the most severe first;
// with words, those that have them in their areas, event, headline or authority;
// with a query, those that it asks for.
func (r *Reader) warnings(arg string) {
	now := r.env.Now()
	list, err := reader.WarningsNow(r.env.Ctx, r.env.Library, now)
	if err != nil {
		r.complain(reader.NoWarnings, err)
		return
	}
	var inForce []warning.Entry
	over := 0
	asked := r.env.AskedFor(arg)
	for _, e := range list {
		switch {
		case !asked(e.Message):
		case e.State != warning.InForce:
			over++
		default:
			inForce = append(inForce, e)
		}
	}
	r.sayf("%s in force, %d over.", count(len(inForce), "warning is", "warnings are"), over)
	for _, e := range inForce {
		r.say(r.warning(e))
	}
}

// warning is one warning in a sentence.
func (r *Reader) warning(e warning.Entry) string {
	w := e.Message
	var facts []string
	add := func(s string) {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if e.Test {
		add("a test")
	}
	add(string(e.Severity))
	if w.Quake != nil && w.Quake.Magnitude != nil {
		add(fmt.Sprintf("magnitude %.1f", *w.Quake.Magnitude))
	}
	add(w.Event.String())
	for _, a := range w.Areas[:min(len(w.Areas), 20)] {
		add(a.Name.String())
	}
	add(w.Headline.String())
	add(w.Authority.String())
	if end, given := warning.End(w); given {
		add("until " + end.In(r.env.Zone).Format("2006-01-02 15:04"))
	} else {
		add("end not given")
	}
	return strings.Join(facts, ", ") + "."
}
