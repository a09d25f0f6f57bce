package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/feeds/readalso"
	"sitrep/internal/news"
)

// filter takes the parts out of the body that do not belong to the article: the title
// said again, lines of advertisement and of sharing, lists of links, and the
// links and appeals that end pages.
func (b *body) filter(p *Page, found []readalso.Found) {
	drop := make([]bool, len(b.blocks))
	repeated := linesOf(found)
	title, byline := key(p.Title.String()), key(p.Byline.String())
	for i, k := range b.blocks {
		t := key(k.Text.String())
		switch {
		case k.Kind == news.Table:
		case i < 4 && title != "" && (t == title || k.Kind == news.Heading && len(t) < len(title)+60 && strings.HasSuffix(t, title) && dayIn(k.Text.String()).IsZero()): // it may have a kicker
			drop[i] = true
		case i < 4 && b.headline != "" && t == b.headline:
			drop[i] = true
		case i < 6 && byline != "" && len(t) < len(byline)+12 && strings.Contains(t, byline):
			drop[i] = true
		case i < 6 && onlyDate(k):
			drop[i] = true
		case isPlayer(k) && !said(b.blocks, i):
			drop[i] = true
		case isNoise(k.Text.String()) && (isAd(k.Text.String()) || !said(b.blocks, i)) || repeated[t]:
			drop[i] = true
		}
	}
	dropFacts(b.blocks, drop)
	b.dropHead(drop)
	dropCaptions(b, drop)
	dropCredits(b, drop)
	dropAgain(b, drop)
	dropFacets(b.blocks, drop)
	dropLinkLists(b.blocks, drop, p.URL)
	dropTail(b.blocks, drop, p.URL)
	dropNotes(b.blocks, drop, p.Byline.String())
	dropEmptyHeadings(b.blocks, drop)
	if len(b.blocks) > 1 && !slices.Contains(drop, false) && onlyHeadings(b.blocks) {
		return // they are all there is
	}
	b.keep(drop)
}

// linesOf returns, in the form of key, the lines that only say again what a
// reference says: pages repeat them for other layouts or in a table of
// contents.
func linesOf(found []readalso.Found) map[string]bool {
	lines := map[string]bool{}
	for _, f := range found {
		title, marker := key(f.Title.String()), key(f.Marker.String())
		if utf8.RuneCountInString(title) >= 12 {
			lines[title] = true
			lines[marker+title] = true
		}
		if f.Kind == readalso.Inline && utf8.RuneCountInString(marker) >= 4 {
			lines[marker] = true
		}
	}
	return lines
}

// keep removes the blocks that are to be dropped.
func (b *body) keep(drop []bool) {
	n := 0
	for i := range b.blocks {
		if !drop[i] {
			b.blocks[n], b.orders[n] = b.blocks[i], b.orders[i]
			n++
		}
	}
	b.blocks, b.orders = slices.Clip(b.blocks[:n]), b.orders[:n]
}

// dropHead drops what stands before the first sentence and is none: the
// section, the time, the length of the read.
func (b *body) dropHead(drop []bool) {
	blocks := b.blocks
	if size(blocks) < poor {
		return // each word may count
	}
	for i, k := range blocks[:min(len(blocks), 20)] {
		s := k.Text.String()
		n := utf8.RuneCountInString(s)
		if slices.Contains(b.standfirst, b.orders[i]) {
			continue
		}
		if k.Kind != news.Paragraph && k.Kind != news.ListItem || n >= 100 {
			if k.Kind == news.Heading || k.Kind == news.Caption {
				continue
			}
			return
		}
		words := len(strings.Fields(s))
		switch {
		case isDateline(blocks, i):
			continue
		case linked(k) > 0.9 && n <= 50 && (spaced(s) || dayIn(s).IsZero() || isTerse(s, 7)), n <= 80 && words <= 12 && !dayIn(s).IsZero() && (spaced(s) || isTerse(s, 7)), words <= 3 && n <= 40 && spaced(s) && !endsSentence(s):
			drop[i] = true
		case n >= 50 || endsSentence(s):
			return
		}
	}
}

