package extract

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Bounds of the boxes that stand for content of another site.
const (
	maxPlaceholder  = 1200 // bytes of text in one
	maxPlaceholders = 60   // of one page that are looked at
	placeholderUp   = 6    // elements around its words
)

// embedWords name content of other sites that a page shows after a click, and
// leaveWords what it asks for first.
var (
	embedWords = []string{
		"external content", "embedded content", "third-party content", "third party content", "content is provided by", "content from", "this content", "externer inhalt", "externen inhalt", "externe inhalte", "externer inhalte", "eingebettete inhalte", "redaktioneller inhalt",
		"inhalte von", "inhalt von", "contenu externe", "contenu intégré", "contenu embarqué", "ce contenu", "contenido externo", "contenido incrustado", "este contenido", "contenuto esterno", "contenuti esterni", "questo contenuto",
		"conteúdo externo", "conteúdo incorporado", "este conteúdo", "externe inhoud", "ingesloten inhoud", "externe content", "externt innehåll", "eksternt innhold", "eksternt indhold", "treść zewnętrzna", "treści zewnętrzne", "внешний контент", "зовнішній контент",
	}
	leaveWords = []string{
		"consent", "privacy", "cookie", "personal data", "einwilligung", "einverstanden", "datenschutz", "personenbezogene", "zustimm", "persönlichen daten", "confidentialité", "consentement", "données personnelles", "traceurs", "consentimiento", "privacidad",
		"datos personales", "consenso", "dati personali", "consentimento", "dados pessoais", "toestemming", "persoonsgegevens", "samtycke", "samtykke", "personopplysninger", "zgod", "prywatno", "конфиденциальн", "конфіденційн",
	}
	personWords = []string{
		"you", "your", "du", "dir", "dich", "dein", "deine", "deiner", "sie", "ihr", "ihre", "ihrer", "ich", "vous", "votre", "vos", "usted", "su", "sus", "tu", "tus", "tuo", "tua", "você", "seu", "sua", "seus", "je", "jij", "jouw", "uw", "du", "din", "dina", "ditt", "twoje", "twoja", "вы", "ваш", "ваши", "ви", "ваші",
	}
)

// dropPlaceholders takes out of doc the boxes that stand where content of
// another site will be shown if its reader agrees. What holds much of the
// page's prose is none: it is an article about such boxes.
func dropPlaceholders(doc *html.Node) {
	words := textsWith(doc, embedWords, 8, maxPlaceholders)
	if len(words) == 0 {
		return
	}
	sizes := sizes{}
	all := sizes.measure(doc)
	for _, w := range words {
		if n := sizes.placeholder(w, all); n != nil {
			remove(n)
		}
	}
}

// placeholder returns the box around words that stands for content of another
// site, with the labels beside it; nil if there is none.
func (s sizes) placeholder(words *html.Node, all extent) *html.Node {
	var box *html.Node
	n := words.Parent
	for range placeholderUp {
		if n == nil || !isElement(n, "div", "figure", "section", "aside", "blockquote", "p", "span", "a", "label", "strong", "li", "ul", "h2", "h3", "h4") || s[n].text > maxPlaceholder {
			return box
		}
		switch {
		case box != nil && s[n].text-s[box].text > 120:
			return box
		case box != nil || isElement(n, "div", "figure", "section", "aside", "blockquote") && s[n].prose*4 <= all.prose && s[n].text*4 <= all.text && isPlaceholder(n):
			box = n
		}
		n = n.Parent
	}
	return box
}

// isPlaceholder reports whether a box says that it stands for content of another
// site and asks its reader to agree to something.
func isPlaceholder(n *html.Node) bool {
	s := strings.ToLower(headOf(n, maxPlaceholder))
	if !containsAny(s, embedWords) || !containsAny(s, leaveWords) {
		return false
	}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if slices.Contains(personWords, w) {
			return true
		}
	}
	return false
}

// textsWith returns the first texts of a page that are longer than least bytes
// and contain one of some words, at most so many.
func textsWith(doc *html.Node, words []string, least, most int) []*html.Node {
	var texts []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && len(n.Data) > least && len(texts) < most && containsAny(strings.ToLower(n.Data), words) {
			texts = append(texts, n)
		}
	}
	return texts
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
