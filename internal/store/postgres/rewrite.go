package postgres

import (
	"strconv"
	"strings"
	"sync"
)

// rewritten holds the statements that were rewritten: there are some hundred.
var rewritten sync.Map

// rewrite gives the arguments of a statement the form that PostgreSQL has: ?N
// becomes $N, and ? the number after the greatest one before it. Quoted text stays
// as it is.
func rewrite(q string) string {
	if !strings.Contains(q, "?") {
		return q
	}
	if out, known := rewritten.Load(q); known {
		return out.(string) //nolint:forcetypeassert // nothing else is in it
	}
	out := rewriteText(q)
	rewritten.Store(q, out)
	return out
}

func rewriteText(q string) string {
	var b strings.Builder
	most := 0
	for i := 0; i < len(q); i++ {
		switch c := q[i]; c {
		case '\'', '"':
			end := strings.IndexByte(q[i+1:], c)
			if end < 0 {
				b.WriteString(q[i:])
				return b.String()
			}
			b.WriteString(q[i : i+end+2])
			i += end + 1
		case '?':
			end := i + 1
			for end < len(q) && q[end] >= '0' && q[end] <= '9' {
				end++
			}
			n, err := strconv.Atoi(q[i+1 : end])
			if err != nil {
				n = most + 1
			}
			most = max(most, n)
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			i = end - 1
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
