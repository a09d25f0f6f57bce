package opml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"sitrep/internal/news"
)

// Write writes the feeds as OPML 2.0: those without tags first, then a
// folder for each first tag, by name. All tags of a feed are its categories,
// so that Read returns the same feeds, in another order. The same feeds
// give the same bytes.
func Write(w io.Writer, title string, feeds []news.Feed) error {
	folders := map[string][]news.Feed{}
	for _, f := range feeds {
		folder := ""
		if len(f.Tags) > 0 {
			folder = f.Tags[0]
		}
		folders[folder] = append(folders[folder], f)
	}
	names := make([]string, 0, len(folders))
	for name := range folders {
		names = append(names, name)
	}
	slices.Sort(names)

	var b bytes.Buffer
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<opml version=\"2.0\">\n  <head>\n    <title>%s</title>\n  </head>\n  <body>\n", escape(title))
	for _, name := range names {
		indent := "    "
		if name != "" {
			fmt.Fprintf(&b, "    <outline text=%s>\n", quote(name))
			indent += "  "
		}
		for _, f := range folders[name] {
			writeFeed(&b, indent, f)
		}
		if name != "" {
			b.WriteString("    </outline>\n")
		}
	}
	b.WriteString("  </body>\n</opml>\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write OPML: %w", err)
	}
	return nil
}

func writeFeed(b *bytes.Buffer, indent string, f news.Feed) {
	name := f.Name.String()
	if name == "" {
		name = string(f.ID)
	}
	fmt.Fprintf(b, "%s<outline type=\"rss\" text=%s xmlUrl=%s", indent, quote(name), quote(string(f.ID)))
	if len(f.Tags) > 0 {
		fmt.Fprintf(b, " category=%s", quote(strings.Join(f.Tags, ",")))
	}
	b.WriteString("/>\n")
}

func quote(s string) string { return `"` + escape(s) + `"` }

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder never fails
	return b.String()
}
