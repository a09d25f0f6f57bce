package present

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// evidenceFields are the answer of a server as evidence.
type evidenceFields struct {
	Story     news.StoryID   `json:"story"`
	Title     sanitize.Clean `json:"title,omitzero"`
	Source    sanitize.Clean `json:"source,omitzero"`
	URL       string         `json:"url"`
	Answered  string         `json:"answered_by,omitempty"`
	Fetched   news.FuzzyTime `json:"fetched"`
	FirstSeen news.FuzzyTime `json:"first_seen"`
	Status    int            `json:"status,omitempty"`
	Header    []string       `json:"header,omitempty"` // without secrets
	Bytes     int            `json:"bytes"`
	SHA256    string         `json:"sha256"` // of the body, decoded
	Body      string         `json:"body_base64"`
}

// Evidence returns the answer of a server for a story as one JSON object: its
// bytes, its header without secrets, the times, and the SHA-256 of the bytes.
func Evidence(st *news.Story, page *fetch.Response, at time.Time) (sanitize.Clean, error) {
	sum := sha256.Sum256(page.Body)
	text, err := JSON(evidenceFields{
		Story: st.ID, Title: st.Headline, Source: st.Source, URL: Address(st.URL), Answered: Address(page.URL), Fetched: news.FuzzyTime{T: at},
		FirstSeen: news.FuzzyTime{T: st.FirstSeen}, Status: page.Status, Header: page.Fields, Bytes: len(page.Body),
		SHA256: hex.EncodeToString(sum[:]), Body: base64.StdEncoding.EncodeToString(page.Body),
	})
	return sanitize.Text(text), err
}

// JSON returns a value as indented JSON that ends with a line feed.
func JSON(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(v)
	return b.String(), err
}
