//go:build !unix

package opener

import (
	"os"
	"os/exec"
)

// detach leaves the program as it is: it was given no terminal.
func detach(*exec.Cmd) {}

// end ends a program.
func end(p *os.Process) error { return p.Kill() }
