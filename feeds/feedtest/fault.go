package feedtest

import (
	"compress/gzip"
	"io"
	"net/http"
	"time"
)

// Fault is a way to misbehave. The zero Fault behaves.
type Fault struct {
	Status      int               // answer with this status
	Header      map[string]string // and these fields, such as Retry-After or Location
	Body        string            // and this body
	ContentType string
	Delay       time.Duration // wait before answering, unless the client goes away
	Hang        bool          // never answer; ends when the client goes away
	Huge        int64         // send so many zero bytes
	Bomb        int64         // send so many zero bytes, compressed
	Cut         bool          // promise more bytes than are sent, then break off
	Stall       bool          // send the header and the beginning, then nothing more
	Drip        time.Duration // send the header and then one byte so often, without end
}

// serve carries the fault out and reports whether that was the answer.
func (f Fault) serve(w http.ResponseWriter, r *http.Request) bool {
	if f.Delay > 0 {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return true
		}
	}
	h := w.Header()
	for k, v := range f.Header {
		h.Set(k, v)
	}
	if f.ContentType != "" {
		h.Set("Content-Type", f.ContentType)
	}
	switch {
	case f.Hang:
		<-r.Context().Done()
	case f.Huge > 0:
		zeros(w, f.Huge)
	case f.Bomb > 0:
		h.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros(z, f.Bomb)
		_ = z.Close() // the client may be gone
	case f.Cut:
		h.Set("Content-Length", "100000")
		_, _ = io.WriteString(w, f.Body)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case f.Drip > 0:
		for tick := time.NewTicker(f.Drip); ; {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-tick.C:
			case <-r.Context().Done():
				tick.Stop()
				return true
			}
		}
	case f.Stall:
		_, _ = io.WriteString(w, f.Body)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	case f.Status != 0:
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, f.Body)
	case f.Body != "":
		_, _ = io.WriteString(w, f.Body)
	default:
		return false
	}
	return true
}

// zeros writes n zero bytes, or as many as the client takes.
func zeros(w io.Writer, n int64) {
	chunk := make([]byte, 64<<10)
	for n > 0 {
		k := min(n, int64(len(chunk)))
		if _, err := w.Write(chunk[:k]); err != nil {
			return
		}
		n -= k
	}
}
