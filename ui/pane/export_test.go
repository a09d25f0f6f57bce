package pane

// Age makes age known to tests.
var Age = age

// Tabs is for tests.
func Tabs(names []string, chosen, w int) string { return tabs(names, chosen, w) }

// HelpQueries returns the examples of queries in the help.
func HelpQueries() []string {
	var out []string
	for _, l := range queries() {
		out = append(out, l.keys)
	}
	return out
}
