package present

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"sitrep/feeds"
	"sitrep/feeds/encodings"
	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/version"
)

// DocumentReport is a report of one document: the answer of a server and the
// result of reading it. A person looks through it and sends it with a report of
// a fault.
type DocumentReport struct {
	command string
	about   [][2]string // name and value, both for people
	answer  *fetch.Response
	address string // that was asked, with its secrets
	out     []any  // the results, as JSON
}

// FeedReport reports a feed and its checkup.
func FeedReport(f news.Feed, c feeds.Checkup) DocumentReport {
	r := DocumentReport{command: "feeds check", answer: c.Answer, address: string(f.ID)}
	r.add("verdict", string(c.Verdict))
	r.add("said", c.Said.String())
	if c.Status != 0 {
		r.add("status", strconv.Itoa(c.Status))
	}
	if c.Document != nil {
		r.add("kind", c.Document.Kind)
		if c.Document.Mended {
			r.add("mended", "yes")
		}
		for _, it := range c.Document.Items {
			r.out = append(r.out, itemFieldsOf(it))
		}
	}
	return r
}

// PageReport reports a page and the article extracted from it, or the error; p
// may be nil.
func PageReport(page *fetch.Response, p *extract.Page, known *sanitize.Sources, err error) DocumentReport {
	r := DocumentReport{command: "extract", answer: page, address: page.URL}
	if page.Status != 0 {
		r.add("status", strconv.Itoa(page.Status))
	}
	if err != nil {
		r.add("error", err.Error())
	}
	if p != nil && err == nil {
		r.out = append(r.out, PageFields(p, known))
	}
	return r
}

func (r *DocumentReport) add(name, value string) {
	if value != "" {
		r.about = append(r.about, [2]string{name, value})
	}
}

// lineOfArchive is a line that begins a file in an archive of texts.
var lineOfArchive = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^-- .* --\r?$`)
})

// Text lays a report out as an archive of texts (txtar): one file that can be
// read from top to bottom, and taken apart by a test.
func (r DocumentReport) Text() (sanitize.Clean, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "This is a report of how sitrep read a document. Look through it before you send it:\n"+
		"it contains the answer of the server. Passwords and tokens of the address are left out.\n")
	fmt.Fprintf(&b, "-- about.txt --\nversion: sitrep %s\ncommand: %s\n", version.String(), r.command)
	if r.address != "" {
		fmt.Fprintf(&b, "address: %s\n", sanitize.Redacted(r.address))
	}
	for _, a := range r.about {
		fmt.Fprintf(&b, "%s: %s\n", a[0], sanitize.Line(sanitize.RedactedText(a[1])))
	}
	if r.answer != nil && r.answer.URL != "" {
		fmt.Fprintf(&b, "answered by: %s\n", sanitize.Redacted(r.answer.URL))
	}
	if r.answer != nil && len(r.answer.Fields) > 0 {
		fmt.Fprintf(&b, "-- header.txt --\n%s\n", strings.Join(r.answer.Fields, "\n"))
	}
	if len(r.out) > 0 {
		b.WriteString("-- out.jsonl --\n")
		for _, v := range r.out {
			line, err := jsonLine(v)
			if err != nil {
				return sanitize.Clean{}, err
			}
			b.Write(r.withoutSecrets([]byte(line)))
		}
	}
	if r.answer != nil {
		r.document(&b)
	}
	return sanitize.Text(b.String()), nil
}

// document writes the document: as it is if it is clean text, else in base64
// after a readable copy.
func (r DocumentReport) document(b *strings.Builder) {
	body := r.withoutSecrets(r.answer.Body)
	text := strings.ReplaceAll(string(body), "\r\n", "\n")
	if sanitize.Text(text).String() == text && !lineOfArchive().MatchString(text) {
		fmt.Fprintf(b, "-- document.txt --\n%s", text)
		if !strings.HasSuffix(text, "\n") {
			b.WriteByte('\n')
		}
		return
	}
	decoded := encodings.Decode(body, r.answer.ContentType).String
	readable := string(r.withoutSecrets([]byte(decoded)))
	fmt.Fprintf(b, "-- document.readable.txt --\n%s\n", lineOfArchive().ReplaceAllString(sanitize.Text(readable).String(), " $0"))
	if readable != decoded {
		return // a secret is in the bytes, in a charset that hides it
	}
	b.WriteString("-- document.base64.txt --\n")
	const width = 76
	for code := base64.StdEncoding.EncodeToString(body); code != ""; {
		n := min(width, len(code))
		b.WriteString(code[:n] + "\n")
		code = code[n:]
	}
}

// withoutSecrets removes the secrets of the address from a text; documents often
// repeat them.
func (r DocumentReport) withoutSecrets(body []byte) []byte {
	addresses := []string{r.address}
	if r.answer != nil {
		addresses = append(addresses, r.answer.URL)
	}
	for _, address := range addresses {
		if !sanitize.HasSecret(address) {
			continue
		}
		shown := sanitize.Redacted(address)
		for _, s := range append(secretValues(address), address) {
			for _, spelled := range []string{s, html.EscapeString(s), strings.ReplaceAll(s, "/", `\/`), url.QueryEscape(s)} {
				left := "***"
				if s == address {
					left = shown
				}
				body = bytes.ReplaceAll(body, []byte(spelled), []byte(left))
			}
		}
	}
	return body
}

// secretValues returns the values in an address that Redacted hides.
func secretValues(address string) []string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	var out []string
	add := func(v string) {
		const shortest = 4 // shorter ones stand everywhere
		if len(v) >= shortest {
			out = append(out, v)
		}
	}
	if pw, ok := u.User.Password(); ok {
		add(pw)
	}
	for name, values := range u.Query() {
		if sanitize.IsSecret(name) {
			for _, v := range values {
				add(v)
			}
		}
	}
	return out
}

func jsonLine(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.String(), err
}
