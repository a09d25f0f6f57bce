package plain

import "sitrep/ui/reader"

// join puts the open story, or the current headline, into the event of another headline,
// given by its number.
func (r *Reader) join(arg string) {
	st, ok := r.meant("")
	if !ok || r.env.Events == nil {
		return
	}
	n, isNumber := number(arg)
	if !isNumber || n < 1 || n > len(r.list.rows) {
		r.say("Into the event of which headline? Such as join 3.")
		return
	}
	r.regrouped(r.env.Events.Join(r.env.Ctx, string(r.list.rows[n-1].ID), st.ID))
}

// part takes the story out of its event.
func (r *Reader) part() {
	st, ok := r.meant("")
	if !ok || r.env.Events == nil {
		return
	}
	r.regrouped(r.env.Events.Part(r.env.Ctx, st.ID))
}

func (r *Reader) regrouped(of reader.Regrouped, err error) {
	if err != nil {
		r.complain("Nothing was moved", err)
		return
	}
	r.moves = append(r.moves, of)
	r.say(of.Text.String() + " undo takes it back; list draws the headlines anew.")
}

// putBack takes back the last move of a story; false: there is none, or marks were changed
// since.
func (r *Reader) putBack() bool {
	n := len(r.moves)
	if n == 0 {
		return false
	}
	last := r.moves[n-1]
	r.moves = r.moves[:n-1]
	if err := r.env.Events.PutBack(r.env.Ctx, last); err != nil {
		r.complain(reader.UndoFailed, err)
		return true
	}
	r.say(reader.Undone + stop(last.Text.String()))
	return true
}
