package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"sitrep/feeds/fetch"
	"sitrep/internal/sanitize"
)

// maxPage is how much of a file or of standard input is read, in bytes. A page
// that is longer is refused; of a feed the beginning is read.
const maxPage = 10 << 20

// readPage reads a file, standard input or an address. Of the answer a file
// has the body only.
func readPage(ctx context.Context, e *env, operand string, accept fetch.Accept) (*fetch.Response, error) {
	if address := sanitize.WithoutFeed(operand); isAddress(address) {
		return e.opts.Download(ctx, fetch.Request{URL: address, Accept: accept, Part: accept == fetch.Feed})
	}
	body, err := readOperand(ctx, e, operand, maxPage)
	if err != nil {
		return nil, err
	}
	if accept == fetch.Feed && len(body) > maxPage {
		return &fetch.Response{Body: fetch.Beginning(body, maxPage), Part: true}, nil
	}
	return &fetch.Response{Body: body}, nil
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// readOperand reads a file, a pipe that has a name, or standard input (-). It
// returns one byte more than most if there is more, so that too long an input is
// seen to be, and ends with ctx: nobody may ever write into a pipe.
func readOperand(ctx context.Context, e *env, operand string, most int64) ([]byte, error) {
	type result struct {
		body []byte
		err  error
	}
	done := make(chan result, 1)
	go func() { // ends when it has read, or with the process
		body, err := readAll(e.stdin, operand, most)
		done <- result{body, why(err)}
	}()
	select {
	case r := <-done:
		return r.body, r.err
	case <-ctx.Done():
		return nil, errors.New("interrupted")
	}
}

// readAll reads up to one byte more than most.
func readAll(stdin io.Reader, operand string, most int64) ([]byte, error) {
	if operand == "-" {
		return io.ReadAll(io.LimitReader(stdin, most+1))
	}
	// Looked at before it is opened: to open a device can have effects.
	info, err := os.Stat(operand)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("is a directory")
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0:
		return nil, errors.New("it is neither a file nor a pipe (- reads standard input)")
	}
	f, err := os.Open(operand)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info.Size() == 0 { // a pipe, or a file whose size is not known
		return io.ReadAll(io.LimitReader(f, most+1))
	}
	// Memory of its size, since documents may be large.
	body := make([]byte, min(info.Size(), most)+1)
	n, err := io.ReadFull(f, body)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return body[:n], err
}

// why takes the operation and the name, which the message has already, off a
// file's error.
func why(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}
