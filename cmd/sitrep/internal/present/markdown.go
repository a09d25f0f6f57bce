package present

import (
	"fmt"
	"strings"

	"sitrep/internal/markdown"
	"sitrep/internal/news"
)

// Markdown returns the story as Markdown, source and times first.
func (a *Story) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", markdown.Escape(a.story.Headline.String()))
	for i, m := range a.meta() {
		if i > 0 {
			b.WriteString("  \n")
		}
		if m == a.story.URL {
			m = "<" + m + ">"
		} else {
			m = markdown.Escape(m)
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
		fmt.Fprintf(&b, "%d. %s\n", i+1, markdown.Link(title(r), r.URL))
	}
	return b.String()
}

func (a *Story) mdRefs(b *strings.Builder, n int) {
	for _, r := range a.refs {
		if min(r.Paragraph, len(a.body.Blocks)) == n && r.Kind == news.RefInline {
			fmt.Fprintf(b, "\n**%s** %s\n", markdown.Escape(marker(r)), markdown.Link(title(r), r.URL))
		}
	}
}

func mdBlock(b news.Block) string {
	text := withStruck(b, "~~", "~~", markdown.Escape)
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
		return markdown.Escape(b.PlainText())
	}
	var lines []string
	for i, row := range b.Rows {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = strings.ReplaceAll(markdown.Escape(c.String()), "|", `\|`)
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
		if i == 0 {
			lines = append(lines, "|"+strings.Repeat("---|", len(row)))
		}
	}
	return strings.Join(lines, "\n")
}
