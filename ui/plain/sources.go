package plain

import (
	"context"
	"maps"
	"slices"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// sourcing are the commands about sources.
func sourcing() []command {
	return []command{
		{[]string{"S"}, []string{"sources"}, "", "lists desks, tags, feeds and packs, with how much is unread", plainly((*Reader).sources)},
		{nil, []string{"pack"}, "NAME on|off", "follows the feeds of a pack, or no longer", (*Reader).switchPack},
		{nil, []string{"rename"}, "NAME", "gives the feed of the story another name", (*Reader).renameFeed},
		{nil, []string{"unfollow"}, "", "follows the feed of the story no longer", plainly((*Reader).unfollow)},
		{nil, []string{"mute-feed"}, "", "keeps the stories of its feed out of the lists, or lists them again", plainly((*Reader).muteFeed)},
	}
}

// sources lists the sources.
func (r *Reader) sources() {
	all, err := r.env.Sources(r.env.Ctx)
	if err != nil {
		r.complain(reader.NoFeedStates, err)
		return
	}
	packs, err := r.env.Actions.Packs(r.env.Ctx)
	if err != nil {
		r.complain(reader.NoFeedStates, err)
		return
	}
	line := func(kind, name string, c news.Counts) {
		r.sayf("%s %s: %d unread of %s.", kind, name, c.Unread, amount(c.Total, c.More, "story", "stories"))
	}
	for i, c := range all.Desks {
		name := "all"
		if i > 0 {
			name = r.env.Desks[i-1].Name.String()
		}
		line("Desk", name, c)
	}
	line("Starred", "stories", all.Starred)
	for _, t := range slices.Sorted(maps.Keys(all.Tags)) {
		line("Tag", t, all.Tags[t])
	}
	for _, f := range all.Feeds {
		line("Feed", f.Name.String(), f.Counts)
	}
	for _, p := range packs {
		state := "off"
		if p.On {
			state = "on"
		}
		r.sayf("Pack %s, %s: %s, %s.", p.Name, p.Title, count(p.Feeds, "feed", "feeds"), state)
	}
}

func (r *Reader) switchPack(arg string) {
	name, state, _ := strings.Cut(arg, " ")
	if state = strings.TrimSpace(state); state != "on" && state != "off" {
		r.say("Which pack, on or off? Such as: pack health on; sources lists them.")
		return
	}
	r.carryOut(reader.NotConfigured, func(ctx context.Context) (sanitize.Clean, error) {
		return r.env.Actions.SwitchPack(ctx, name, state == "on")
	})
}

// feedMeant returns the feed of the story that a command is about.
func (r *Reader) feedMeant() (news.FeedID, bool) {
	s, ok := r.meant("")
	if ok && s.Feed == "" {
		r.say(reader.NoFeedToTag)
		return "", false
	}
	if !ok {
		return "", false
	}
	return s.Feed, true
}

func (r *Reader) renameFeed(name string) {
	if name == "" {
		r.say("Which name? Such as: rename Harbor radio")
		return
	}
	if id, ok := r.feedMeant(); ok {
		r.carryOut(reader.NotConfigured, func(ctx context.Context) (sanitize.Clean, error) { return r.env.Actions.RenameFeed(ctx, id, name) })
	}
}

func (r *Reader) unfollow() {
	if id, ok := r.feedMeant(); ok {
		r.carryOut(reader.NotConfigured, func(ctx context.Context) (sanitize.Clean, error) { return r.env.Actions.RemoveFeed(ctx, id) })
	}
}

func (r *Reader) muteFeed() {
	id, ok := r.feedMeant()
	if !ok {
		return
	}
	mutes, err := r.env.Library.Mutes(r.env.Ctx)
	if err != nil {
		r.complain(reader.NotMuted, err)
		return
	}
	m := news.Mute{Feed: id}
	r.setMute(m, !slices.ContainsFunc(mutes, m.Same))
}
