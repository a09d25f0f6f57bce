package reader

import "sitrep/internal/cite"

// CiteForms returns the names of the forms of citations, the default first.
func CiteForms() []string {
	var names []string
	for _, f := range cite.Forms() {
		names = append(names, string(f))
	}
	return names
}

// CiteForm returns the form of a name; empty if there is none of that name.
func CiteForm(name string) cite.Form {
	form, _ := cite.Named(name)
	return form
}
