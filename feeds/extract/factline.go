package extract

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/internal/news"
)

// factWords begin the facts of a line about when a text was published and how long
// it takes to read it.
const factWords = `published|updated|last updated|last modified|posted|online since|veröffentlicht|publiziert|aktualisiert|erstellt|stand|online seit|lesedauer|lesezeit|publié|mis à jour|temps de lecture|publicado|actualizado|atualizado|` +
	`pubblicato|aggiornato|gepubliceerd|bijgewerkt|laatste update|publicerad|uppdaterad|publisert|oppdatert|udgivet|opdateret|julkaistu|päivitetty|opublikowano|aktualizacja|опубликовано|обновлено|опубліковано|оновлено|yayınlanma|güncelleme|تاريخ النشر|نشر في|آخر تحديث|发布时间|更新时间|公開日|更新日`

// factLine matches such a line: it begins with one of the words, or has one behind
// a sign between facts, or the length of the read alone.
var factLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:(?:[^.!?|•·]{2,40}\s?[|•·]\s?)?(?:` + factWords + `)(?:\s?[:：]|\s|\d)|[^.!?]{0,40}\d{1,2}[ -]?(?:min\.?|minutes?|minuten|мин\.?|хв\.?) (?:read|lesezeit|lesedauer|de lecture|de lectura|de leitura|di lettura|leestijd|lästid|чтения|читання)\b)`)
})

// isFactLine reports whether a short line tells when a text was published or how
// long it takes to read, and is no sentence.
func isFactLine(k news.Block) bool {
	s := k.Text.String()
	if k.Kind != news.Paragraph && k.Kind != news.Heading && k.Kind != news.ListItem || utf8.RuneCountInString(s) > 90 || endsSentence(s) && !strings.HasSuffix(s, "min.") {
		return false
	}
	return strings.ContainsAny(s, "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") && factLine().MatchString(s)
}

// dropFacts drops the lines of facts above a text and right at its end.
func dropFacts(blocks []news.Block, drop []bool) {
	for i := range blocks[:min(len(blocks), 6)] {
		drop[i] = drop[i] || isFactLine(blocks[i])
	}
	for i := len(blocks) - 1; i > 5; i-- {
		if !drop[i] && !isFactLine(blocks[i]) {
			return
		}
		drop[i] = true
	}
}

// leastHeadline is the length of the longest h1 that may be the name of a section.
const leastHeadline = 24

// headline returns the text of the only h1 of a page in the form of key; "":
// there is none, or several.
func (s *pageScan) headline() string {
	h := slices.DeleteFunc(slices.Clone(s.h1), func(h *html.Node) bool { return within(h, "nav", "footer", "aside") || linksHome(h) })
	if len(h) != 1 || longerThan(h[0], maxTitle) || !longerThan(h[0], leastHeadline) {
		return ""
	}
	return key(text(h[0]))
}
