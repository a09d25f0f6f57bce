//go:build !unix

package opener

import "os/exec"

// detach leaves the program as it is: it was given no terminal.
func detach(*exec.Cmd) {}
