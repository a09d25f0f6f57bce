package extract

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
)

// maxCaption is the length, in runes, of the longest caption that is known by
// the credit at its end.
const maxCaption = 300

// creditLine matches a line that is the credit of a picture; creditEnd what
// stands at the end of a caption: Photo: Ada Brook/Coast Press, © Coast Press.
var creditLine, creditEnd = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^[\s(\[–—|/-]*(?:` + creditSigns + `)\s*\S`)
}), sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[\s.,;:!?…"”»“)(\[|/–—-])(?:` + creditSigns + `)\s*([^.!?…:]{2,60}(?:\.\s?\S{2,20}){0,2}?)[)\]]{0,2}$`)
})

// creditSigns are the words before the name of who took or owns a picture.
const creditSigns = `©|\(c\)\s|(?:symbol|archiv)?(?:fotos?|bild(?:er)?|grafik)\s?(?::|©)|(?:photos?|images?|pictures?|photographs?|photo credits?|image credits?|picture credits?|credits?|illustration)\s?(?::|©)|` +
	`(?:photo|photograph|image|picture|illustration) by\s|(?:image|photo|picture) (?:source|copyright)\s?[:,]|photo d['’]illustration\s?:|crédits?\s?(?:photo)?\s?:|imagen\s?:|fotografía\s?:|fotografia\s?:|immagine\s?:|imagem\s?:|crédito\s?:|zdj\.|zdjęcie\s?:|fot\.\s|foto\s?/|kuva\s?:|bilde\s?:|fotoğraf\s?:|` +
	`фото\s?:|фотография\s?:|снимка\s?:|φωτ(?:ογραφία|ο)\s?:|写真\s?[:：＝=]|撮影\s?[:：]|图\s?[:：]|图片来源\s?[:：]|圖\s?[:：]|사진\s?[:：=]|صورة\s?:|الصورة\s?:|عکس\s?:|फोटो\s?:|تصویر\s?:|צילום\s?:|ảnh\s?:|ภาพ\s?:|ছবি\s?:|படம்\s?:|ფოტო\s?:|ဓာတ်ပုံ(?:\s?:|\s+မူပိုင်)`

// isCredit reports whether a block is the caption of a picture or its credit,
// though the page does not call it one: it is short and names, in the usual
// form, who took or owns the picture.
func isCredit(k news.Block) bool {
	if k.Kind != news.Paragraph && k.Kind != news.Caption {
		return false
	}
	s := k.Text.String()
	n := utf8.RuneCountInString(s)
	if n > maxCaption {
		return false
	}
	if n <= 120 && creditLine().MatchString(s) {
		return !endsSentence(s) || len(strings.Fields(s)) <= 8
	}
	m := creditEnd().FindStringSubmatch(s)
	return m != nil && (!strings.HasSuffix(m[1], ".") || !strings.Contains(m[1], " ")) && isName(m[1])
}

// isName reports whether s begins as a name does: with no small letter, or with
// the name of an agency that is written with one.
func isName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLower(r) {
		return true
	}
	first, _, _ := strings.Cut(s, "/")
	first, _, _ = strings.Cut(first, " ")
	switch first {
	case "dpa", "afp", "ap", "epa", "apa", "ddp", "imago", "picture", "privat", "private", "pixabay", "stock", "stock.adobe.com", "adobe", "istock", "getty", "unsplash", "shutterstock", "via", "courtesy":
		return true
	}
	return false
}

// dropCredits drops captions and credits of pictures, which a terminal does not
// show, from a text that consists of paragraphs. A text of which they are much
// tells its story in them, and keeps them.
func dropCredits(b *body, drop []bool) {
	all := b.size()
	if all < poor || b.prose()*10 < all*6 {
		return
	}
	credits, size := make([]bool, len(drop)), 0
	for i, k := range b.blocks {
		if !drop[i] && isCredit(k) {
			credits[i] = true
			size += k.Text.Len()
		}
	}
	for i := range drop {
		drop[i] = drop[i] || credits[i] && size*3 < all
	}
}
