// Package terminal handles the terminal that a program draws on and reads from:
// it detects its family, filters the bytes that are written to it, and puts its
// replies together. It works on an io.Writer, an io.Reader, a size and an
// environment, so that the same code serves a local terminal and the channel of
// an SSH server. It opens nothing and asks the operating system nothing.
package terminal
