package pane_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/query"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

func helpOf(t *testing.T, w, h int, about keys.Scope) pane.Pane {
	t.Helper()
	e := env(t, uitest.Sample())
	for _, spec := range pane.All() {
		if spec.Name == "Help" {
			p := spec.New(e)
			p.(pane.Advisor).About(about)
			p.Resize(w, h)
			p.Focus(true)
			return p
		}
	}
	t.Fatal("there is no help")
	return nil
}

// TestTheHelpBeginsWithThePaneOneIsIn: it began with what holds everywhere, two
// screens before the searched text.
func TestTheHelpBeginsWithThePaneOneIsIn(t *testing.T) {
	for _, scope := range []keys.Scope{keys.Headlines, keys.Story, keys.ReadAlso, keys.Overlay} {
		rows := strings.Split(ansi.Strip(helpOf(t, 80, 23, scope).View()), "\n")
		if !strings.HasPrefix(rows[1], keys.Title(scope)) {
			t.Errorf("from %s it begins with %q", scope, rows[1])
		}
	}
}

// TestTheHelpGoesOnInASecondColumn where there is room for it, and the cursor with it.
func TestTheHelpGoesOnInASecondColumn(t *testing.T) {
	p := helpOf(t, 160, 43, keys.Story)
	rows := strings.Split(ansi.Strip(p.View()), "\n")
	one := strings.Split(ansi.Strip(helpOf(t, 79, 43, keys.Story).View()), "\n")
	if left := strings.TrimRight(rows[42][:79], " "); left != strings.TrimRight(one[42], " ") {
		t.Errorf("the first column ends with %q, want %q", left, one[42])
	}
	if right := strings.TrimSpace(rows[1][81:]); right == "" {
		t.Errorf("there is nothing in the second column:\n%s", strings.Join(rows, "\n"))
	}
	for range 42 {
		p.Do(keys.Down)
	}
	if x, y, _ := p.(pane.WithCursor).Cursor(); x != 81 || y != 1 {
		t.Errorf("42 rows down the cursor is at %d, %d, want the top of the second column", x, y)
	}
	_ = p.(pane.Clicker).Click(0, 1)
	if x, y, _ := p.(pane.WithCursor).Cursor(); x != 0 || y != 1 {
		t.Errorf("a click into the first column leads to %d, %d", x, y)
	}
}

// TestTheHelpExplainsSignsAndQueries: each example is a query.
func TestTheHelpExplainsSignsAndQueries(t *testing.T) {
	p := helpOf(t, 80, 300, keys.Headlines)
	all := ansi.Strip(p.View())
	for _, want := range []string{"•", "★", "≡", "→4", "↻", "[1]", ">1<", "↪", "?", "!", "−1h", "━▸", "F!2", "▲ ◆", "! 3", "▾ ▸", "(unread only)", "selected", "is:edited", "since:6h", "is:unread"} {
		if !strings.Contains(all, want) {
			t.Errorf("the help does not explain %s", want)
		}
	}
	for _, q := range pane.HelpQueries() {
		if _, err := query.Parse(strings.Replace(q, "cluster:ID", "cluster:cabcdefg", 1), uitest.Start()); err != nil {
			t.Errorf("%s: %v", q, err)
		}
	}
}
