package terminal

import (
	"io"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// File is a local terminal as the operating system gives it; *os.File is one.
type File interface {
	io.ReadWriteCloser
	Fd() uintptr
	Name() string
}

// answerWait is how long an answer is expected of a terminal at the end of a
// program: later bytes go to whoever reads next.
const answerWait = time.Second

// Input is what a person types, read from a terminal. It puts together what
// comes in pieces, and tells keys from answers: Bubble Tea waits only a moment
// for the rest of a sequence and then reads it as keys. So Input decodes what it
// reads and sends the program messages. What Read returns is empty.
//
// Beside a Writer nothing that is typed passes before the screen has been drawn
// once, with the mode of pastes on (gate). It is safe for concurrent use.
type Input struct {
	from io.Reader
	gone func()

	// order is locked while a piece is handled, so that pieces that are complete
	// after a wait come in their order. Nobody who holds mu waits for it.
	order    sync.Mutex
	send     func(tea.Msg)
	splitter splitter
	decoder  uv.EventDecoder
	timer    *time.Timer
	deferred []tea.Msg // typed while the gate is asked

	gate gate
}

// NewInput returns an Input that reads from a terminal or from the channel of
// an SSH server. Send must be called before the first Read.
//
// gone is called at each read that fails: a terminal that is gone, such as by a
// lost connection, does not always send a signal, and Bubble Tea ignores the end
// of its input. In ordinary use no read fails: in raw mode ^D is a key like
// others. It may be nil.
//
// Every failure is the end of the terminal and is returned as io.EOF. The system
// returns another error for a moment (EIO, while the other side is being
// closed); Bubble Tea would end by it before the screen is saved.
func NewInput(from io.Reader, gone func()) *Input {
	in := &Input{from: from, gone: gone}
	in.splitter.emit = in.handle
	return in
}

// Send sets where messages go: Program.Send.
func (in *Input) Send(send func(tea.Msg)) {
	in.order.Lock()
	defer in.order.Unlock()
	in.send = send
}

// Read reads at most len(p) bytes, sends the program their messages, and returns 0.
func (in *Input) Read(p []byte) (int, error) {
	n, err := in.from.Read(p)
	if n > 0 {
		in.feed(p[:n])
	}
	if err == nil {
		return 0, nil
	}
	if in.gone != nil {
		in.gone()
	}
	return 0, io.EOF
}

// feed handles bytes that were read.
func (in *Input) feed(p []byte) {
	in.order.Lock()
	defer in.order.Unlock()
	if in.timer != nil {
		in.timer.Stop()
	}
	for _, b := range p {
		in.splitter.feed(b)
	}
	in.await()
}

// await sees to it that something unfinished is not waited for for ever.
func (in *Input) await() {
	wait := in.splitter.wait()
	if wait == 0 {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(wait, func() {
		in.order.Lock()
		defer in.order.Unlock()
		if in.timer != t {
			return // more has come meanwhile
		}
		in.splitter.expire()
		in.await()
	})
	in.timer = t
}

// handle sends the program the message of a piece.
func (in *Input) handle(p piece) {
	if p.paste {
		in.typed(tea.PasteMsg{Content: string(p.bytes)})
		return
	}
	if s := string(p.bytes); len(s) == 4 && s[:3] == "\x1b[[" { // F1 to F5 of the console of Linux
		p.bytes = []byte("\x1b[1" + string(s[3]-'A'+'1') + "~")
	}
	_, event := in.decoder.Decode(p.bytes)
	switch event := event.(type) {
	case uv.KeyPressEvent, uv.MouseClickEvent, uv.MouseReleaseEvent, uv.MouseWheelEvent, uv.MouseMotionEvent:
		in.typed(event)
	case uv.BackgroundColorEvent, uv.ModeReportEvent, uv.KeyboardEnhancementsEvent:
		in.send(event)
	case uv.PrimaryDeviceAttributesEvent:
		if in.gate.answer() {
			in.deferred = nil // typed before pastes were marked
		}
	default: // an answer that nobody asked for
	}
}

// mostDeferred is how many messages are kept while the gate is asked.
const mostDeferred = 256

// typed sends the program a person's input, if the gate is open.
func (in *Input) typed(m tea.Msg) {
	switch in.gate.now() {
	case gateOpen:
		in.send(m)
	case gateAsked:
		if len(in.deferred) < mostDeferred {
			in.deferred = append(in.deferred, m)
		}
	case gateClosed:
	}
}

// openGate lets through the input of the meantime: the terminal does not answer
// the question of that number.
func (in *Input) openGate(question int) {
	in.order.Lock()
	defer in.order.Unlock()
	if !in.gate.openFor(question) {
		return
	}
	for _, m := range in.deferred {
		in.send(m)
	}
	in.deferred = nil
}

// drawn notes that the first screen is being drawn, and the mode of pastes is on.
// asked: the terminal is asked a question after that.
func (in *Input) drawn(asked bool) {
	if !asked {
		in.gate.open()
		return
	}
	in.gate.ask(in.openGate)
}

// Answered returns a channel that is closed when the terminal has answered
// everything that it was asked, or would have by now. A program that ends
// before leaves the answers to whoever reads next.
func (in *Input) Answered() <-chan struct{} { return in.gate.answered() }

// Keyboard returns in as a local terminal, f, which the program puts into raw
// mode.
func (in *Input) Keyboard(f File) io.Reader { return keyboard{f, in} }

// keyboard is a local terminal that is read through an Input.
type keyboard struct {
	File
	in *Input
}

// Read reads as Input.Read does.
func (k keyboard) Read(p []byte) (int, error) { return k.in.Read(p) }
