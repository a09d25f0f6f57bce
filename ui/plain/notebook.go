package plain

import "sitrep/internal/sanitize"

// hasNotebook says that nothing can be noted, if so.
func (r *Reader) hasNotebook() bool {
	if r.env.Notebook == nil {
		r.say("Nothing can be noted here.")
		return false
	}
	return true
}

// pin pins a story, or takes the pin off.
func (r *Reader) pin(arg string) {
	st, ok := r.meant(arg)
	if !ok || !r.hasNotebook() {
		return
	}
	pinned, err := r.env.Notebook.Pin(r.env.Ctx, st.ID)
	switch {
	case err != nil:
		r.complain("It is not kept", err)
	case pinned:
		r.say("Pinned for the report and the hand-over.")
	default:
		r.say("Not pinned any more.")
	}
}

// noteStory keeps a note on the open story.
func (r *Reader) noteStory(text string) {
	st, ok := r.meant("")
	if !ok || !r.hasNotebook() {
		return
	}
	if err := r.env.Notebook.Note(r.env.Ctx, st.ID, text); err != nil {
		r.complain("It is not kept", err)
		return
	}
	r.say("The note is kept.")
}

// judgeStory keeps a judgement of the watch on the open story.
func (r *Reader) judgeStory(status string) {
	st, ok := r.meant("")
	if !ok || !r.hasNotebook() {
		return
	}
	if err := r.env.Notebook.Judge(r.env.Ctx, st.ID, status); err != nil {
		r.complain("It is not kept", err)
		return
	}
	r.sayf("Judged %s by the watch.", sanitize.Line(status))
}

// export writes a report.
func (r *Reader) export() {
	if !r.hasNotebook() {
		return
	}
	path, err := r.env.Notebook.Export(r.env.Ctx)
	if err != nil {
		r.complain("There is no report", err)
		return
	}
	r.sayf("The report is in %s and beside it as Markdown.", sanitize.Line(path))
}
