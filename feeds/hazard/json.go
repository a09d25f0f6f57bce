package hazard

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sitrep/internal/news"
)

// scanner reads JSON (RFC 8259) value by value, without building the
// document. It accepts a few things that JSON forbids and that harm nobody,
// such as a comma too many.
type scanner struct {
	src   string
	at    int
	nodes int // built since the last message
}

var (
	errCut  = errors.New("it breaks off before its end")
	errDeep = fmt.Errorf("its values are more than %d deep", maxDepth)
)

// json reads a JSON document message by message.
func (r *reader) json(src string) error {
	s := &scanner{src: src}
	if s.peek() == '[' {
		_, err := r.list(s)
		if err == nil && r.doc.Format == "" && r.strange == 0 {
			r.is(news.FormatNINA) // an empty list
		}
		return err
	}
	root := &node{}
	more, err := s.members(func(key string) (bool, error) {
		if s.peek() == '[' && isList(key) {
			root.kids = append(root.kids, &node{name: key})
			return r.list(s)
		}
		return true, s.value(root, key, 2)
	})
	if err != nil || !more || r.doc.Format != "" || r.strange > 0 {
		return err
	}
	if w, ok := r.jsonRecord(root); ok {
		r.add(w)
		return nil
	}
	return r.jsonRoot(root)
}

// jsonRoot names the format of an object that holds no message.
func (r *reader) jsonRoot(root *node) error {
	switch {
	case root.str("type") == "FeatureCollection" && root.has("metadata"):
		r.is(news.FormatUSGS)
	case root.has("features"), root.has("@graph"):
		r.is(news.FormatNWS)
	case root.has("warnings"), root.has("alerts"):
		r.is(news.FormatCAPJSON)
	case strings.Contains(root.str("version"), "jsonfeed.org"):
		r.is(news.FormatPlainFeed)
	default:
		return errUnknown
	}
	return nil
}

// isList reports whether a member of the root holds messages.
func isList(key string) bool {
	switch key {
	case "features", "@graph", "warnings", "alerts":
		return true
	}
	return false
}

// list reads an array of messages. It reports whether there is room for
// more.
func (r *reader) list(s *scanner) (more bool, err error) {
	return s.elements(func() (bool, error) {
		s.nodes = 0
		holder := &node{}
		if err := s.value(holder, "", 2); err != nil {
			return false, err
		}
		if s.nodes >= maxNodes {
			r.note("a message is too large; its last parts are left out")
		}
		for _, n := range holder.kids {
			w, ok := r.jsonRecord(n)
			switch {
			case ok && !r.add(w):
				return false, nil
			case !ok:
				if r.strange++; r.strange > maxWarnings {
					return false, errUnknown
				}
			}
		}
		return true, nil
	})
}

// jsonRecord reads one object as the format that its members show.
func (r *reader) jsonRecord(n *node) (*news.Warning, bool) {
	for _, read := range []func(*node) (*news.Warning, bool){r.nws, r.usgs, r.emscJSON, r.capJSON, r.nina} {
		if w, ok := read(n); ok {
			return w, true
		}
	}
	return nil, false
}

// peek returns the next byte that is not white space; 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.src) {
		switch c := s.src[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// members calls f for each member of the object that starts here, after the
// colon. f reads the value and reports whether to go on.
func (s *scanner) members(f func(key string) (bool, error)) (more bool, err error) {
	s.at++
	for {
		switch s.peek() {
		case 0:
			return false, errCut
		case ',':
			s.at++
			continue
		case '}':
			s.at++
			return true, nil
		case '"':
		default:
			return false, s.broken()
		}
		key, err := s.text(256)
		if err != nil {
			return false, err
		}
		switch s.peek() {
		case ':':
			s.at++
		case 0:
			return false, errCut
		default:
			return false, s.broken()
		}
		if more, err := f(key); err != nil || !more {
			return false, err
		}
	}
}

// elements calls f at each element of the array that starts here.
func (s *scanner) elements(f func() (bool, error)) (more bool, err error) {
	s.at++
	for {
		switch s.peek() {
		case 0:
			return false, errCut
		case ',':
			s.at++
			continue
		case ']':
			s.at++
			return true, nil
		}
		if more, err := f(); err != nil || !more {
			return false, err
		}
	}
}

func (s *scanner) broken() error {
	return fmt.Errorf("it is not well-formed JSON at byte %d", s.at)
}

// value reads the value that starts here into children of parent. An array
// becomes several children of one name; "coordinates" keeps its source.
func (s *scanner) value(parent *node, key string, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	switch s.peek() {
	case 0:
		return errCut
	case '{':
		n := s.grow(parent, key)
		_, err := s.members(func(key string) (bool, error) {
			from := s.at
			if key == "coordinates" && n != nil {
				if err := s.value(nil, "", depth+1); err != nil {
					return false, err
				}
				if k := s.grow(n, key); k != nil {
					k.text = strings.TrimSpace(s.src[from:s.at])
				}
				return true, nil
			}
			return true, s.value(n, key, depth+1)
		})
		return err
	case '[':
		_, err := s.elements(func() (bool, error) { return true, s.value(parent, key, depth+1) })
		return err
	case '"':
		text, err := s.text(maxText)
		if err != nil {
			return err
		}
		if n := s.grow(parent, key); n != nil {
			n.text = strings.TrimSpace(text)
		}
		return nil
	}
	from := s.at
	for s.at < len(s.src) && strings.IndexByte(" \t\r\n,]}:\"[{", s.src[s.at]) < 0 {
		s.at++
	}
	switch word := s.src[from:s.at]; {
	case s.at == len(s.src):
		return errCut
	case word == "":
		return s.broken()
	case word != "null":
		if n := s.grow(parent, key); n != nil {
			n.text = word[:min(len(word), 64)]
		}
	}
	return nil
}

// grow adds a child; nil without a parent or without room.
func (s *scanner) grow(parent *node, key string) *node {
	if parent == nil || s.nodes >= maxNodes {
		return nil
	}
	s.nodes++
	n := &node{name: key}
	parent.kids = append(parent.kids, n)
	return n
}

// text reads the string that starts here. Of a longer one it returns "".
func (s *scanner) text(longest int) (string, error) {
	from := s.at
	escaped := false
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '\\':
			escaped = true
			s.at++
		case '"':
			s.at++
			raw := s.src[from+1 : s.at-1]
			switch {
			case len(raw) > longest:
				return "", nil
			case !escaped:
				return raw, nil
			}
			var out string
			if err := json.Unmarshal([]byte(s.src[from:s.at]), &out); err != nil {
				return "", fmt.Errorf("it is not well-formed JSON at byte %d", from)
			}
			return out, nil
		}
	}
	s.at = len(s.src)
	return "", errCut
}
