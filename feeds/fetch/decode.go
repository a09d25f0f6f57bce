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

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// maxCodings is how many content codings may be stacked on one body.
const maxCodings = 2

// errCoding is matched by the error of a body whose content coding is
// unknown or broken.
var errCoding = errors.New("content coding")

// decode reads a body with its content codings undone, and stops with
// ErrTooLarge at the first byte over the limit. large is called before more
// than LargeBody is read.
func decode(r io.Reader, encoding string, limit int64, large func() error) ([]byte, error) {
	var codings []string
	for c := range strings.SplitSeq(encoding, ",") {
		if c = strings.ToLower(strings.TrimSpace(c)); c != "" && c != "identity" {
			codings = append(codings, c)
		}
	}
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("decode body: %w: %d of them", errCoding, len(codings))
	}
	for _, coding := range slices.Backward(codings) {
		d, err := decoder(r, coding, limit)
		if err != nil {
			return nil, fmt.Errorf("decode body: %w", undecoded(err, codings))
		}
		defer d.Close()
		r = d
	}
	b, err := readAll(r, limit, large)
	if int64(len(b)) > limit {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("read body: %w", undecoded(err, codings))
	}
	return b, nil
}

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

// undecoded tells what stopped the reading of a body: its size, the
// connection, or bytes that are not what the coding says.
func undecoded(err error, codings []string) error {
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded), errors.Is(err, zstd.ErrWindowSizeExceeded):
		return ErrTooLarge
	case len(codings) == 0, errors.Is(err, errCoding):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return err
	}
	return fmt.Errorf("%w %s: %w", errCoding, strings.Join(codings, ", "), err)
}

func decoder(r io.Reader, coding string, limit int64) (io.ReadCloser, error) {
	switch coding {
	case "gzip", "x-gzip":
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
		if head, err := b.Peek(2); err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(b)
		}
		return flate.NewReader(b), nil
	}
	return nil, fmt.Errorf("%w %q is not known", errCoding, coding)
}
