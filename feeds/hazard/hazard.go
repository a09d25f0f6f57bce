// Package hazard reads official messages about hazards into news.Warning:
// CAP 1.0 to 1.2 as a file, in Atom, in RSS and as JSON, and the formats of
// the NWS, MeteoAlarm, GDACS, the USGS, the EMSC, the NHC, the JMA and NINA.
// docs/warnings.md lists the formats with their sources. Each format has a
// file of its own.
//
// Documents are hostile until proven otherwise. DTDs are refused; bytes,
// elements, attributes, depth, outlines and warnings have limits that apply
// before anything is built. A document that breaks off or exceeds a limit
// yields the complete warnings before that place.
package hazard

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"sitrep/internal/news"
)

// Limits of one document. MaxBytes is exported for callers that read files.
const (
	MaxBytes    = 10 << 20 // after decoding
	maxWarnings = 10_000
	maxElements = 400_000 // XML elements
	maxDepth    = 64      // open elements, open arrays and objects
	maxTag      = 64 << 10
	maxAttrs    = 128     // of one element
	maxNodes    = 60_000  // elements with their attributes, or values, that are kept of one message
	maxText     = 2 << 20 // bytes of one element's text
	maxStrays   = 10_000  // bare ampersands that are kept
	maxPoints   = 100_000 // corners of all outlines
	maxCause    = 200     // bytes of a cause that is quoted
)

var (
	errDTD     = errors.New("the document declares a DTD or entities, which sitrep refuses")
	errHTML    = errors.New("it is an HTML page, not a warning")
	errUnknown = errors.New("no format of warnings that sitrep reads")
	errEmpty   = errors.New("it is empty")
)

// Document is the content of one document. It belongs to the caller.
type Document struct {
	Format news.WarningFormat // of the first warning, or of the document if it has none
	// Warnings are the messages, or the entries of an index, in order.
	Warnings []news.Warning
	// Embedded are complete messages that entries of an Atom or RSS index
	// carry in their content, by the place of the entry in Warnings, which
	// has the values that the index states.
	Embedded map[int]news.Warning
	// Notes are sentences about parts that were left out.
	Notes []string
}

// Read reads the warnings of a document. contentType may be empty. When the
// document breaks off or exceeds a limit, Read returns the warnings before
// that place together with an error; otherwise one of both is nil. An
// ordinary feed is a Document of format news.FormatPlainFeed without
// warnings. Read does not change body and is safe for concurrent use.
func Read(body []byte, contentType string) (*Document, error) {
	var tooLong error
	if len(body) > MaxBytes {
		body, tooLong = body[:MaxBytes], fmt.Errorf("it is larger than %d MiB", MaxBytes>>20)
	}
	if !begins(body) {
		return nil, fmt.Errorf("read warnings: %w", errUnknown)
	}
	src := decode(body, contentType)
	r := &reader{doc: new(Document), points: maxPoints}
	head := strings.TrimLeft(src, " \t\r\n")
	var err error
	switch {
	case head == "":
		err = errEmpty
	case head[0] == '{' || head[0] == '[':
		err = r.json(src)
	case head[0] == '<':
		err = r.xml(src)
	default:
		err = errUnknown
	}
	if tooLong != nil && !errors.Is(err, errDTD) && !errors.Is(err, errHTML) {
		err = tooLong
	}
	if err == nil && r.doc.Format == "" {
		err = errUnknown
	}
	if err == nil {
		return r.doc, nil
	}
	if len(r.doc.Warnings) == 0 {
		return nil, fmt.Errorf("read warnings: %w", err)
	}
	return r.doc, fmt.Errorf("read warnings: %w (%d read before)", err, len(r.doc.Warnings))
}

// begins reports whether the first byte could be that of XML or JSON in an
// encoding that decode knows, so that other files are not decoded. An empty
// document passes.
func begins(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n\x00\xef\xbb\xbf\xfe\xff")
	return len(body) == 0 || body[0] == '<' || body[0] == '{' || body[0] == '['
}

// reader collects the warnings of one document.
type reader struct {
	doc    *Document
	meta   string // titles, addresses and namespaces of the document's head
	points int    // corners of outlines that may still be kept
	noted  map[string]bool
	// strange counts objects of a list that are no message.
	strange int
}

// note adds a sentence once.
func (r *reader) note(sentence string) {
	if r.noted[sentence] {
		return
	}
	if r.noted == nil {
		r.noted = map[string]bool{}
	}
	r.noted[sentence] = true
	r.doc.Notes = append(r.doc.Notes, sentence)
}

// add keeps a warning. It reports whether there is room for another.
func (r *reader) add(w *news.Warning) bool {
	r.is(w.Format)
	if len(r.doc.Warnings) >= maxWarnings {
		r.note(fmt.Sprintf("only the first %d warnings are read", maxWarnings))
		return false
	}
	r.doc.Warnings = append(r.doc.Warnings, *w)
	return true
}

// embed keeps the message that the next entry carries.
func (r *reader) embed(w *news.Warning) {
	if r.doc.Embedded == nil {
		r.doc.Embedded = map[int]news.Warning{}
	}
	if place := len(r.doc.Warnings); place < maxWarnings {
		r.doc.Embedded[place] = *w
	}
}

// is sets the document's format unless a warning has set it.
func (r *reader) is(f news.WarningFormat) {
	if r.doc.Format == "" || r.doc.Format == news.FormatPlainFeed {
		r.doc.Format = f
	}
}

// cause shortens the message of a parser.
func cause(err error) string {
	s := err.Error()
	return s[:min(len(s), maxCause)]
}
