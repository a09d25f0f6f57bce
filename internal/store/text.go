package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// digest hashes parts so that no two lists of parts are alike.
func digest(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = appendPart(b, p)
	}
	return sum(b)
}

// appendPart appends one part of the input of a hash.
func appendPart(b []byte, p string) []byte {
	b = strconv.AppendInt(b, int64(len(p)), 10)
	return append(append(b, ':'), p...)
}

func sum(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:16]
}

// wordingHash tells wordings apart: other words are another wording, other
// white space, quotes, dashes and addresses are not.
func wordingHash(headline, summary sanitize.Clean, blocks []news.Block) []byte {
	parts := []string{match.Typography(headline.String()), match.Typography(summary.String())}
	for _, b := range blocks {
		parts = append(parts, match.Typography(b.PlainText()))
	}
	return digest(parts[0], parts[1], strings.Join(parts[2:], ""))
}

// contentHash tells apart everything that a feed says about a story;
// addresses count by their canonical form, so that tracking parameters which
// change with every answer are no change.
func contentHash(a *news.Arrival) []byte {
	s := &a.Story
	b := make([]byte, 0, 2048)
	for _, p := range [...]string{
		s.Source.String(), s.GUID, news.URLKey(s.URL), s.Headline.String(), s.Summary.String(), s.Byline.String(), s.Lang,
	} {
		b = appendPart(b, p)
	}
	b = appendNumbers(b, millis(s.Published), toInt(s.PublishedDay), millis(s.Updated), toInt(a.Whole), int64(len(a.Body)), int64(len(a.References)))
	for _, block := range a.Body {
		b = appendPart(b, string(block.Kind))
		b = appendNumbers(b, int64(block.Level), int64(block.N), int64(len(block.Links)))
		b = appendPart(b, block.PlainText())
		for _, l := range block.Links {
			b = appendPart(b, news.URLKey(l.URL))
		}
	}
	for _, r := range a.References {
		b = appendNumbers(b, int64(r.Paragraph))
		for _, p := range [...]string{string(r.Kind), r.Title.String(), news.URLKey(r.URL), r.Marker.String()} {
			b = appendPart(b, p)
		}
	}
	return sum(b)
}

func appendNumbers(b []byte, ns ...int64) []byte {
	for _, n := range ns {
		b = append(strconv.AppendInt(b, n, 10), ' ')
	}
	return b
}

func toInt(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func encodeBlocks(bs []news.Block) (string, error) {
	if len(bs) == 0 {
		return "", nil
	}
	out, err := json.Marshal(bs)
	return string(out), err
}

func decodeBlocks(s string) ([]news.Block, error) {
	if s == "" {
		return nil, nil
	}
	var bs []news.Block
	if err := json.Unmarshal([]byte(s), &bs); err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	for i := range bs {
		b := &bs[i]
		b.Links = slices.DeleteFunc(b.Links, func(l news.Link) bool {
			return address(l.URL) != l.URL || l.Start < 0 || l.Start > l.End || l.End > b.Text.Len()
		})
	}
	return bs, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// tieBits is how much of a place is the tie-breaker.
const tieBits = 20

// placeAt returns the first place of a time. The times of places are kept
// between 1970 and 2200, which are the years news can be from.
func placeAt(t time.Time) int64 {
	const last = 7258118400000 // 2200-01-01
	return min(max(t.UnixMilli(), 0), last) << tieBits
}

// timeOf returns the time of a place.
func timeOf(place int64) time.Time { return time.UnixMilli(place >> tieBits).UTC() }
