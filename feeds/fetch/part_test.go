package fetch_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

// TestOfALargeBodyTheBeginningIsReadIfThatIsAsked: up to the limit and no further, in
// whole characters, whatever the coding.
func TestOfALargeBodyTheBeginningIsReadIfThatIsAsked(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(strings.Repeat("x", 5000))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, coding, body string
		want               int
		part               bool
	}{
		{"as much as the limit", "", strings.Repeat("x", 1000), 1000, false},
		{"more", "", strings.Repeat("x", 1001), 1000, true},
		{"packed", "gzip", packed.String(), 1000, true},
		{"characters of two bytes", "", "x" + strings.Repeat("ж", 999), 999, true},
		{"characters of three bytes", "", strings.Repeat("水", 999), 999, true},
		{"characters of four bytes", "", "xy" + strings.Repeat("𐍈", 999), 998, true},
		{"whole at the limit", "", strings.Repeat("ж", 999), 1000, true},
		{"another charset", "", strings.Repeat("\xe6\xee", 999), 999, true},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			s, c := publisher(t), client(t, func(o *fetch.Options) { o.MaxBody = 1000 })
			s.SetFault("/x", feedtest.Fault{Status: 200, Body: tc.body, Header: map[string]string{"Content-Encoding": tc.coding}})
			got, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x"), Part: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Body) != tc.want || got.Part != tc.part {
				t.Errorf("%d bytes, part: %t; want %d, %t", len(got.Body), got.Part, tc.want, tc.part)
			}
			if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")}); errors.Is(err, fetch.ErrTooLarge) != tc.part {
				t.Errorf("where the whole is asked for: error %v, too large: want %t", err, tc.part)
			}
		})
	}
}
