package plain

import (
	"sitrep/ui/reader"
)

// label has the link of the open story with a number, and all of its label on this
// site, be references, or the reference none.
func (r *Reader) label(arg string) {
	n, ok := number(arg)
	switch {
	case !r.inStory || r.story == nil:
		r.say("No story is open: a number opens one.")
		return
	case !ok:
		r.say("Label which? Such as label 1; refs and links list them.")
		return
	case n < 1 || n > len(r.story.items):
		r.sayf(reader.NoSuchNumber, n, len(r.story.items))
		return
	}
	it, url := r.story.items[n-1], ""
	switch {
	case it.Link != nil:
		url = it.Link.URL
	case it.Ref != nil:
		url = it.Ref.URL
	}
	told, err := r.env.Actions.MarkLine(r.env.Ctx, r.story.Story.ID, url)
	if err != nil {
		r.complain("No rule was made", err)
		return
	}
	r.say(told.String())
	r.again()
}

// keepAll shows the text left out of the open story, in all stories of its site.
func (r *Reader) keepAll() {
	if !r.inStory || r.story == nil {
		r.say("No story is open: a number opens one.")
		return
	}
	n, err := r.env.Actions.Keep(r.env.Ctx, r.story.Story.ID)
	switch {
	case err != nil:
		r.complain("What is left out could not be shown", err)
		return
	case n == 0:
		r.say("Nothing is left out of this story.")
		return
	case n == 1:
		r.say("1 paragraph is shown again in all stories of the site.")
	default:
		r.sayf("%d paragraphs are shown again in all stories of the site.", n)
	}
	r.again()
}

// again reads the open story once more from the cache, and prints it from its
// beginning.
func (r *Reader) again() {
	now, err := r.load(r.story.Story.ID)
	if err != nil {
		r.complain(reader.NotOpened, err)
		return
	}
	r.story = now
	r.page(0)
}
