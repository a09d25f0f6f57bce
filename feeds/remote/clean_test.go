package remote_test

import "sitrep/internal/sanitize"

func clean(s string) sanitize.Clean { return sanitize.Line(s) }