// isDateline reports whether a block is the place a report comes from, on a
// line of its own before the text: GENEVA, Switzerland.
func isDateline(blocks []news.Block, i int) bool {
	k := blocks[i]
	if k.Kind != news.Paragraph || len(k.Links) > 0 || i+1 >= len(blocks) || proseIn(blocks[i+1]) == 0 {
		return false
	}
	s := k.Text.String()
	end := strings.IndexAny(s, ",(–—-")
	if end < 0 {
		return false
	}
	dateline := strings.TrimSpace(s[:end])
	if s[end] == ',' && capitalized(s) {
		return true
	}
	letters := 0
	for _, r := range dateline {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return false
		}
	}
	return letters >= 3 && len(strings.Fields(dateline)) <= 3 && strings.IndexFunc(s[end:], unicode.IsLetter) >= 0
}

// capitalized reports whether each of two to four words begins with a capital
// letter and none has a figure: Geneva, Switzerland.
func capitalized(s string) bool {
	words := strings.Fields(s)
	return len(words) >= 2 && len(words) <= 4 && !slices.ContainsFunc(words, func(w string) bool {
		r, _ := utf8.DecodeRuneInString(w)
		return !unicode.IsUpper(r) || hasFigure(w)
	})
}

// said reports whether the words of a block are the text's though buttons have
// them too: it is a quotation, or the paragraph before it announces it or the
// list it is in.
func said(blocks []news.Block, i int) bool {
	switch {
	case linked(blocks[i]) > 0:
		return false
	case blocks[i].Kind == news.Quote:
		return true
	case blocks[i].Kind == news.Paragraph:
		return i > 0 && announces(blocks[i-1])
	}
	for i >= 0 && blocks[i].Kind == news.ListItem {
		i--
	}
	return i >= 0 && announces(blocks[i])
}

// announces reports whether a block leads to a list after it.
func announces(k news.Block) bool {
	s := strings.TrimRight(k.Text.String(), "\"'”’»“ ")
	return k.Kind == news.Paragraph && (strings.HasSuffix(s, ":") || strings.HasSuffix(s, "："))
}

// dropCaptions drops what stands below pictures, which are not here: those of
// a gallery, three or more in a row, and, in a text of paragraphs, all after
// the picture that leads it.
func dropCaptions(b *body, drop []bool) {
	prosaic := b.prose()*10 >= b.size()*6
	for i := 0; i < len(b.blocks); {
		j := i
		for j < len(b.blocks) && b.blocks[j].Kind == news.Caption {
			j++
		}
		if j-i >= 3 || prosaic && (i >= 3 || len(b.standfirst) > 0) {
			for k := i; k < j; k++ {
				drop[k] = true
			}
		}
		i = max(j, i+1)
	}
}

// endsSentence reports whether s ends as sentences do.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, "\"'”’»“)]"))
	return strings.ContainsRune(".!?…:。！？؟۔।", r)
}

// spaced reports whether s is in a script that puts spaces between words, so
// that few words mean a short text.
func spaced(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao, unicode.Myanmar) {
			return false
		}
	}
	return true
}

// onlyDate reports whether a block says nothing but when.
func onlyDate(k news.Block) bool {
	s := k.Text.String()
	if utf8.RuneCountInString(s) > 60 || k.Kind == news.Heading {
		return false
	}
	return !dayIn(s).IsZero() && isTerse(s, 7)
}

// isTerse reports whether a line has so many words at most; in a script without
// spaces, so many letters and one more beside those of a day, if it does not begin with that.
func isTerse(s string, words int) bool {
	if first, _ := utf8.DecodeRuneInString(s); spaced(s) || unicode.IsDigit(first) {
		return len(strings.Fields(s)) <= words
	}
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) && !strings.ContainsRune("年月日時时分秒", r) {
			letters++
		}
	}
	return letters <= words+1
}

