package pane

// Age makes age known to tests.
var Age = age

// Tabs is for tests.
func Tabs(names []string, chosen, w int) string { return tabs(names, chosen, w) }
