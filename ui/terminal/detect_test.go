package terminal

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/sanitize"
)

// TestGNUScreenIsSentShortStrings copies as much as is sent at all.
func TestGNUScreenIsSentShortStrings(t *testing.T) {
	send := Traits{Family: GNUScreen}.Copier()
	raw, ok := send(sanitize.Line(strings.Repeat("x", 8<<10)))().(tea.RawMsg)
	if !ok {
		t.Fatal("not sent as it is")
	}
	out, _ := raw.Msg.(string)
	var got strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(out, "\x1b\\"), "\x1b\\") {
		if len(part) > 768 || !strings.HasPrefix(part, "\x1bP") {
			t.Fatalf("a part of %d bytes: %.10q", len(part), part)
		}
		got.WriteString(part[2:])
	}
	if want := ansi.SetSystemClipboard(strings.Repeat("x", 8<<10)); got.String() != want {
		t.Errorf("put together it is %.20q..., %d bytes, want %d", got.String(), got.Len(), len(want))
	}
}
