package encodings

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// maxGuessed is the most bytes of text that are scored.
const maxGuessed = 8 << 10

// leastScore is the lowest score of a guess. Below it a text is read as
// windows-1252, the default of browsers.
const leastScore = 0.3

// leastLetters is the fewest letters beyond ASCII that are enough for a guess.
const leastLetters = 3

// candidate is an encoding in which undeclared text may be, in one language
// or a group of them.
type candidate struct {
	enc encoding.Encoding
	// letters are those beyond ASCII, the most frequent first. Those of other
	// scripts than the Latin one count by their rank.
	letters string
	latin   bool
}

// candidates are tried in this order; of equals the first is taken. The
// letters are those of the alphabets, ordered by how often they occur in
// running text.
var candidates = sync.OnceValue(func() []candidate {
	const (
		russian   = "оеаинтсрвлкмпдуяыьгзбчйхжшюцщэфъё"
		ukrainian = "оанивіертсклдумпязьбгчйхжцюєїшфщґ"
		belarus   = "анеірсклтодвмуыпьзягбчйхжцюшёўэфі"
		serbian   = "аиоентсврјдукмлпзбгчшцњжхћљфђџ"
		bulgarian = "аиоетнрвслдкпмзъугбячйщжцхшюфь"
		arabic    = "اليمونرتبةعدسفهكقحجأشطصخإىذزضءثغئظؤآکگپچژ"
		hebrew    = "יולהאתרמבשנדחעקפכםסטגצזןךףץ"
		greek     = "αοιετσνρηυκπλςμδωόίάέγθήχφύώβξζψϊϋ"
		thai      = "านรก่อเ้งวมยลดทัสตปิบคีหแพ์ชจขโุะใืไผู็ถำซธฐฟญภึศษณฉฝฤ๊ํ๋"
	)
	latin := func(enc encoding.Encoding, languages ...string) []candidate {
		var out []candidate
		for _, l := range languages {
			out = append(out, candidate{enc, l, true})
		}
		return out
	}
	other := func(letters string, encs ...encoding.Encoding) []candidate {
		var out []candidate
		for _, enc := range encs {
			out = append(out, candidate{enc, letters, false})
		}
		return out
	}
	var all []candidate
	all = append(all, latin(charmap.Windows1252, "éèàâêîôûçëïùüœæÿ", "äöüßé", "áéíóúñü", "ãáçéíóúâêôàü", "àèìòùé", "åäöøæéü", "éëïóöüá", "áðéíóúýþæö")...)
	for _, enc := range []encoding.Encoding{charmap.Windows1250, charmap.ISO8859_2} {
		all = append(all, latin(enc, "áčďéěíňóřšťúůýžľĺŕäô", "ąęłóśżćńź", "áéíóöőúüű", "čćšžđ", "ăâîșțşţ")...)
	}
	all = append(all, latin(charmap.Windows1254, "ıişğüöçâîû")...)
	all = append(all, latin(charmap.Windows1257, "ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž")...)
	cyrillic := []encoding.Encoding{charmap.Windows1251, charmap.KOI8U, charmap.KOI8R, charmap.CodePage866, charmap.ISO8859_5}
	for _, letters := range []string{russian, ukrainian, belarus, bulgarian, serbian} {
		all = append(all, other(letters, cyrillic...)...)
	}
	all = append(all, other(arabic, charmap.Windows1256, charmap.ISO8859_6)...)
	all = append(all, other(hebrew, charmap.Windows1255)...)
	all = append(all, other(greek, charmap.Windows1253, charmap.ISO8859_7)...)
	all = append(all, other(thai, charmap.Windows874)...)
	return all
})

// Guess returns the most likely encoding of a text that declares none and is
// not UTF-8. It scores the letters outside of tags; without enough of them it
// returns windows-1252 (HTML Standard, section 13.2.3.2). It is safe for
// concurrent use.
func Guess(body []byte) encoding.Encoding {
	enc, _ := guess(body)
	return enc
}

func guess(body []byte) (enc encoding.Encoding, best float64) {
	text := high(body)
	best, enc = leastScore, charmap.Windows1252
	decoded := make(map[encoding.Encoding]string)
	for _, c := range candidates() {
		s, known := decoded[c.enc]
		if !known {
			s = convert(c.enc, text)
			decoded[c.enc] = s
		}
		if score := c.score(s); score > best {
			best, enc = score, c.enc
		}
	}
	for _, m := range multibyte {
		if score := m.score(text); score > best && !strings.ContainsRune(strings.TrimSuffix(convert(m.enc, text), "\ufffd"), utf8.RuneError) {
			best, enc = score, m.enc
		}
	}
	return enc, best
}

