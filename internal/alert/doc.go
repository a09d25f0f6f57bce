// Package alert decides which stories and warnings raise an alert, why, and
// whether it rings. It is pure: items, rules and times come in, alerts come
// out, and the same input gives the same output.
package alert
