package present

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"sitrep/internal/news"
)

// Markdown returns the story as Markdown, source and times first.
func (a *Story) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", mdEscape(a.story.Headline.String()))
	for i, m := range a.meta() {
		if i > 0 {
			b.WriteString("  \n")
		}
		if m == a.story.URL {
			m = "<" + m + ">"
		} else {
			m = mdEscape(m)
		}
		b.WriteString(m)
	}
	b.WriteString("\n")
	for i, block := range a.body.Blocks {
		a.mdRefs(&b, i)
		b.WriteString("\n" + mdBlock(block) + "\n")
	}
	a.mdRefs(&b, len(a.body.Blocks))
	if len(a.refs) > 0 {
		b.WriteString("\n## Read also\n\n")
	}
	for i, r := range a.refs {
		fmt.Fprintf(&b, "%d. %s\n", i+1, mdLink(title(r), r.URL))
	}
	return b.String()
}

func (a *Story) mdRefs(b *strings.Builder, n int) {
	for _, r := range a.refs {
		if min(r.Paragraph, len(a.body.Blocks)) == n && r.Kind == news.RefInline {
			fmt.Fprintf(b, "\n**%s** %s\n", mdEscape(marker(r)), mdLink(title(r), r.URL))
		}
	}
}

func mdLink(text, address string) string {
	if u, err := url.Parse(address); address == "" || err != nil || u.Host == "" {
		return mdEscape(text)
	}
	return "[" + mdEscape(text) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(address) + ">)"
}

func mdBlock(b news.Block) string {
	text := withStruck(b, "~~", "~~", mdEscape)
	switch b.Kind {
	case news.Heading:
		return strings.Repeat("#", min(6, max(2, b.Level))) + " " + text
	case news.Quote:
		return "> " + strings.ReplaceAll(text, "\n", "\\\n> ")
	case news.ListItem:
		bullet := "- "
		if b.N > 0 {
			bullet = fmt.Sprintf("%d. ", b.N)
		}
		indent := strings.Repeat("    ", max(0, b.Level-1))
		return indent + bullet + strings.ReplaceAll(text, "\n", "\\\n"+indent+strings.Repeat(" ", len(bullet)))
	case news.Caption:
		return "*" + text + "*"
	case news.Pre:
		return "    " + strings.ReplaceAll(b.PlainText(), "\n", "\n    ")
	case news.Table:
		return mdTable(b)
	default:
		return strings.ReplaceAll(text, "\n", "\\\n") // a line break that is kept
	}
}

func mdTable(b news.Block) string {
	if len(b.Rows) == 0 {
		return mdEscape(b.PlainText())
	}
	var lines []string
	for i, row := range b.Rows {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = strings.ReplaceAll(mdEscape(c.String()), "|", `\|`)
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
		if i == 0 {
			lines = append(lines, "|"+strings.Repeat("---|", len(row)))
		}
	}
	return strings.Join(lines, "\n")
}

// entity is what Markdown reads as a character by its name or number.
var entity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)
})

// mdEscape keeps text from being read as markup (CommonMark 0.31, and what is
// struck out). A mark at the start of a line is escaped only where it would
// begin a heading, list or quote or underline one; spaces there go, since they
// would begin code.
func mdEscape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "~", `\~`).Replace(s)
	s = entity().ReplaceAllString(s, `\&$1`)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimLeft(l, " \t")
		digits := len(l) - len(strings.TrimLeft(l, "0123456789"))
		switch rest := l[digits:]; {
		case digits == 0 && l != "" && strings.ContainsRune("#>+-=", rune(l[0])):
			l = `\` + l
		case digits > 0 && digits < 10 && (rest == "." || rest == ")" || strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")):
			l = l[:digits] + `\` + rest
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}
