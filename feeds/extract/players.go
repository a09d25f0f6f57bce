package extract

import (
	"regexp"
	"sync"
	"unicode/utf8"

	"sitrep/internal/news"
)

// playerLine matches what players and lists of media show below their picture: a
// length, a source, how long ago.
var playerLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:` +
		`(?:video|audio|duration|length|dauer|länge|durée|duración|duração|durata|lengte|längd|varighet|длительность|тривалість|时长)\s?[:：]?\s*(?:\d{1,2}:)?\d{1,2}:\d\d(?:\s?(?:min|min\.|minutes?|minuten))?|` +
		`(?:\d{1,2}:)?\d{1,2}:\d\d\s?(?:min|min\.|minutes?|minuten|[-–—|·/]\s*(?:source\s?:\s?[^.!?]{2,30}|(?:\d{1,2}:)?\d{1,2}:\d\d))|0?0:00|` +
		`\d{1,2}\s(?:hours?|days?|weeks?|months?|minutes?) ago|vor \d{1,2} (?:stunden?|tage?n?|minuten?)|hace \d{1,2} (?:horas?|días?|minutos?)|il y a \d{1,2} (?:heures?|jours?|minutes?)|` +
		`(?:hide|toggle|show|expand|enlarge) (?:caption|this image)|story highlights|(?:view|see|open) image in (?:fullscreen|gallery))$`)
})

// isPlayer reports whether a line belongs to a player or picture and not to the
// text.
func isPlayer(k news.Block) bool {
	return (k.Kind == news.Paragraph || k.Kind == news.ListItem || k.Kind == news.Caption) && utf8.RuneCountInString(k.Text.String()) <= 60 && playerLine().MatchString(k.Text.String())
}

// Bounds of lines that come again.
const (
	maxAgain   = 60 // characters
	leastAgain = 4  // times
	mostAgain  = 2  // of such lines: more of them are a table
)

// dropAgain drops the short lines that a text of paragraphs has word for word
// four times and more without a paragraph after them: the name of a gallery
// below each of its pictures. Who speaks, in a talk, has a paragraph after it; lines
// with figures are data.
func dropAgain(b *body, drop []bool) {
	if b.prose()*10 < b.size()*6 {
		return
	}
	times := map[string]int{}
	for i, k := range b.blocks {
		if isAgain(b.blocks, i) {
			times[k.Text.String()]++
		}
	}
	several := 0
	for _, n := range times {
		if n >= leastAgain {
			several++
		}
	}
	if several > mostAgain {
		return
	}
	for i, k := range b.blocks {
		drop[i] = drop[i] || times[k.Text.String()] >= leastAgain && isAgain(b.blocks, i)
	}
}

// isAgain reports whether a block is a short line without a paragraph after it.
func isAgain(blocks []news.Block, i int) bool {
	k := blocks[i]
	return k.Kind == news.Paragraph && k.Text.Len() > 0 && utf8.RuneCountInString(k.Text.String()) <= maxAgain && !endsSentence(k.Text.String()) && !hasFigure(k.Text.String()) &&
		(i+1 == len(blocks) || proseIn(blocks[i+1]) == 0)
}
