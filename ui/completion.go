package ui

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

// This file finds how a line may go on.

// Complete returns the commands that begin so, each once, or, behind the name of one,
// what may follow it.
func (c commandLine) Complete(line string) []completion {
	word, arg, more := strings.Cut(line, " ")
	if more {
		return c.completeArg(word, arg)
	}
	var out []completion
	add := func(name string, w completion) {
		known := slices.ContainsFunc(out, func(have completion) bool { return strings.TrimSpace(have.line) == name })
		if strings.HasPrefix(name, word) && !known && !c.s.refused(name) {
			out = append(out, w)
		}
	}
	rows := c.s.keys.Actions()
	for _, k := range commands() {
		add(k.name, completion{k.name + " ", k.arg + ": " + k.help})
	}
	add(clearCommand, completion{clearCommand, "list all stories of the desk again"})
	add(keepCommand, completion{keepCommand, "show what is left out of the story because others of its site have it"})
	add(reloadCommand, completion{reloadCommand, "read the configuration again"})
	for _, a := range rows {
		if keys.DeskN(a.Action) == 0 && c.s.has(a.Action) {
			add(string(a.Action), completion{string(a.Action), a.Help})
		}
	}
	slices.SortStableFunc(out, func(a, b completion) int { return cmp.Compare(a.line, b.line) })
	return out
}

// completeArg returns how what follows the name of a command may go on.
func (c commandLine) completeArg(word, arg string) []completion {
	var out []completion
	for _, k := range commands() {
		if k.name != word || k.words == nil {
			continue
		}
		for _, w := range k.words(c.s) {
			if strings.HasPrefix(sanitize.Fold(w), sanitize.Fold(arg)) {
				out = append(out, completion{word + " " + w, k.help})
			}
		}
	}
	return out
}
