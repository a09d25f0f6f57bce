package extract

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds of the boxes that offer a subscription.
const (
	maxOffer  = 2500 // bytes of text in one
	maxOffers = 60   // of one page that are looked at
	offerUp   = 6    // elements around its words
)

// offerWords are the words with which a page offers to read on, and termWords
// those that stand beside them in such boxes.
var (
	offerWords = []string{
		"subscribe now", "subscribe to", "to subscribe", "for subscribers", "already a subscriber", "become a subscriber", "become a member", "to continue with your reading", "to continue reading", "to keep reading", "to unlock",
		"jetzt abonnieren", "bereits abonnent", "schon abonnent", "abo abschließen", "jetzt testen", "für abonnenten", "weiterlesen mit", "abonnez-vous", "je m'abonne", "je m’abonne", "s'abonner", "s’abonner", "déjà abonné", "réservé aux abonnés",
		"suscríbete", "suscríbase", "ya soy suscriptor", "para suscriptores", "abbonati", "già abbonato", "assine", "já é assinante", "para assinantes", "word abonnee", "al abonnee", "bli prenumerant", "bli abonnent", "bliv abonnent", "wykup dostęp", "wykup subskrypcję",
		"подпишитесь", "оформить подписку", "оформіть передплату", "会員限定", "会員登録", "有料会員", "購読", "订阅", "訂閱", "구독",
	}
	termWords = []string{
		"sign in", "log in", "create an account", "unlimited", "cancel anytime", "cancel any time", "free trial", "per month", "one account", "every month", "newsletters", "support local journalism", "support independent journalism",
		"anmelden", "einloggen", "monatlich kündbar", "jederzeit kündbar", "probemonat", "unbegrenzt", "monatlich", "werbefrei", "se connecter", "connectez-vous", "illimité", "sans engagement", "par mois", "iniciar sesión", "inicia sesión", "ilimitado", "al mes", "cancela cuando",
		"accedi", "illimitato", "al mese", "faça login", "por mês", "inloggen", "onbeperkt", "per maand", "logga in", "logg inn", "log ind", "zaloguj", "miesięcznie", "войти", "в месяц", "увійти", "ログイン", "無料", "登録", "登录", "登入", "로그인",
	}
)

// offerAttr is the attribute of boxes that are left out when blocks are made. They
// stay in the page until then: a text that is short without them is found by
// them.
const offerAttr = "data-offer"

// markOffers marks the boxes that offer a subscription to read on: in the words of
// such offers, and with their terms. What holds much of the page's prose, or the
// headline, is none.
func markOffers(doc *html.Node) {
	words := textsWith(doc, offerWords, 5, maxOffers)
	if len(words) == 0 {
		return
	}
	sizes := sizes{}
	all := sizes.measure(doc)
	for _, w := range words {
		if n := sizes.offer(w, all); n != nil && !hasAttr(n, offerAttr) {
			n.Attr = append(n.Attr, html.Attribute{Key: offerAttr})
		}
	}
}

// offer returns the box around words that offers a subscription, with what
// little stands beside it; nil if there is none.
func (s sizes) offer(words *html.Node, all extent) *html.Node {
	var box *html.Node
	n := words.Parent
	for range offerUp {
		if n == nil || isElement(n, "body", "html", "main", "article") || s[n].text > maxOffer || s[n].prose*4 > all.prose || s[n].text*3 > all.text {
			return box
		}
		switch {
		case box != nil && (s[n].prose > s[box].prose || s[n].text-s[box].text > 200):
			return box
		case box != nil, isElement(n, "div", "section", "aside", "form", "header") && containsAny(strings.ToLower(headOf(n, maxOffer)), termWords) && !hasHeadline(n):
			box = n
		}
		n = n.Parent
	}
	return box
}

func hasHeadline(n *html.Node) bool {
	for k := range n.Descendants() {
		if isElement(k, "h1") {
			return true
		}
	}
	return false
}
