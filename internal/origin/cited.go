package origin

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostNamed is how many words the name of a source has at most.
const mostNamed = 6

// cited returns the source that a story gives for its report: an agency,
// another outlet of the event, or an authority.
func (x *lexicon) cited(d *Document, docs []Document) (Origin, bool) {
	parts := append([]string{d.Headline}, d.lead(citedWithin)...)
	for _, p := range parts {
		p = firstBytes(p, 1000)
		for s := range strings.FieldsFuncSeq(p, func(r rune) bool { return r == '\n' || r == '!' || r == '?' || r == ';' }) {
			if o, ok := x.citedIn(s, d, docs); ok {
				return o, true
			}
		}
	}
	return Origin{}, false
}

// citedIn looks for a source in one sentence or clause.
func (x *lexicon) citedIn(s string, d *Document, docs []Document) (Origin, bool) {
	ws := named(s)
	for i := range ws {
		for _, cue := range x.cites {
			n := strings.Count(cue, " ") + 1
			if i+n > len(ws) || !matches(ws[i:i+n], cue) {
				continue
			}
			if o, ok := x.sourceAt(ws[i+n:], d, docs); ok {
				o.Evidence = evidence(ws[i:min(i+n+mostNamed, len(ws))])
				return o, true
			}
		}
	}
	for i, w := range ws {
		if !x.says[w.folded] {
			continue
		}
		// "повідомляє Укрінформ": after the verb only a known source counts.
		if o, ok := x.sourceAt(ws[i+1:], d, docs); ok && !o.Official {
			o.Evidence = evidence(ws[i:min(i+1+mostNamed, len(ws))])
			return o, true
		}
		from := i
		for from > 0 && i-from < mostNamed && !ws[from-1].ends {
			from--
		}
		for k := from; k < i; k++ {
			if o, ok := x.sourceAt(ws[k:i], d, docs); ok && x.begins(ws, k) {
				o.Evidence = evidence(ws[k : i+1])
				return o, true
			}
		}
	}
	return Origin{}, false
}

// begins reports whether a name may begin at word k: the word before it is
// no part of it.
func (x *lexicon) begins(ws []namedWord, k int) bool {
	return k == 0 || ws[k-1].ends || x.articles[ws[k-1].folded] || !ws[k-1].capital
}

// sourceAt returns the source that the words begin with.
func (x *lexicon) sourceAt(ws []namedWord, d *Document, docs []Document) (Origin, bool) {
	for len(ws) > 0 && x.articles[ws[0].folded] {
		ws = ws[1:]
	}
	for n := min(len(ws), mostNamed); n > 0; n-- {
		name := joined(ws[:n])
		if key, ok := x.agencyNamed(name); ok {
			return Origin{Key: "wire:" + key, Name: key, Basis: ByCite}, fold(key) != fold(d.Name)
		}
		f := fold(name)
		if k := slices.IndexFunc(docs, func(o Document) bool { return fold(o.Name) == f }); k >= 0 && f != "" {
			return Origin{Key: "own:" + docs[k].Outlet, Name: docs[k].Name, Basis: ByCite}, docs[k].Outlet != d.Outlet
		}
	}
	return x.authority(ws)
}

// authority returns the authority that the words begin with: "the Lower Vesna
// Authority", "ministry of health".
func (x *lexicon) authority(ws []namedWord) (Origin, bool) {
	for n, w := range ws[:min(len(ws), mostNamed)] {
		if x.says[w.folded] {
			break
		}
		if !x.official[w.folded] {
			if w.ends {
				break
			}
			continue
		}
		end := n + 1
		// Capitalized words after the noun belong to the name.
		for end < len(ws) && end < mostNamed && !ws[end-1].ends && (ws[end].capital || x.articles[ws[end].folded] && end+1 < len(ws) && ws[end+1].capital || ws[end].folded == "of") {
			end++
		}
		name := joined(ws[:end])
		var key []string
		for _, k := range ws[:end] {
			if !x.articles[k.folded] && k.folded != "of" {
				key = append(key, string([]rune(k.folded)[:min(6, utf8.RuneCountInString(k.folded))]))
			}
		}
		slices.Sort(key)
		return Origin{Key: "official:" + strings.Join(slices.Compact(key), " "), Name: name, Basis: ByCite, Official: true}, true
	}
	return Origin{}, false
}

// namedWord is a word as printed.
type namedWord struct {
	text, folded string
	capital      bool
	ends         bool // a mark that ends a clause follows
}

func named(s string) []namedWord {
	var out []namedWord
	for f := range strings.FieldsSeq(s) {
		w := strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		folded := fold(w)
		if folded == "" {
			if len(out) > 0 && strings.ContainsAny(f, "–—-") {
				out[len(out)-1].ends = true
			}
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		out = append(out, namedWord{w, folded, unicode.IsUpper(r), strings.ContainsAny(f[strings.Index(f, w)+len(w):], ",.:)”»\"")})
	}
	return out
}

func matches(ws []namedWord, cue string) bool {
	i := 0
	for part := range strings.SplitSeq(cue, " ") {
		if ws[i].folded != part {
			return false
		}
		i++
	}
	return true
}

func joined(ws []namedWord) string {
	parts := make([]string, len(ws))
	for i, w := range ws {
		parts[i] = w.text
	}
	return strings.Join(parts, " ")
}

func evidence(ws []namedWord) string { return joined(ws) }
