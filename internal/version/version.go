// Package version says which build of sitrep this is.
package version

import "runtime/debug"

// number is the version of the source tree. A release is tagged with it.
const number = "0.1.0"

// Number returns the version, such as "0.1.0".
func Number() string { return number }

// String returns the version and, where the build knows it, the commit.
func String() string {
	s := number
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return s
	}
	for _, kv := range info.Settings {
		switch {
		case kv.Key == "vcs.revision" && len(kv.Value) >= 12:
			s += " (" + kv.Value[:12] + ")"
		case kv.Key == "vcs.modified" && kv.Value == "true":
			s += " modified"
		}
	}
	return s
}

// UserAgent returns how sitrep introduces itself to servers. contact is the
// address where a publisher can reach who runs it; empty means the project's.
func UserAgent(contact string) string {
	if contact == "" {
		contact = "https://sitrep.example/"
	}
	return "sitrep/" + number + " (+" + contact + ")"
}
