package main

import (
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"

	"sitrep/internal/store"
)

// upgradeProgress returns what shows on a terminal how far an upgrade of the
// cache has come, and elsewhere only facts that a person must have.
func (e *env) upgradeProgress() func(store.Upgrade) {
	f, ok := e.stderr.(*os.File)
	shown := ok && term.IsTerminal(f.Fd())
	begun := false
	return func(u store.Upgrade) {
		if !u.Copying && !begun {
			begun = true
			switch {
			case u.NoCopy != nil:
				e.warn(fmt.Sprintf("bringing the cache from version %d to %d, without a copy of it as it was: %v", u.From, u.To, u.NoCopy))
			default:
				e.warn(fmt.Sprintf("bringing the cache from version %d to %d; it is kept for 30 days as it was in %s", u.From, u.To, e.opts.HomePath(u.Copy)))
			}
		}
		if !shown {
			return
		}
		line := fmt.Sprintf("sitrep: bringing it up to date: %d %%", u.Percent)
		if u.Copying {
			line = fmt.Sprintf("sitrep: copying the cache first: %d %%", u.Percent)
		}
		if u.Percent == 100 {
			line += "\n"
		}
		e.rewrite(line)
	}
}
