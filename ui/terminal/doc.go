// Package terminal is what a program needs to know about the terminal that it
// draws on and is steered by: what the terminal understands, which bytes it
// must be sent, and what its input means. It works on an io.Writer, an
// io.Reader, a size and an environment, so that the same code serves a local
// terminal and the channel of an SSH server. It opens nothing and asks the
// operating system nothing.
package terminal
