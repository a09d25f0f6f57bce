package plain

import (
	"context"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// settings are the commands that change feeds, desks and mutes.
func settings() []command {
	return []command{
		{nil, []string{"add"}, "ADDRESS", "follows a feed, or the feed that a page names", (*Reader).addFeed},
		{nil, []string{"tag"}, "WORD", "tags the feed of the story; tag -WORD takes the tag away", (*Reader).tagFeed},
		{nil, []string{"keep-desk"}, "NAME", "keeps what is searched for as a desk", (*Reader).keepDesk},
		{nil, []string{"mute"}, "[WORD for 3d]", "keeps stories with a word in the headline out of the lists; alone it lists the mutes", (*Reader).mute},
		{nil, []string{"unmute"}, "WORD", "lists them again", func(r *Reader, arg string) { r.setMute(news.Mute{Word: arg}, false) }},
	}
}

// withoutMuted takes the muted stories out of a list.
func (l *list) withoutMuted(r *Reader) error {
	mutes, err := r.env.Library.Mutes(r.env.Ctx)
	if err != nil {
		return err
	}
	if l.base == nil {
		base := r.onlyUnread(l.filter)
		l.base = &base
	}
	out, rest, ok := news.Muted(mutes)
	l.filter, l.muted = l.base.And(rest), nil
	if ok {
		f := l.base.And(out)
		l.muted = &f
	}
	return nil
}

// sayMuted says how many stories are kept out of a list.
func (r *Reader) sayMuted(l *list) {
	if l.muted == nil {
		return
	}
	c, err := r.env.Library.Count(r.env.Ctx, *l.muted, l.upTo)
	if err == nil {
		r.sayf("%s muted; mute lists the words.", amount(c.Total, c.More, "story is", "stories are"))
	}
}

// carryOut reports the result of a change of the configuration.
func (r *Reader) carryOut(failed string, do func(context.Context) (sanitize.Clean, error)) {
	done, err := do(r.env.Ctx)
	if err != nil {
		r.complain(failed, err)
		return
	}
	r.say(done.String())
}

func (r *Reader) addFeed(address string) {
	if address == "" {
		r.say("Add which feed? Such as: add https://example.org/rss.xml")
		return
	}
	r.carryOut(reader.FeedNotAdded, func(ctx context.Context) (sanitize.Clean, error) { return r.env.Actions.AddFeed(ctx, address) })
}

func (r *Reader) tagFeed(word string) {
	s, ok := r.meant("")
	if !ok {
		return
	}
	tag, off := strings.CutPrefix(word, "-")
	switch {
	case s.Feed == "":
		r.say(reader.NoFeedToTag)
	case tag == "":
		r.say("Tag with which word? Such as: tag flood")
	default:
		r.carryOut(reader.NotTagged, func(ctx context.Context) (sanitize.Clean, error) {
			return r.env.Actions.TagFeed(ctx, s.Feed, tag, !off)
		})
	}
}

// keepDesk keeps the search as a desk.
func (r *Reader) keepDesk(name string) {
	l := r.list
	switch {
	case l.query == "":
		r.say("Nothing is searched for: search first, then keep it as a desk.")
		return
	case name == "":
		r.say("Keep it under which name? Such as: keep-desk Floods")
		return
	}
	text := l.query
	if l.narrow && l.desk > 0 {
		text = "(" + r.env.Desks[l.desk-1].Query.String() + ") (" + text + ")"
	}
	r.carryOut(reader.DeskNotSaved, func(ctx context.Context) (sanitize.Clean, error) { return r.env.Actions.SaveDesk(ctx, name, text) })
}

func (r *Reader) mute(arg string) {
	if arg == "" {
		all, err := r.env.Library.Mutes(r.env.Ctx)
		if err != nil {
			r.complain(reader.NotMuted, err)
			return
		}
		r.say(reader.MutesSaid(all, r.env.Zone).String())
		return
	}
	m, err := reader.ReadMute(arg, r.env.Now())
	if err != nil {
		r.say(err.Error())
		return
	}
	r.setMute(m, true)
}

func (r *Reader) setMute(m news.Mute, on bool) {
	said, _, err := r.env.SetMute(r.env.Ctx, m, on)
	if err != nil {
		r.complain(reader.NotMuted, err)
		return
	}
	r.say(said.String() + " The command new reads the list anew.")
}
