package readable

import (
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// words are pieces of names of classes and ids, by their first byte.
type words [256][]string

func wordList(list string) func() *words {
	return sync.OnceValue(func() *words {
		var w words
		for s := range strings.FieldsSeq(list) {
			w[s[0]] = append(w[s[0]], s)
		}
		return &w
	})
}

// in reports whether one of the words is part of s, which is lower case.
func (w *words) in(s string) bool {
	for i := range len(s) {
		for _, word := range w[s[i]] {
			if strings.HasPrefix(s[i:], word) {
				return true
			}
		}
	}
	return false
}

var (
	unlikelyWords = wordList(`-ad- ai2html banner breadcrumbs combx comment community cover-wrap disqus extra footer gdpr header legends menu related
		remark replies rss shoutbox sidebar skyscraper social sponsor supplemental ad-break agegate pagination pager popup yom-remote`)
	likelyWords   = wordList(`and article body column content main mathjax shadow`)
	positiveWords = wordList(`article body content entry main page post text blog story`)
	negativeWords = wordList(`-ad- banner combx comment com- contact footer gdpr masthead meta outbrain promo related share shoutbox sidebar
		skyscraper sponsor shopping tags widget`)
	bylineWords = wordList(`byline author dateline writtenby`)
)

// weight returns what the names of n say about it: positive for an article,
// negative for what stands beside one.
func (p *page) weight(n *html.Node) int {
	if !p.names {
		return 0
	}
	weight := 0
	for _, s := range [...]string{class(n), id(n)} {
		if s == "" {
			continue
		}
		s = strings.ToLower(s)
		if negativeWords().in(s) || hides(s) {
			weight -= 25
		}
		if positiveWords().in(s) {
			weight += 25
		}
	}
	return weight
}

// hides reports whether a name stands for an element that is not shown.
func hides(names string) bool {
	for s := range strings.FieldsSeq(names) {
		if s == "hid" || s == "hidden" || s == "d-none" {
			return true
		}
	}
	return false
}

// isShareBox reports whether names have the word share, as a word.
func isShareBox(names string) bool {
	s := strings.ToLower(names)
	for from := 0; ; {
		i := strings.Index(s[from:], "share")
		if i < 0 {
			return false
		}
		start := from + i
		end := start + len("share")
		if !isLetter(s, start-1) && (!isLetter(s, end) || strings.HasPrefix(s[end:], "daddy") && !isLetter(s, end+len("daddy"))) {
			return true
		}
		from = end
	}
}

// isLetter reports whether s has a letter or digit of ASCII at i.
func isLetter(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}

// isNotice reports whether a text is only the word that stands where an
// advertisement comes, or where something is being loaded.
func isNotice(s string) bool {
	if len(s) > 40 {
		return false
	}
	s = strings.ToLower(s)
	switch s {
	case "ad", "advertising", "advertisement", "pub", "publicité", "werb", "werbung", "广告", "реклама", "anuncio":
		return true
	}
	switch strings.TrimSuffix(strings.TrimSuffix(s, "…"), "...") {
	case "loading", "正在加载", "загрузка", "chargement", "cargando":
		return true
	}
	return false
}

// pictureEnding returns where s has the ending of the name of a picture; -1:
// nowhere.
func pictureEnding(s string) int {
	for i := range len(s) {
		if s[i] != '.' || len(s)-i < 4 {
			continue
		}
		switch end := strings.ToLower(s[i+1 : min(len(s), i+5)]); {
		case strings.HasPrefix(end, "jpg"), strings.HasPrefix(end, "png"), end == "jpeg", end == "webp":
			return i
		}
	}
	return -1
}
