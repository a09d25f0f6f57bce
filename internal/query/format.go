package query

import (
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Format returns a query that Parse reads as f, if f came from Parse. A word
// that was still being typed is written as one that may go on.
func Format(f news.Filter) string {
	if f.Expr == nil {
		return ""
	}
	return format(f.Expr, top)
}

// The contexts of an expression.
const (
	top = iota
	inOr
	inAnd
)

// format writes an expression as a part of another.
func format(e news.Expr, in int) string {
	switch e := e.(type) {
	case news.And:
		s := list(e, " ", inAnd)
		if in == inAnd {
			s = "(" + s + ")"
		}
		return s
	case news.Or:
		s := list(e, " OR ", inOr)
		if in != top {
			s = "(" + s + ")"
		}
		return s
	case news.Not:
		return "NOT " + format(e.X, inAnd)
	case news.Word:
		return e.Text + star(e.Prefix)
	case news.Near:
		s := format(e.A, inAnd) + fmt.Sprintf(" NEAR/%d ", e.Between) + format(e.B, inAnd)
		if in == inAnd {
			s = "(" + s + ")"
		}
		return s
	case news.Phrase:
		return quote(e.Text)
	case news.InTitle:
		if e.Prefix {
			return "title:" + e.Text + "*"
		}
		return "title:" + quote(e.Text)
	case news.InFeed:
		return "feed:" + quote(e.Text)
	case news.HasTag:
		return "tag:" + quote(e.Tag)
	case news.InLang:
		return "lang:" + quote(e.Lang)
	case news.Is:
		return "is:" + string(e.State)
	case news.InCluster:
		return "cluster:" + e.ID
	case news.HasRelated:
		return "has:related"
	case news.AtPlace:
		return "place:" + quote(e.Name)
	case news.OfWarning:
		return formatWarning(e)
	case news.Counted:
		return fmt.Sprintf("%s:%s%d", e.What, least(e.Least), e.N)
	case news.Since:
		return "since:" + e.Time.UTC().Format(time.RFC3339Nano)
	case news.SinceLast:
		return "since:" + lastLook
	case news.Before:
		return "before:" + e.Time.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(e)
}

func list(es []news.Expr, sep string, in int) string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = format(e, in)
	}
	return strings.Join(parts, sep)
}

func quote(s string) string { return `"` + s + `"` }

func star(prefix bool) string {
	if prefix {
		return "*"
	}
	return ""
}

func least(or bool) string {
	if or {
		return ">="
	}
	return ""
}

func formatWarning(e news.OfWarning) string {
	switch e.Field {
	case news.FieldEvent, news.FieldArea:
		return string(e.Field) + ":" + quote(e.Value)
	case news.FieldHazard:
		for _, name := range news.HazardNames() {
			if h, _ := news.HazardNamed(name); string(h) == e.Value {
				return "hazard:" + name
			}
		}
	case news.FieldSeverity, news.FieldLevel, news.FieldStatus:
	}
	return string(e.Field) + ":" + least(e.Least) + e.Value
}
