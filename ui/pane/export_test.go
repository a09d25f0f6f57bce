package pane

// Age makes age known to tests.
var Age = age
