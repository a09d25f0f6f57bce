package keys

import "slices"

// Hint is a key and its effect, in a word or two.
type Hint struct {
	Key, Word string
	Action    Action
}

// hint names an action in a word.
type hint struct {
	action Action
	word   string
}

// hints are the keys that a person needs most in a scope, the most needed first.
func hints(s Scope) []hint {
	switch s {
	case Headlines:
		return []hint{
			{Open, "read"},
			{NextMatch, "next unread"},
			{Search, "search"},
			{NextDesk, "next desk"},
			{ShowNew, "newest"},
			{ToggleRead, "read or not"},
			{ToggleStar, "star"},
			{UnreadOnly, "unread only"},
			{MarkAllRead, "all read"},
			{Undo, "undo"},
			{RefreshAll, "refresh"},
			{Command, "command"},
		}
	case Story:
		return []hint{
			{Continue, "on"},
			{NextLink, "next link"},
			{Open, "follow it"},
			{Follow1, "follow 1"},
			{GoBack, "back"},
			{NextPane, "read also"},
			{NextMatch, "next unread"},
			{Search, "find"},
			{FetchText, "full text"},
			{CopyURL, "copy"},
			{ShowTrail, "trail"},
			{Zoom, "zoom"},
			{Leave, "list"},
		}
	case ReadAlso:
		return []hint{
			{Open, "follow"},
			{GoBack, "back"},
			{FetchText, "fetch all"},
			{Search, "filter"},
			{CopyURL, "copy"},
			{PrevPane, "story"},
			{Zoom, "zoom"},
			{Leave, "story"},
		}
	case Overlay:
		return []hint{{Leave, "back"}, {Search, "search"}, {Open, "open"}, {PageDown, "page down"}, {Top, "top"}, {Bottom, "end"}}
	case Prompt:
		return []hint{{Open, "do it"}, {Cancel, "leave"}, {Complete, "complete, or change the scope"}, {OlderLine, "what was typed before"}}
	case Global:
	}
	return nil
}

// Hints returns the keys that a person needs most in a scope, the most needed first.
// Actions without a key are left out.
func (m *Map) Hints(s Scope) []Hint {
	var out []Hint
	for _, h := range hints(s) {
		key := m.keyIn(s, h.action)
		if key == "" || slices.ContainsFunc(out, func(o Hint) bool { return o.Word == h.word }) {
			continue
		}
		out = append(out, Hint{key, h.word, h.action})
	}
	return out
}

// keyIn returns how to show the first key that an action has in a scope, or
// everywhere; empty: it has none.
func (m *Map) keyIn(s Scope, a Action) string {
	for _, scope := range []Scope{s, Global} {
		for _, b := range m.bindings {
			if b.Action != a || b.Scope != scope {
				continue
			}
			for _, k := range b.Keys {
				if m.anyOf(s, k) == a || m.actions[s][k] == "" && m.actions[scope][k] == a {
					return Show(k)
				}
			}
		}
	}
	return ""
}