// isLatin reports whether an encoding is for languages in Latin letters.
func isLatin(enc encoding.Encoding) bool {
	for _, c := range candidates() {
		if c.enc == enc {
			return c.latin
		}
	}
	return false
}

// sevenBitJapanese reports whether a text switches to Japanese by escape
// sequences (RFC 1468), so that it has no byte beyond ASCII.
func sevenBitJapanese(b []byte) bool {
	return bytes.Contains(b, []byte("\x1b$B")) || bytes.Contains(b, []byte("\x1b$@"))
}

// high returns the pieces of text between tags that have bytes beyond ASCII.
func high(body []byte) []byte {
	var out []byte
	tag := false
	from := 0
	for i := 0; i <= len(body) && len(out) < maxGuessed; i++ {
		switch {
		case i == len(body) || !tag && body[i] == '<':
			if part := body[from:i]; hasHigh(part) {
				out = append(append(out, part[:min(len(part), maxGuessed)]...), ' ')
			}
			tag = true
		case tag && body[i] == '>':
			tag, from = false, i+1
		}
	}
	if len(out) == 0 { // without mark-up, or with text in attributes only
		return body[:min(len(body), maxGuessed)]
	}
	return out
}

func hasHigh(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// score returns the fit of decoded text with the letters of a candidate: about 1
// at best, below 0 if it is impossible.
func (c candidate) score(s string) float64 {
	count := strings.Count(c.letters, "") - 1
	sum, n, run := 0.0, 0, 0
	prev := ' '
	for _, r := range s {
		if r < utf8.RuneSelf {
			prev, run = r, 0
			continue
		}
		switch {
		case r == utf8.RuneError, r < 0xa0, unicode.Is(unicode.Co, r):
			return -1 // the encoding has no such byte
		case unicode.IsLetter(r) || unicode.IsMark(r):
			n++
			run++
			sum += c.weight(r, count) - c.penalty(prev, r, run)
		case unicode.IsLetter(prev) && prev >= utf8.RuneSelf && unicode.IsSymbol(r):
			n++
			sum--
		case c.latin && unicode.IsLetter(prev) && (unicode.IsSymbol(r) || unicode.IsNumber(r)):
			n++
			sum--
		}
		prev = r
	}
	if n < leastLetters {
		return 0
	}
	return sum / float64(n)
}

// weight is the score of one letter.
func (c candidate) weight(r rune, count int) float64 {
	low := unicode.ToLower(r)
	i := strings.IndexRune(c.letters, low)
	switch {
	case i < 0 && !c.latin && unicode.IsMark(r):
		return 0.5
	case i < 0:
		return -1
	case c.latin:
		return 1
	}
	// From 1.2 for the most frequent to -0.2 for the rarest.
	rank := utf8.RuneCountInString(c.letters[:i])
	return 1.2 - 1.4*float64(rank)/float64(count)
}

// penalty is subtracted for an unlikely pair of letters.
func (c candidate) penalty(prev, r rune, run int) float64 {
	switch {
	case unicode.IsLower(prev) && unicode.IsUpper(r):
		return 1 // a capital in the middle of a word
	case c.latin && run > 2:
		return 1 // no language has three such letters in a row
	case !c.latin && (prev >= 'a' && prev <= 'z' || prev >= 'A' && prev <= 'Z'):
		return 0.5 // two scripts in a word
	case unicode.IsMark(r) && !unicode.IsLetter(prev) && !unicode.IsMark(prev):
		return 1 // a mark on nothing
	}
	return 0
}

// double is an encoding in which a character takes two bytes.
type double struct {
	enc encoding.Encoding
	// weigh returns the score of the character at the beginning of b, and its
	// length; 0: the bytes are invalid.
	weigh func(b []byte) (weight float64, size int)
	kana  bool // text in it contains kana
}

var multibyte = []double{
	{japanese.ShiftJIS, shiftJIS, true},
	{japanese.EUCJP, eucJP, true},
	{korean.EUCKR, eucKR, false},
	{simplifiedchinese.GB18030, gbk, false},
	{traditionalchinese.Big5, big5, false},
}

// score returns the mean score of the characters, for each byte beyond ASCII.
func (d double) score(b []byte) float64 {
	sum, n := 0.0, 0
	kana := false
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		weight, size := d.weigh(b)
		if size == 0 {
			if len(b) == 1 {
				break // cut in the middle of a character
			}
			return -1
		}
		kana = kana || weight == kanaWeight
		sum += weight * float64(size)
		n += size
		b = b[size:]
	}
	if n == 0 || d.kana && !kana {
		return -1
	}
	return sum / float64(n)
}

