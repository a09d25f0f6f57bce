//go:build !unix

package ending

import "os"

// No signal stops a process here.

func notifyStop(chan os.Signal) {}

func stopNow() {}

func stoppable() bool { return false }
