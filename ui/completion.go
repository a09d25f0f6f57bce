package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

// This file finds how a line may go on.

// Complete returns the commands that begin so, each once, or, behind the name of one,
// its arguments. Where nothing begins so, they are those that have the letters in
// their order, the best first.
func (c commandLine) Complete(line string) []completion {
	word, arg, more := strings.Cut(line, " ")
	if more {
		return c.completeArg(word, arg)
	}
	all := c.allCommands()
	out := slices.DeleteFunc(slices.Clone(all), func(w completion) bool { return !strings.HasPrefix(w.line, word) })
	if len(out) > 0 {
		return out
	}
	return lettersOf(all, word, func(w completion) string { return strings.TrimSpace(w.line) })
}

// fewestLetters is the least number of letters by which something is found that does
// not begin so.
const fewestLetters = 2

// lettersOf returns those whose text has the letters in their order, the best first.
func lettersOf(all []completion, letters string, text func(completion) string) []completion {
	if len([]rune(letters)) < fewestLetters {
		return nil
	}
	texts := make([]string, len(all))
	for i, w := range all {
		texts[i] = sanitize.Fold(text(w))
	}
	var out []completion
	for _, m := range fuzzy.Find(sanitize.Fold(letters), texts) {
		out = append(out, all[m.Index])
	}
	return out
}

// allCommands returns the commands that mean something here, each once, by name.
func (c commandLine) allCommands() []completion {
	var out []completion
	add := func(name string, w completion) {
		if !slices.ContainsFunc(out, func(have completion) bool { return strings.TrimSpace(have.line) == name }) && !c.s.refused(name) {
			out = append(out, w)
		}
	}
	rows := c.s.keys.Actions()
	for _, k := range commands() {
		add(k.name, completion{k.name + " ", k.arg + ": " + k.help})
	}
	add(partCommand, completion{partCommand, "take the selected stories, or this one, out of their event"})
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

// completeArg returns the completions of the argument of a command.
func (c commandLine) completeArg(word, arg string) []completion {
	var all, out []completion
	for _, k := range commands() {
		if k.name != word || k.words == nil {
			continue
		}
		for _, w := range k.words(c.s) {
			all = append(all, completion{word + " " + w, k.help})
			if strings.HasPrefix(sanitize.Fold(w), sanitize.Fold(arg)) {
				out = append(out, all[len(all)-1])
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	return lettersOf(all, arg, func(w completion) string { return strings.TrimPrefix(w.line, word+" ") })
}