// The scores of characters: kana, characters in daily use, punctuation, the rest
// of a standard, extensions.
const (
	kanaWeight = 1.1
	daily      = 1.0
	sign       = 0.6
	seldom     = -0.2
	hardly     = -0.5
)

func in(c, from, to byte) bool { return c >= from && c <= to }

// shiftJIS weighs by the rows of JIS X 0208.
func shiftJIS(b []byte) (float64, int) {
	if in(b[0], 0xa1, 0xdf) {
		return hardly, 1 // half-width kana
	}
	if len(b) < 2 || b[1] < 0x40 || b[1] == 0x7f || b[1] > 0xfc {
		return 0, 0
	}
	switch c := b[0]; {
	case c == 0x82 && b[1] >= 0x9f || c == 0x83 && b[1] <= 0x96:
		return kanaWeight, 2
	case c == 0x81 || c == 0x82:
		return sign, 2
	case in(c, 0x88, 0x97) || c == 0x98 && b[1] <= 0x72:
		return daily, 2
	case in(c, 0x98, 0x9f), in(c, 0xe0, 0xea):
		return seldom, 2
	case in(c, 0x83, 0x87), in(c, 0xeb, 0xfc):
		return hardly, 2
	}
	return 0, 0
}

// eucJP weighs by the rows of JIS X 0208.
func eucJP(b []byte) (float64, int) {
	switch {
	case len(b) < 2:
		return 0, 0
	case b[0] == 0x8e && in(b[1], 0xa1, 0xdf):
		return hardly, 2
	case b[0] == 0x8f && len(b) > 2:
		return hardly, 3
	case !in(b[1], 0xa1, 0xfe):
		return 0, 0
	}
	switch c := b[0]; {
	case c == 0xa4 || c == 0xa5:
		return kanaWeight, 2
	case in(c, 0xa1, 0xa3):
		return sign, 2
	case in(c, 0xb0, 0xcf):
		return daily, 2
	case in(c, 0xd0, 0xf4):
		return seldom, 2
	case in(c, 0xa6, 0xfe):
		return hardly, 2
	}
	return 0, 0
}

// eucKR weighs by the rows of KS X 1001, and takes the syllables that its
// extension adds.
func eucKR(b []byte) (float64, int) {
	if len(b) < 2 || b[1] < 0x41 || b[1] == 0xff {
		return 0, 0
	}
	switch c := b[0]; {
	case in(c, 0xb0, 0xc8) && b[1] >= 0xa1:
		return daily + 0.05, 2 // the same rows are daily in GBK
	case c == 0xa1 && b[1] >= 0xa1:
		return sign, 2
	case in(c, 0x81, 0xfe):
		return hardly, 2
	}
	return 0, 0
}

// gbk weighs by the rows of GB 2312, and takes what GBK and GB 18030 add.
func gbk(b []byte) (float64, int) {
	if len(b) < 2 || !in(b[0], 0x81, 0xfe) {
		return 0, 0
	}
	if in(b[1], '0', '9') {
		if len(b) > 3 && in(b[2], 0x81, 0xfe) && in(b[3], '0', '9') {
			return hardly, 4
		}
		return 0, 0
	}
	if b[1] < 0x40 || b[1] == 0x7f || b[1] == 0xff {
		return 0, 0
	}
	switch c := b[0]; {
	case b[1] < 0xa1:
		return hardly, 2
	case in(c, 0xb0, 0xd7):
		return daily, 2
	case c == 0xa1 || c == 0xa3:
		return sign, 2
	case in(c, 0xd8, 0xf7):
		return seldom, 2
	}
	return hardly, 2
}

// big5 weighs by the two levels of its characters.
func big5(b []byte) (float64, int) {
	if len(b) < 2 || !in(b[0], 0x81, 0xfe) || !in(b[1], 0x40, 0x7e) && !in(b[1], 0xa1, 0xfe) {
		return 0, 0
	}
	switch c := b[0]; {
	case in(c, 0xa4, 0xc6):
		return daily, 2
	case c == 0xa1:
		return sign, 2
	case in(c, 0xc9, 0xf9):
		return seldom, 2
	}
	return hardly, 2
}
