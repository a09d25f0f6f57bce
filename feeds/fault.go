package feeds

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"sitrep/feeds/fetch"
	"sitrep/internal/sanitize"
)

// FaultError means that sitrep itself failed on a server's answer. The log
// has the details.
type FaultError struct{ what string }

// Error names the document that could not be read.
func (e *FaultError) Error() string { return "read " + e.what + ": a fault in sitrep" }

// faultSentence is the sentence that people read about it.
var faultSentence = sanitize.Lit("sitrep itself failed on what the server sent; the details are in the log. Please report it.")

// caught is deferred around the reading of one document: if a panic ends it,
// that is the error of this document, and everything else goes on.
func (p *Poller) caught(address string, err *error) {
	if r := recover(); r != nil {
		what := fetch.Redact(address)
		p.o.Log.Error("a fault in sitrep", slog.String("reading", what), slog.String("panic", sanitize.Brief(fmt.Sprint(r)).String()), slog.String("stack", string(debug.Stack())))
		*err = &FaultError{what}
	}
}
