package pane

// This file holds the texts of the help beside keys: the signs, and the language of
// queries.

// signGroup is the signs of one part of the screen.
type signGroup struct {
	head string
	rows []helpLine
}

// signs explains every sign that sitrep draws itself.
func (p *help) signs() []signGroup {
	sign := func(nice, ascii, text string) helpLine {
		if p.env.ASCII {
			nice = ascii
		}
		return helpLine{keys: nice, text: text}
	}
	return []signGroup{
		{"Signs in the headlines", []helpLine{
			sign("•", "*", "unread"),
			sign("★", "S", "starred"),
			sign("≡", "=", "the full text is in the cache, readable offline"),
			sign("→4", ">4", "refers to four other stories (Read also)"),
			sign("~", "~", "edited: figures, names or the like were changed; unread again if it had been read"),
			sign("?05:12", "?05:12", "the source gave no usable time: this is when sitrep first saw it"),
			sign("+", "+", "behind the time: selected, by v or V"),
			sign("(unread only)", "(unread only)", "narrows the list, as does (2 muted): Backspace on an empty / takes away the last, :clear all"),
			sign("── day ──", "-- day --", "another day begins, or it is older than when you looked last"),
			sign("[Floods]", "[Floods]", "the desk that is listed"),
			sign("<2 >1", "<2 >1", "more desks on the left and on the right"),
			sign("…", "..", "the text goes on"),
		}},
		{"Signs in a story", []helpLine{
			sign("[1]", "[1]", "the number of a link or reference: type it to follow"),
			sign(">1<", ">1<", "the link in focus"),
			sign("↪", "->", "a reference where the editor put it"),
			sign(">", ">", "in the margin: the match of the search"),
			sign("2/5", "2/5", "in the title: the second of five steps of the trail"),
			sign("↻", "@", "a story that was passed before, in the trail"),
		}},
		{"Signs in read also", []helpLine{
			sign("[1]", "[1]", "its number, the same as in the text"),
			sign("≡", "=", "its full text is in the cache"),
			sign("·", "-", "its teaser is in the cache"),
			sign("?", "?", "a title without an address, not found yet"),
			sign("!", "!", "its host is not what it seems: the last line says why"),
			sign("−1h +10m", "-1h +10m", "how much older or newer than the open story it is"),
		}},
		{"Signs of alerts and on the map", []helpLine{
			sign("!", "!", "before an alert: it rang, and you have not seen it"),
			sign("^", "^", "before an alert: raised again for the same story"),
			sign("▲ ◆", "A #", "an extreme warning, a severe one"),
			sign("● ○", "* o", "a moderate one, any other"),
			sign("+", "+", "a quake that is not severe"),
		}},
		{"Signs at the edge", []helpLine{
			sign("━▸", "=>", "before a title, and a heavy rule: this pane has the focus"),
			sign(">", ">", "before a row: the cursor, where color may be out of sight"),
			sign("! 3", "! 3", "three alerts that you have not seen"),
			sign("▾ ▸", "v >", "before a part of the sources: its rows are listed, or folded away"),
			sign("F!2", "F!2", "two feeds failed; the list of feeds says why"),
			sign("! ", "! ", "before a sentence: something went wrong"),
		}},
	}
}

// queries explains the language of queries.
func queries() []helpLine {
	return []helpLine{
		{keys: "flood dam", text: "both words, in headline, summary or text"},
		{keys: `"old town"`, text: "the words in this order"},
		{keys: "flood OR quake", text: "either"},
		{keys: "-sport", text: "without the word; NOT sport is the same"},
		{keys: "(a OR b) -c", text: "grouping"},
		{keys: "title:gates", text: "in the headline only"},
		{keys: "feed:authority", text: "feeds with that in name or address"},
		{keys: "tag:hazards", text: "feeds with the tag, or of the pack"},
		{keys: "lang:uk", text: "in the language"},
		{keys: "is:unread", text: "also is:read, is:starred, is:fulltext, is:edited"},
		{keys: "has:related", text: "with references"},
		{keys: "cluster:ID", text: "the stories of an event"},
		{keys: "since:6h", text: "not older; also 2d, 1w, 2031-04-01, last: since you looked last"},
		{keys: "before:2031-04-02", text: "older"},
	}
}
