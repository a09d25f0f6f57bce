package hazard

import (
	"strings"
)

// isCAP reports whether a namespace, or an undeclared prefix, is that of the
// Common Alerting Protocol.
func isCAP(space string) bool {
	return strings.HasPrefix(space, "urn:oasis:names:tc:emergency:cap:") ||
		strings.HasPrefix(space, "http://www.incident.com/cap/") || space == "cap"
}

// kid returns the first child of one of the names, the first name first, or
// an empty node.
func (n *node) kid(names ...string) *node {
	for _, name := range names {
		for _, k := range n.kids {
			if k.name == name {
				return k
			}
		}
	}
	return &node{}
}

// at follows a path of children.
func (n *node) at(path ...string) *node {
	for _, name := range path {
		n = n.kid(name)
	}
	return n
}

// all returns the children of a name.
func (n *node) all(name string) []*node {
	var out []*node
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// in returns a node of the children of the namespaces that is accepts.
func (n *node) in(is func(space string) bool) *node {
	out := &node{name: n.name}
	for _, k := range n.kids {
		if is(k.space) {
			out.kids = append(out.kids, k)
		}
	}
	return out
}

// outside returns a node of the children that is does not accept.
func (n *node) outside(is func(space string) bool) *node {
	return n.in(func(space string) bool { return !is(space) })
}

// has reports whether there is a child of the name.
func (n *node) has(name string) bool {
	for _, k := range n.kids {
		if k.name == name {
			return true
		}
	}
	return false
}

// str returns the text of the first child of one of the names that has text.
func (n *node) str(names ...string) string {
	for _, name := range names {
		for _, k := range n.kids {
			if k.name == name && k.text != "" {
				return k.text
			}
		}
	}
	return ""
}

// attr returns the value of an attribute.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// find returns the first descendant that is accepts, or nil.
func (n *node) find(is func(*node) bool) *node {
	for _, k := range n.kids {
		if is(k) {
			return k
		}
		if found := k.find(is); found != nil {
			return found
		}
	}
	return nil
}

// each calls f for every descendant, parents first, with its parent.
func (n *node) each(f func(parent, n *node)) {
	for _, k := range n.kids {
		f(n, k)
		k.each(f)
	}
}

// pair is a name with a value: a parameter, a code.
type pair struct{ name, value string }

// pairs returns the valueName and value elements of the children of a name.
// CAP 1.0 writes "name=value".
func (n *node) pairs(name string) []pair {
	var out []pair
	for _, k := range n.all(name) {
		if len(k.kids) == 0 {
			if name, value, ok := strings.Cut(k.text, "="); ok {
				out = append(out, pair{strings.TrimSpace(name), strings.TrimSpace(value)})
			}
			continue
		}
		p := pair{}
		for _, v := range k.kids {
			switch v.name {
			case "valueName":
				p = pair{name: v.text}
			case "value":
				p.value = v.text
				out = append(out, p)
			}
		}
	}
	return out
}

// outsideNames returns a node of the children of other names.
func (n *node) outsideNames(name string) *node {
	out := &node{name: n.name}
	for _, k := range n.kids {
		if k.name != name {
			out.kids = append(out.kids, k)
		}
	}
	return out
}
