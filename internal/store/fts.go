package store

import "strings"

// ftsText returns a demand on words as an FTS5 expression.
func ftsText(w Words) string {
	join := func(ws []Words, op string) string {
		parts := make([]string, len(ws))
		for i, w := range ws {
			parts[i] = ftsText(w)
		}
		return "(" + strings.Join(parts, op) + ")"
	}
	switch w := w.(type) {
	case Phrase:
		// Tokens consist of letters, digits and marks: nothing needs escaping.
		m := `("`
		if w.Title {
			m = `(title : "`
		}
		m += strings.Join(w.Tokens, " ") + `"`
		if w.Prefix {
			m += " *"
		}
		return m + ")"
	case AllOf:
		return join(w, " AND ")
	case AnyOf:
		return join(w, " OR ")
	case Except:
		return "(" + ftsText(w.Of) + " NOT " + ftsText(w.Not) + ")"
	}
	return ""
}
