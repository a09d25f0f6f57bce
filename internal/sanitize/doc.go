// Package sanitize owns the type for text that is safe to print.
//
// Everything that comes from outside (feeds, pages, files, error texts of
// servers, the cache file itself) is a plain string or []byte until it has
// gone through Line or Text; from then on it is a Clean. A Clean cannot be
// made in any other way: its only field is unexported, and Lit accepts
// constants only. All text for the terminal, the log or a file is therefore
// free of control characters, escape sequences, bidi controls, invisible
// characters and floods of combining marks, whoever wrote the text.
//
// Beside it stand the plain functions by which several packages tell that two
// texts or two addresses are the same or nearly so: Fold, Mistakes, URL and
// WithoutTracking.
//
// The package sits below everything else in the module and may be imported
// from anywhere. It does no I/O and keeps no state.
package sanitize
