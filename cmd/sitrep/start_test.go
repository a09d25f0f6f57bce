package main

import (
	"bytes"
	"testing"
)

// BenchmarkStartOfACommand runs the least command in this process: the command
// line is built and read.
func BenchmarkStartOfACommand(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var out, errs bytes.Buffer
		if status := Main(b.Context(), []string{"version"}, nil, &out, &errs, func(string) string { return "" }); status != 0 || out.Len() == 0 {
			b.Fatalf("exit status %d: %s", status, &errs)
		}
	}
}