// labelSigns are the signs around labels.
const labelSigns = " .:-–—[]()*…•|"

// isAd reports whether a line is the label of an advertisement, or of nothing.
func isAd(s string) bool {
	switch strings.Trim(strings.ToLower(s), labelSigns) {
	case "", "advertisement", "advertisment", "advertising", "ad", "ads", "sponsored", "sponsored content", "story continues below advertisement",
		"article continues below advertisement", "story continued below", "story continues below", "article continues below", "continue reading the main story", "continue to article content",
		"video ad feedback", "this browser does not support the ad element", "article continues after advertisement", "continue reading below", "advertisement - scroll to continue",
		"anzeige", "werbung", "publicité", "publicidad", "publicidade", "pubblicità", "reklama", "реклама", "advertentie", "annons", "annonse", "annonce", "mainos", "reklam", "广告", "広告", "광고":
		return true
	}
	return false
}

// isNoise reports whether a block is a label of the page rather than text.
func isNoise(s string) bool {
	if utf8.RuneCountInString(s) > 60 {
		return false
	}
	if isAd(s) {
		return true
	}
	switch strings.Trim(strings.ToLower(s), labelSigns) {
	case "share", "share this", "share this article", "share on facebook", "share on twitter", "tweet", "facebook", "twitter", "whatsapp", "telegram", "email", "print", "copy link", "link copied", "save", "comments", "comment",
		"teilen", "artikel teilen", "drucken", "partager", "compartir", "compartilhar", "condividi", "udostępnij", "поделиться", "поділитися", "share via", "share this story", "share this page",
		"loading", "read more", "show more", "see more", "image source, getty images", "getty images", "scroll to continue", "leave a comment", "facebook twitter", "play", "close", "image", "photo", "video", "bild", "foto", "imagen", "immagine", "subscribe", "sign up", "newsletter", "skip advertisement", "supported by", "back to top", "top":
		return true
	}
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 && utf8.RuneCountInString(s) < 12
}

// linked returns which share of the text of a block is links.
func linked(k news.Block) float64 {
	if k.Text.Len() == 0 {
		return 0
	}
	n := 0
	for _, l := range k.Links {
		n += l.End - l.Start
	}
	return float64(n) / float64(k.Text.Len())
}

// dropLinkLists drops runs of three or more blocks that are nothing but
// links each: menus, topics, further stories.
func dropLinkLists(blocks []news.Block, drop []bool, page string) {
	for i := 0; i < len(blocks); {
		j := i
		for j < len(blocks) && (drop[j] || linked(blocks[j]) > 0.9 && blocks[j].Kind != news.Quote && !sentence(blocks[j])) {
			j++
		}
		if j-i >= 3 && !announced(blocks, i, j, page) {
			for k := i; k < j; k++ {
				drop[k] = true
			}
		}
		i = max(j, i+1)
	}
}

// announced reports whether the list blocks[i:j] is part of the text: a
// paragraph announces it and more text follows, or a paragraph or heading does
// and it leads to other sites.
func announced(blocks []news.Block, i, j int, page string) bool {
	if i == 0 || blocks[i].Kind != news.ListItem || slices.ContainsFunc(blocks[i].Links, func(l news.Link) bool { return strings.Contains(l.URL, "#") }) {
		return false
	}
	follows := slices.ContainsFunc(blocks[j:], func(k news.Block) bool { return proseIn(k) > 0 })
	away := !slices.ContainsFunc(blocks[i:j], func(k news.Block) bool {
		return k.Kind != news.ListItem || slices.ContainsFunc(k.Links, func(l news.Link) bool { return page == "" || sameSite(l.URL, page) })
	})
	if announces(blocks[i-1]) {
		return follows || away
	}
	return blocks[i-1].Kind == news.Heading && follows && away
}

