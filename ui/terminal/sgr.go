package terminal

import (
	"strings"
)

// pen is the state that a terminal writes with: a style, and the open link as the
// sequence that opened it.
type pen struct {
	style style
	link  string
}

// style is the state that SGR sets. Each attribute holds its parameter, such as "1" or
// "38;5;243".
type style struct {
	bold, faint, italic, under, blink, reverse, hidden, struck string
	fg, bg, line                                               string
}

// noLink is the sequence (OSC 8) that ends a link.
const noLink = "\x1b]8;;"

// apply changes the pen by a sequence; false: the sequence does not concern it.
func (p *pen) apply(seq string) bool {
	if params, ok := strings.CutPrefix(seq, "\x1b["); ok && strings.HasSuffix(params, "m") && strings.Trim(params, "0123456789;:m") == "" {
		p.style.apply(strings.TrimSuffix(params, "m"))
		return true
	}
	if strings.HasPrefix(seq, "\x1b]8;") {
		p.link = seq
		if rest := strings.TrimPrefix(seq, noLink); rest == "\a" || rest == "\x1b\\" {
			p.link = ""
		}
		return true
	}
	return false
}

// String returns the sequences that set this pen, whatever was set before.
func (p pen) String() string { return p.style.String() + p.ending() }

// ending returns the sequence that opens the link, or ends any.
func (p pen) ending() string {
	if p.link == "" {
		return noLink + "\a"
	}
	return p.link
}

func (s style) String() string {
	var b strings.Builder
	for _, a := range []string{s.bold, s.faint, s.italic, s.under, s.blink, s.reverse, s.hidden, s.struck, s.fg, s.bg, s.line} {
		if a != "" {
			b.WriteString(";" + a)
		}
	}
	if b.Len() == 0 {
		return "\x1b[m"
	}
	return "\x1b[0" + b.String() + "m"
}

// apply changes the style by the parameters of SGR.
func (s *style) apply(params string) {
	all := strings.Split(params, ";")
	for i := 0; i < len(all); i++ {
		n := 1
		switch p := all[i]; p {
		case "38", "48", "58":
			n = colorLength(all[i:])
			s.color(p, strings.Join(all[i:i+n], ";"))
		default:
			s.one(p)
		}
		i += n - 1
	}
}

// colorLength returns how many parameters a color has, with the first.
func colorLength(params []string) int {
	n := 1
	if len(params) > 1 {
		switch params[1] {
		case "5":
			n = 3
		case "2":
			n = 5
		}
	}
	return min(n, len(params))
}

func (s *style) color(what, value string) {
	switch what {
	case "38":
		s.fg = value
	case "48":
		s.bg = value
	default:
		s.line = value
	}
}

// one applies a parameter that stands alone.
func (s *style) one(p string) {
	head, _, sub := strings.Cut(p, ":")
	if sub && (head == "38" || head == "48" || head == "58") {
		s.color(head, p)
		return
	}
	switch head {
	case "", "0":
		*s = style{}
	case "1":
		s.bold = p
	case "2":
		s.faint = p
	case "3":
		s.italic = p
	case "4":
		s.under = strings.TrimSuffix(p, "4:0")
	case "5", "6":
		s.blink = p
	case "7":
		s.reverse = p
	case "8":
		s.hidden = p
	case "9":
		s.struck = p
	default:
		s.end(head)
	}
}

// end applies a parameter that ends an attribute, or sets a color by a number.
func (s *style) end(p string) {
	switch p {
	case "22":
		s.bold, s.faint = "", ""
	case "23":
		s.italic = ""
	case "24":
		s.under = ""
	case "25":
		s.blink = ""
	case "27":
		s.reverse = ""
	case "28":
		s.hidden = ""
	case "29":
		s.struck = ""
	case "39":
		s.fg = ""
	case "49":
		s.bg = ""
	case "59":
		s.line = ""
	default:
		if strings.HasPrefix(p, "4") || strings.HasPrefix(p, "10") {
			s.bg = p
		} else {
			s.fg = p
		}
	}
}
