package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// maxCodings is how many content codings are undone on one body.
const maxCodings = 2

// errCoding is matched by the error of a body whose content coding is
// unknown or broken.
var errCoding = errors.New("content coding")

// decoded is a body with its content codings undone.
type decoded struct {
	body  []byte
	other bool // its coding differs from the one in the header
	short bool // its end is missing or broken, but the document in it is whole
	part  bool // it is over the limit, and was read up to it
}

// decode reads a body and undoes its content codings. The first bytes decide
// which they are; the header (Content-Encoding) counts only where the bytes
// are ambiguous. It stops at the first byte over the limit. large is called before more than LargeBody is read.
func decode(r io.Reader, encoding string, limit int64, large func() error) (decoded, error) {
	named := codings(encoding)
	var found []string
	for {
		b := bufio.NewReaderSize(r, sniffLen)
		head, err := b.Peek(sniffLen)
		r = b
		if !ended(err) { // Peek returns an error only once; it belongs after the bytes
			r = io.MultiReader(bytes.NewReader(slices.Clone(head)), failing{err})
		}
		hint := ""
		if n := len(named) - len(found); n > 0 {
			hint = named[n-1]
		}
		coding, err := codingOf(head, hint)
		if err != nil {
			return decoded{}, fmt.Errorf("decode body: %w", err)
		}
		if coding == "" {
			break
		}
		if len(found) == maxCodings {
			return decoded{}, fmt.Errorf("decode body: %w: more than %d of them", errCoding, maxCodings)
		}
		d, err := decoder(r, coding, limit)
		if err != nil {
			return decoded{}, fmt.Errorf("decode body: %w", undecoded(err, coding))
		}
		defer d.Close()
		found = append(found, coding)
		r = d
	}
	refused := false
	b, err := readAll(r, limit, func() error {
		err := large()
		refused = err != nil
		return err
	})
	if int64(len(b)) > limit {
		return decoded{body: Beginning(b, limit), part: true}, nil
	}
	out := decoded{body: b}
	if err != nil {
		err = undecoded(err, strings.Join(found, ", "))
		if refused || errors.Is(err, ErrTooLarge) || errors.Is(err, context.Canceled) || !whole(b) {
			return decoded{}, fmt.Errorf("read body: %w", err)
		}
		out.short = true
	}
	slices.Reverse(found)
	out.other = len(b) > 0 && !slices.Equal(named, found)
	return out, nil
}

// Beginning returns the first n bytes of b, without those of a character of UTF-8 that
// has more: they would make the whole look like text in another charset.
func Beginning(b []byte, n int64) []byte {
	b = b[:min(n, int64(len(b)))]
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}

// codings returns the names in a Content-Encoding header, in lower case and
// in the order in which the codings were applied.
func codings(encoding string) []string {
	var out []string
	for c := range strings.SplitSeq(encoding, ",") {
		switch c = strings.ToLower(strings.TrimSpace(c)); c {
		case "", "identity":
		case "x-gzip":
			out = append(out, "gzip")
		default:
			out = append(out, c)
		}
	}
	return out
}

func ended(err error) bool { return err == nil || errors.Is(err, io.EOF) }

// failing is a reader that returns an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// mostAhead is how much room is made at once for a large body, in bytes; of a
// larger limit the rest comes step by step.
const mostAhead = 10 << 20

// readAll reads up to one byte more than limit.
func readAll(r io.Reader, limit int64, large func() error) ([]byte, error) {
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(r, min(limit+1, LargeBody)))
	if err != nil || n < LargeBody || n > limit {
		return b.Bytes(), err
	}
	if err := large(); err != nil {
		return nil, err
	}
	// Growing step by step would leave as much garbage again behind.
	b.Grow(int(min(limit+1-n, mostAhead)) + bytes.MinRead)
	_, err = b.ReadFrom(io.LimitReader(r, limit+1-n))
	return b.Bytes(), err
}

// undecoded returns the reason why a body could not be read: its size, the
// connection, or bytes that the coding does not allow.
func undecoded(err error, coding string) error {
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return ErrTooLarge
	case coding == "", errors.Is(err, errCoding):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return err
	}
	return fmt.Errorf("%w %s: %w", errCoding, coding, err)
}

func decoder(r io.Reader, coding string, limit int64) (io.ReadCloser, error) {
	switch coding {
	case "gzip":
		return gzip.NewReader(r)
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(uint64(max(limit, 8<<20))), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case "deflate":
		// RFC 9110 means zlib; some servers send bare deflate.
		b := bufio.NewReader(r)
		if head, err := b.Peek(2); err == nil && isZlib(head) {
			return zlib.NewReader(b)
		}
		return flate.NewReader(b), nil
	}
	return nil, fmt.Errorf("%w %q is not known", errCoding, coding)
}
