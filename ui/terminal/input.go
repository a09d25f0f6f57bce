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
// Tea ignores the end of its input. In ordinary use no read fails: in raw mode
// ^D is a key like others.
//
// Every failure is the end of the terminal and is returned as io.EOF. The system
// returns another error for a moment (EIO, while the other side is being
// closed); Bubble Tea would end by it before the screen is saved.
func NewInput(from io.Reader, gone func()) *Input { return &Input{from: from, gone: gone} }

// Read reads at most len(p) bytes. It may return 0 and no error while the
// rest of a reply is to come.
func (in *Input) Read(p []byte) (int, error) {
	room := len(p) - longestReply
	if room <= 0 { // no room to put a reply together
		n, err := in.from.Read(p)
		return n, in.end(err)
	}
	n, err := in.from.Read(p[:room])
	if n <= 0 {
		return 0, in.end(err)
	}
	return copy(p, in.replies.feed(p[:n])), in.end(err)
}

// end reports the end of the terminal.
func (in *Input) end(err error) error {
	if err == nil {
		return nil
	}
	in.gone()
	return io.EOF
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
