//go:build unix && !race

package opml_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"sitrep/feeds/opml"
)

// TestALongListTakesLittleTime: none of these is read over and over again.
func TestALongListTakesLittleTime(t *testing.T) {
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	for name, part := range map[string]string{
		"quotation marks":  `<outline a="`,
		"one value":        `"b" `,
		"gaps":             "\n \n ",
		"comments":         "<!--",
		"sections":         "<![CDATA[",
		"signs":            "<",
		"other tags":       `<x a="`,
		"attributes":       ` a="b"`,
		"names":            ` text="`,
		"end of the value": `" a `,
	} {
		before := used()
		_, err := opml.Read(strings.NewReader("<opml><outline text=\"" + strings.Repeat(part, (2<<20)/len(part))))
		if took := used() - before; took > 3*time.Second {
			t.Errorf("%s: %v of processor time, error %.80s", name, took, fmt.Sprint(err))
		}
	}
}