// sentence reports whether a block that is a link is one of the article's
// paragraphs all the same: it is as long as one and ends as one.
func sentence(k news.Block) bool {
	s := k.Text.String()
	least := 100
	if !spaced(s) { // Chinese and Japanese say as much with fewer characters
		least = 40
	}
	if k.Kind != news.Paragraph || utf8.RuneCountInString(s) < least || !endsSentence(s) {
		return false
	}
	i := strings.IndexAny(s, ":：")
	return (i < 0 || i > 40) && !strings.Contains(strings.ToLower(s), "newsletter") // no marker, no appeal
}

// dropTail drops, from the end, what consists mostly of links and what asks
// readers to do something.
func dropTail(blocks []news.Block, drop []bool, page string) {
	for i := len(blocks) - 1; i >= 0; i-- {
		k := blocks[i]
		if drop[i] || k.Kind == news.Table {
			if drop[i] {
				continue
			}
			return
		}
		if k.Kind == news.ListItem && linked(k) > 0.7 {
			j := i
			for j > 0 && blocks[j-1].Kind == news.ListItem && !drop[j-1] {
				j--
			}
			if announced(blocks, j, i+1, page) {
				return
			}
		}
		if linked(k) > 0.7 && !sentence(k) || isAppeal(k) {
			drop[i] = true
			continue
		}
		return
	}
}

// isAppeal reports whether a short block asks to subscribe, follow or share,
// or states rights. A sentence that has such words inside says something else.
func isAppeal(k news.Block) bool {
	s := strings.ToLower(k.Text.String())
	n := utf8.RuneCountInString(s)
	if n > 280 {
		return false
	}
	for l := range strings.SplitSeq(s, "\n") {
		if strings.HasPrefix(l, "©") || strings.HasPrefix(l, "copyright ") {
			return true
		}
	}
	if i := strings.Index(s, "all rights reserved"); i >= 0 && (n <= 100 || strings.Contains(s, "©") || len(s)-i < 25) {
		return true
	}
	for _, phrase := range appeals {
		if i := strings.Index(s, phrase); i >= 0 && (n <= 100 || begins(s, i) || linked(k) > 0.1) {
			return true
		}
	}
	return false
}

// appeals are the phrases with which pages ask something of their readers.
var appeals = []string{
	"follow us on", "subscribe to our", "sign up for our", "sign up to our", "join our telegram", "our newsletter", "our whatsapp channel", "click here to subscribe", "download our app",
	"folgen sie uns", "newsletter abonnieren", "suivez-nous", "abonnez-vous", "síguenos en", "suscríbete", "śledź nas", "obserwuj nas", "подписывайтесь", "підписуйтесь", "підписуйтеся", "читайте нас в", "наш telegram", "наш телеграм", "iscriviti alla", "siga-nos", "inscreva-se",
}

// begins reports whether a sentence begins at s[i:], or a few words before it.
func begins(s string, i int) bool {
	head := strings.TrimSpace(s[:i])
	if j := strings.LastIndexAny(head, ".!?…。！？»"); j >= 0 {
		head = head[j+1:]
	}
	return len(strings.Fields(head)) <= 3
}

// dropEmptyHeadings drops headings that lead nothing any more: at the end,
// and where all that followed, up to the next heading, was dropped.
func dropEmptyHeadings(blocks []news.Block, drop []bool) {
	kept, dropped := false, true // since the heading that follows; the end counts as dropped
	for i := len(blocks) - 1; i >= 0; i-- {
		switch {
		case drop[i]:
			dropped = true
		case blocks[i].Kind != news.Heading || blocks[i].Text.Len() > maxTitle:
			kept = true
		default:
			if !kept && dropped {
				drop[i] = true
				continue
			}
			kept, dropped = false, false
		}
	}
}

// onlyHeadings reports whether blocks are headings throughout.
func onlyHeadings(blocks []news.Block) bool {
	return !slices.ContainsFunc(blocks, func(k news.Block) bool { return k.Kind != news.Heading })
}
