package opener

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// TestOutputReturnsWhatAProgramPrints within its bounds, and its errors repeat none of it.
func TestOutputReturnsWhatAProgramPrints(t *testing.T) {
	out, err := Output(t.Context(), []string{os.Args[0], "prints", "20"})
	if err != nil || string(out) != strings.Repeat("s", 20) {
		t.Errorf("printed %q, %v", out, err)
	}
	if out, err := Output(t.Context(), []string{os.Args[0], "prints", "65536"}); err != nil || len(out) != mostOutput {
		t.Errorf("at the bound: %d bytes, %v", len(out), err)
	}
	for _, argv := range [][]string{nil, {os.Args[0], "prints", "65537"}, {os.Args[0], "prints", "-1"}, {"/no/such/program"}} {
		if out, err := Output(t.Context(), argv); err == nil || out != nil || strings.Contains(err.Error(), "sss") {
			t.Errorf("%v: %d bytes, %.60v", argv, len(out), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Output(ctx, []string{os.Args[0], "prints", "20"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
