package query

import (
	"strings"
	"time"
	"unicode"

	"sitrep/internal/news"
)

// maxDepth is how deep parentheses and negations may nest.
const maxDepth = 50

// maxLength is the longest query in bytes.
const maxLength = 4096

// Parse reads a query. An empty query asks for everything. Times are counted
// from now, days are days of now's location. Every error is a *SyntaxError.
func Parse(q string, now time.Time) (news.Filter, error) { return parse(q, now, false) }

// ParseTyping reads a query that is still being typed: like Parse, but its
// last word, if nothing follows it, matches words that begin with it.
func ParseTyping(q string, now time.Time) (news.Filter, error) { return parse(q, now, true) }

func parse(q string, now time.Time, typing bool) (news.Filter, error) {
	p := &parser{q: q, s: []rune(q), now: now, typing: typing}
	if len(q) > maxLength {
		return news.Filter{}, p.fail(0, "the query is too long", "4096 bytes at most")
	}
	p.space()
	if p.at == len(p.s) {
		return news.Filter{}, nil
	}
	e, err := p.or(0)
	if err != nil {
		return news.Filter{}, err
	}
	if p.at < len(p.s) { // only a parenthesis stops or
		return news.Filter{}, p.fail(p.at, `")" without "("`, "")
	}
	return news.Filter{Expr: e}, nil
}

// parser reads a query from left to right:
//
//	or    = and { "OR" and }
//	and   = near { [ "AND" ] near }
//	near  = unary { "NEAR/" number unary }
//	unary = ( "-" | "NOT" ) unary | "(" or ")" | phrase | word | field ":" value
type parser struct {
	q      string
	s      []rune
	at     int // index of the next character
	now    time.Time
	typing bool
}

func (p *parser) fail(at int, msg, hint string) error {
	return &SyntaxError{Query: p.q, Column: at + 1, Msg: msg, Hint: hint}
}

func (p *parser) space() {
	for p.at < len(p.s) && unicode.IsSpace(p.s[p.at]) {
		p.at++
	}
}

// end reports whether nothing is left to read at this level.
func (p *parser) end() bool {
	p.space()
	return p.at == len(p.s) || p.s[p.at] == ')'
}

// keyword reads an operator such as OR, which stands alone and in capitals.
func (p *parser) keyword(word string) bool {
	p.space()
	end := p.at + len(word)
	if end > len(p.s) || string(p.s[p.at:end]) != word {
		return false
	}
	if end < len(p.s) && !unicode.IsSpace(p.s[end]) && p.s[end] != '(' && p.s[end] != ')' && p.s[end] != '"' {
		return false
	}
	p.at = end
	return true
}

func (p *parser) or(depth int) (news.Expr, error) {
	var parts []news.Expr
	for {
		e, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		if inner, ok := e.(news.Or); ok {
			parts = append(parts, inner...)
		} else {
			parts = append(parts, e)
		}
		if !p.keyword("OR") {
			break
		}
		if p.end() {
			return nil, p.fail(p.at, "something must follow OR", "")
		}
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return news.Or(parts), nil
}

func (p *parser) and(depth int) (news.Expr, error) {
	var parts []news.Expr
	for {
		before := p.at
		p.space()
		switch start := p.at; {
		case p.keyword("OR"):
			if len(parts) == 0 {
				return nil, p.fail(start, "something must stand before OR", `for the word write "or"`)
			}
			p.at = before
			return single(parts), nil
		case p.keyword("AND"):
			if len(parts) == 0 || p.end() {
				return nil, p.fail(start, "something must stand before and after AND", "words are joined by AND anyway")
			}
			continue
		case p.end():
			if len(parts) == 0 {
				return nil, p.fail(p.at, "there is nothing here to look for", "")
			}
			return single(parts), nil
		}
		e, err := p.near(depth)
		if err != nil {
			return nil, err
		}
		if inner, ok := e.(news.And); ok {
			parts = append(parts, inner...)
		} else {
			parts = append(parts, e)
		}
	}
}

func single(parts []news.Expr) news.Expr {
	if len(parts) == 1 {
		return parts[0]
	}
	return news.And(parts)
}

func (p *parser) unary(depth int) (news.Expr, error) {
	p.space()
	start := p.at
	if depth > maxDepth {
		return nil, p.fail(start, "too many levels of parentheses", "")
	}
	if _, ok := p.nearOperator(); ok {
		return nil, p.fail(start, "something must stand before NEAR", "such as dam NEAR/5 burst")
	}
	negated := p.keyword("NOT")
	if !negated && p.s[p.at] == '-' {
		p.at++
		negated = true
		if p.at < len(p.s) && unicode.IsSpace(p.s[p.at]) {
			return nil, p.fail(start, `"-" must touch what it excludes`, "write -word")
		}
	}
	if negated {
		if p.end() {
			return nil, p.fail(start, "there is nothing here to exclude", "")
		}
		e, err := p.unary(depth + 1)
		if err != nil {
			return nil, err
		}
		return news.Not{X: e}, nil
	}
	switch p.s[p.at] {
	case '(':
		p.at++
		e, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if p.at == len(p.s) {
			return nil, p.fail(start, `"(" without ")"`, "")
		}
		p.at++
		return e, nil
	case '"':
		text, err := p.quoted()
		if err != nil {
			return nil, err
		}
		if !hasWord(text) {
			return nil, p.fail(start, "the phrase has no letter or digit to look for", "")
		}
		return news.Phrase{Text: text}, nil
	}
	return p.word()
}

// quoted reads up to the closing quote. While typing it may be missing.
func (p *parser) quoted() (string, error) {
	start := p.at
	for i := start + 1; i < len(p.s); i++ {
		if p.s[i] == '"' {
			p.at = i + 1
			return string(p.s[start+1 : i]), nil
		}
	}
	if p.typing {
		p.at = len(p.s)
		return string(p.s[start+1:]), nil
	}
	return "", p.fail(start, "the quote is not closed", "")
}

func isStop(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == ')' || r == '"' }

// word reads a word, or a field with its value.
func (p *parser) word() (news.Expr, error) {
	start := p.at
	for p.at < len(p.s) && !isStop(p.s[p.at]) {
		if p.s[p.at] == ':' && p.isField(start) {
			name := string(p.s[start:p.at])
			p.at++
			return p.field(start, name)
		}
		p.at++
	}
	text := string(p.s[start:p.at])
	if !hasWord(text) {
		return nil, p.fail(start, `"`+text+`" has no letter or digit to look for`, "")
	}
	stem := strings.TrimRight(text, "*")
	return news.Word{Text: stem, Prefix: stem != text || p.goesOn()}, nil
}

// goesOn reports whether the query is being typed and ends here.
func (p *parser) goesOn() bool { return p.typing && p.at == len(p.s) }

// isField reports whether what stands between start and the colon is the
// name of a field: letters only, and not the scheme of an address.
func (p *parser) isField(start int) bool {
	for _, r := range p.s[start:p.at] {
		if !unicode.IsLetter(r) {
			return false
		}
	}
	rest := p.s[p.at+1:]
	return p.at > start && (len(rest) <= 1 || rest[0] != '/' || rest[1] != '/')
}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
