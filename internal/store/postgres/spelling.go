package postgres

import (
	"fmt"
	"reflect"

	"sitrep/internal/store"
)

// Spelling implements store.Engine.
func (*engine) Spelling() store.Spelling {
	return store.Spelling{
		InList:      ` = ANY(?)`,
		List:        `(SELECT unnest(CAST(? AS text[])) AS value)`,
		LeadingJoin: ` JOIN `,
		Locked:      ` FOR UPDATE`,
		Beginning:   func(column string) string { return `left(` + column + `, 200)` },
	}
}

// List implements store.Engine: a list is an array.
func (*engine) List(values any) any {
	rv := reflect.ValueOf(values)
	switch kind := rv.Type().Elem().Kind(); kind {
	case reflect.String:
		out := make([]string, rv.Len())
		for i := range out {
			out[i] = plain(rv.Index(i).String())
		}
		return out
	case reflect.Int, reflect.Int64:
		out := make([]int64, rv.Len())
		for i := range out {
			out[i] = rv.Index(i).Int()
		}
		return out
	default:
		panic(fmt.Sprintf("a list of %v", kind)) // slices of strings and numbers only
	}
}
