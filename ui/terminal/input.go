package terminal

import "io"

// File is a local terminal as the operating system gives it; *os.File is one.
type File interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// Input is what a person types, read from a terminal. It puts together
// replies of the terminal that come in pieces. It serves one goroutine.
type Input struct {
	from    io.Reader
	gone    func()
	replies replies
}

// NewInput returns an Input that reads from a terminal or from the channel of
// an SSH server. gone is called at each read that fails: a terminal that is
// gone, such as by a lost connection, does not always send a signal, and Bubble
// Tea takes the end of its input for silence. In ordinary use no read fails:
// in raw mode ^D is a key like others.
//
// Every failure is the end of the terminal and is returned as io.EOF. The system
// gives another error for a moment (EIO, while the other side is being closed);
// Bubble Tea would end by it before the screen is saved.
func NewInput(from io.Reader, gone func()) *Input { return &Input{from: from, gone: gone} }

// Read reads at most len(p) bytes. It may return 0 and no error while the
// rest of a reply is to come.
func (in *Input) Read(p []byte) (int, error) {
	if len(p) <= longestReply { // no room to put one together
		return in.from.Read(p)
	}
	n, err := in.from.Read(p[:len(p)-longestReply])
	if err != nil { // io.EOF after a hang-up, or EIO
		in.gone()
		err = io.EOF
	}
	if n <= 0 {
		return n, err
	}
	return copy(p, in.replies.feed(p[:n])), err
}

// Keyboard returns NewInput(f, gone) as a local terminal, which the program
// puts into raw mode.
func Keyboard(f File, gone func()) io.Reader { return keyboard{f, NewInput(f, gone)} }

// keyboard is a local terminal that is read through an Input.
type keyboard struct {
	File
	in *Input
}

// Read reads at most len(p) bytes.
func (k keyboard) Read(p []byte) (int, error) { return k.in.Read(p) }
