// Package bounds holds documents to a size before anything is built from them.
// It passes over the source once, in time and memory that do not depend on
// what is in it, and returns a source that the libraries can read at a bounded
// cost. It does no I/O and keeps nothing.
package bounds

import "strings"

// JSONLimits are the bounds of a JSON document. A zero Values means that none
// may be kept; the other bounds do not apply if they are zero.
type JSONLimits struct {
	Values   int // in all, those of the outermost list or object and their elements not counted
	Elements int // of a list or object, directly or as an element of the outermost one
	Each     int // values inside of one element of a list of the outermost object
	Text     int // bytes of one string, number or name; the rest is left out
}

// maxDepth is how many lists and objects may be open; deeper values are null.
const maxDepth = 64

// UpperValues returns a number of values that a JSON source does not exceed. It
// costs next to nothing.
func UpperValues(src string) int {
	return 1 + strings.Count(src, ",") + strings.Count(src, "[") + strings.Count(src, "{")
}

// JSON returns src without the values beyond the limits, and whether it left
// any out. It never fails: invalid JSON stays invalid.
func JSON(src string, most JSONLimits) (bounded string, cut bool) {
	least := most.Values
	for _, n := range []int{most.Elements, most.Each} {
		if n > 0 {
			least = min(least, n)
		}
	}
	if (most.Text == 0 || len(src) <= most.Text) && UpperValues(src) <= least && strings.Count(src, "[")+strings.Count(src, "{") <= maxDepth {
		return src, false
	}
	p := pruner{src: src, most: most}
	p.run()
	if !p.cut {
		return src, false
	}
	p.out.WriteString(src[p.from:])
	return p.out.String(), true
}

// JSONEnd returns where the value at the start of src ends, at most at its
// end, and whether it has no more than the given number of values.
func JSONEnd(src string, values int) (end int, ok bool) {
	depth := 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '"':
			i = stringEnd(src, i) - 1
		case '[', '{':
			depth++
			values--
		case ',':
			values--
		case ']', '}':
			if depth--; depth <= 0 {
				return i + 1, values >= 0
			}
		}
		if values < 0 {
			return i + 1, false
		}
	}
	return len(src), true
}

// open is a list or an object that is open.
type open struct {
	object   bool
	elements int // begun in it
	comma    int // where the comma before the current element stands
}

// pruner copies a JSON source but for the parts beyond the limits.
type pruner struct {
	src    string
	most   JSONLimits
	out    strings.Builder
	from   int // the part not copied yet begins here
	cut    bool
	stack  [maxDepth]open
	depth  int
	values int
	each   int
}

func (p *pruner) run() {
	named := false // the name of a member or its colon was the last token
	for i := 0; i < len(p.src); {
		c := p.src[i]
		switch c {
		case ' ', '\t', '\r', '\n':
			i++
			continue
		case ',':
			if p.depth > 0 {
				p.stack[p.depth-1].comma = i
			}
			named = false
			i++
			continue
		case ':':
			named = true
			i++
			continue
		case ']', '}':
			p.depth = max(0, p.depth-1)
			named = false
			i++
			continue
		}
		if p.depth > 0 && p.stack[p.depth-1].object && !named { // the name of a member
			if after, ok := p.member(i); ok {
				i = after
			} else {
				i = p.drop(i)
			}
			continue
		}
		if p.depth > 0 && !p.stack[p.depth-1].object && !p.count() {
			i = p.drop(i)
			continue
		}
		named = false
		switch {
		case c != '[' && c != '{':
			i = p.scalar(i)
		case p.depth == maxDepth:
			i = p.null(i)
		default:
			p.stack[p.depth] = open{object: c == '{', comma: -1}
			p.depth++
			i++
		}
	}
}

// member counts the member whose name begins at i and returns where the name
// ends; false if there is no room for it.
func (p *pruner) member(i int) (after int, ok bool) {
	if !p.count() {
		return 0, false
	}
	return p.scalar(i), true
}

// scalar returns where the string, number or word at i ends. It leaves out the end of a
// long one.
func (p *pruner) scalar(i int) int {
	end := valueEnd(p.src, i)
	if p.most.Text <= 0 || end-i <= p.most.Text+2 {
		return end
	}
	if p.src[i] != '"' {
		p.skip(i, end)
		p.out.WriteString("null")
		return end
	}
	at := i + 1 + p.most.Text
	for at > i+1 && p.src[at]&0xc0 == 0x80 { // within a character
		at--
	}
	const escape = len(`\u0000`) // no escape is parted, nor are two that are one character
	if n := strings.IndexByte(p.src[max(i+1, at-2*escape):at], '\\'); n >= 0 {
		at = max(i+1, at-2*escape) + n
		for at > i+1 && p.src[at-1] == '\\' {
			at--
		}
	}
	last := end
	if p.src[end-1] == '"' {
		last--
	}
	p.skip(at, last)
	return end
}

// count counts an element of the innermost list or object; false if there is
// no room for it.
func (p *pruner) count() bool {
	o := &p.stack[p.depth-1]
	switch {
	case p.depth <= 2:
		if p.most.Elements > 0 && o.elements >= p.most.Elements {
			return false
		}
		p.each = 0
		if p.depth == 2 && p.values >= p.most.Values {
			return false
		}
	case p.most.Each > 0 && p.each >= p.most.Each, p.values >= p.most.Values:
		return false
	}
	if p.depth > 2 {
		p.each++
	}
	if p.depth > 1 {
		p.values++
	}
	o.elements++
	return true
}

// drop leaves out the rest of the innermost list or object, from the element
// at i or the comma before it on. It returns where that ends.
func (p *pruner) drop(i int) int {
	o := &p.stack[p.depth-1]
	start := i
	if o.elements > 0 && o.comma >= 0 {
		start = o.comma
	}
	end := restEnd(p.src, i)
	p.skip(start, end)
	return end
}

// null writes null for the list or object at i. It returns where that ends.
func (p *pruner) null(i int) int {
	end := i + 1 + restLen(p.src[i+1:])
	if end < len(p.src) {
		end++
	}
	p.skip(i, end)
	p.out.WriteString("null")
	return end
}

func (p *pruner) skip(start, end int) {
	p.cut = true
	if start > p.from {
		p.out.WriteString(p.src[p.from:start])
	}
	p.from = end
}

// restEnd returns where the bracket stands that closes the list or object in
// which i is, or the end of src.
func restEnd(src string, i int) int { return i + restLen(src[i:]) }

func restLen(src string) int {
	depth := 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '"':
			i = stringEnd(src, i) - 1
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(src)
}

// valueEnd returns where the string, number or word at src[i] ends.
func valueEnd(src string, i int) int {
	if src[i] == '"' {
		return stringEnd(src, i)
	}
	if n := strings.IndexAny(src[i+1:], " \t\r\n,:]}[{\""); n >= 0 {
		return i + 1 + n
	}
	return len(src)
}

// stringEnd returns where the string at src[i] ends.
func stringEnd(src string, i int) int {
	for i++; i < len(src); {
		n := strings.IndexByte(src[i:], '"')
		if n < 0 {
			return len(src)
		}
		i += n + 1
		slashes := 0
		for src[i-2-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
	return len(src)
}
