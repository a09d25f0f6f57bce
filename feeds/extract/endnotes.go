package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"sitrep/internal/news"
)

// Bounds of notes about the author, in bytes.
const (
	maxNote   = 700  // of one paragraph
	maxNotes  = 1200 // of all after the heading with the name
	leastNote = 60   // of one below a heading
	leastName = 6    // letters of a name by which a note is known
)

// dropNotes drops, at the end of a text, notes about its author and about the page:
// those below a heading that is the author's name or announces the author, and
// paragraphs that begin with that name, which the text has nowhere else.
func dropNotes(blocks []news.Block, drop []bool, byline string) {
	if size(blocks) < poor {
		return
	}
	names := namesIn(byline)
	if i := noteHeading(blocks, drop, names); i > 0 {
		drop[i] = true
		if blocks[i+1].Kind == news.Heading {
			drop[i+1] = true
		}
		for j := i + 1; j < len(blocks) && (j == i+1 || blocks[j].Kind != news.Heading); j++ {
			drop[j] = drop[j] || blocks[j].Text.Len() >= leastNote
		}
	}
	for i := len(blocks) - 1; i > 0; i-- {
		if drop[i] {
			continue
		}
		if !isAuthorNote(blocks, i, names) && !isImprint(blocks[i]) {
			return
		}
		drop[i] = true
	}
}

// namesIn returns the authors of a byline, in the form of key.
func namesIn(byline string) []string {
	var names []string
	for _, n := range bylineCuts().Split(byline, 6) {
		if k := key(n); len(k) >= leastName && len(strings.Fields(n)) >= 2 && len(strings.Fields(n)) <= 5 {
			names = append(names, k)
		}
	}
	return names
}

// bylineCuts matches the words between the names of a byline.
var bylineCuts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\s*(?:[,;&/]|\s(?:and|und|et|y|e|och|og|en|i|и|та)\s)\s*`)
})

// noteHeading returns the heading of a note about the author that ends a text;
// 0: there is none. Nothing but the note stands below it, or another heading
// after it.
func noteHeading(blocks []news.Block, drop []bool, names []string) int {
	left := 0
	for i := len(blocks) - 1; i > len(blocks)/2; i-- {
		k := blocks[i]
		if drop[i] {
			continue
		}
		if utf8.RuneCountInString(k.Text.String()) <= 60 && (k.Kind == news.Heading || k.Kind == news.Paragraph) &&
			(slices.Contains(names, key(k.Text.String())) || isAboutAuthor(k.Text.String())) {
			return noteFrom(blocks, i)
		}
		if left += k.Text.Len(); left > maxNotes || k.Kind != news.Paragraph && k.Kind != news.Heading {
			return 0
		}
	}
	return 0
}

// noteFrom returns i if a note stands right below it, or below a second heading,
// with the author's office; else 0.
func noteFrom(blocks []news.Block, i int) int {
	j := i + 1
	if j+1 < len(blocks) && blocks[j].Text.Len() < leastNote {
		j++
	}
	if j < len(blocks) && blocks[j].Kind == news.Paragraph && blocks[j].Text.Len() >= leastNote {
		return i
	}
	return 0
}

// isAboutAuthor reports whether a line announces who wrote the text.
func isAboutAuthor(s string) bool {
	switch strings.Trim(strings.ToLower(s), labelSigns) {
	case "about the author", "about the authors", "about the writer", "about author", "author", "author bio", "meet the author",
		"über den autor", "über die autorin", "über die autoren", "zur person", "zum autor", "zur autorin", "der autor", "die autorin", "à propos de l'auteur", "à propos de l’auteur",
		"sobre el autor", "sobre la autora", "acerca del autor", "sobre o autor", "sobre a autora", "l'autore", "l’autore", "sull'autore", "over de auteur", "om forfatteren", "om författaren",
		"o autorze", "o autorce", "об авторе", "про автора", "yazar hakkında", "عن الكاتب", "作者简介", "關於作者", "关于作者", "著者紹介", "筆者紹介", "著者プロフィール":
		return true
	}
	return false
}

// isAuthorNote reports whether a paragraph begins with the name of an author, whom
// no other paragraph names.
func isAuthorNote(blocks []news.Block, i int, names []string) bool {
	k := blocks[i]
	if k.Kind != news.Paragraph || k.Text.Len() > maxNote {
		return false
	}
	t := key(authorLabel().ReplaceAllString(k.Text.String(), ""))
	n := slices.IndexFunc(names, func(n string) bool { return strings.HasPrefix(t, n) && len(t) > len(n)+12 })
	return n >= 0 && !slices.ContainsFunc(blocks[:i], func(k news.Block) bool {
		return proseIn(k) > 0 && strings.Contains(key(k.Text.String()), names[n])
	})
}

// authorLabel matches the word before the name of an author.
var authorLabel = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:(?:author|written by|autor(?:in)?|auteur|autore|автор)\s?[:：]?\s|[-–—]\s)`)
})

// imprint matches lines about where a text was printed, who edited it, and how its
// writer is reached.
var imprint = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:a version of this (?:article|story|column|review) (?:appear|ran|was)|this (?:article|story|column) (?:originally |first )?(?:appeared|appears|ran|was published) in (?:the )?(?:print|our print)|` +
		`(?:both )?comments (?:and pings )?are (?:currently |now )?closed|(?:write|contact|email|reach) (?:to )?[^.!?]{3,60}\bat \S+@\S+$|` +
		`[【\[(（]?\s*(?:责任编辑|責任編輯|责编|編輯|编辑|校对)\s?[:：]\s?\S{1,12}\s?\S{0,6}\s?[】\])）]?$|\d{1,5} (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|kommentarer|komentarzy|комментари\S*|коментар\S*)$)`)
})

// isImprint reports whether a line is about the page rather than of the text.
func isImprint(k news.Block) bool {
	return (k.Kind == news.Paragraph || k.Kind == news.Heading) && utf8.RuneCountInString(k.Text.String()) <= 300 && imprint().MatchString(k.Text.String())
}
