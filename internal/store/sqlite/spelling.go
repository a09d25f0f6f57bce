package sqlite

import (
	"encoding/json"
	"reflect"

	"sitrep/internal/store"
)

// Spelling implements store.Engine.
func (*engine) Spelling() store.Spelling {
	return store.Spelling{
		InList:      ` IN (SELECT value FROM json_each(?))`,
		List:        `json_each(?)`,
		LeadingJoin: ` CROSS JOIN `, // which SQLite does not turn round
		Locked:      ``,             // only one transaction writes
		Beginning:   func(column string) string { return column },
	}
}

// List implements store.Engine: a list is JSON text.
func (*engine) List(values any) any {
	if reflect.ValueOf(values).Len() == 0 {
		return "[]" // null would be a list of one
	}
	b, err := json.Marshal(values)
	if err != nil {
		panic(err) // slices of strings and numbers only
	}
	return string(b)
}
