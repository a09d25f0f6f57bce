// Package hostile is a collection of strings that attack whoever prints them,
// and a tap that finds output that sitrep must never write. Only tests import
// it. It knows nothing of the cleaner on purpose: its own list of bans is written
// down here a second time.
package hostile

import (
	"fmt"
	"strings"
)

// String is one attack: a name without spaces, and the bytes.
type String struct {
	Name string
	Text string
}

// Mark stands in every string, so that a test can tell that a string reached
// a place at all.
const Mark = "Zorn"

// Strings returns the collection. Each call makes a new one.
func Strings() []String {
	var c collection
	c.controls()
	c.sequences()
	c.escapes()
	c.invisible()
	c.floods()
	c.encodings()
	c.languages()
	return c
}

type collection []String

// add takes an attack and puts it between words.
func (c *collection) add(name, attack string) {
	*c = append(*c, String{strings.ReplaceAll(name, " ", "_"), Mark + " a" + attack + "b " + Mark})
}

// alone takes an attack that must begin or fill the string.
func (c *collection) alone(name, attack string) {
	*c = append(*c, String{strings.ReplaceAll(name, " ", "_"), attack + " " + Mark})
}

// controls are single control characters, by themselves and as raw bytes.
func (c *collection) controls() {
	for r := range rune(0x20) {
		c.add(fmt.Sprintf("C0 %02x", r), string(r))
	}
	c.add("DEL", "\x7f")
	for r := rune(0x80); r <= 0x9f; r++ {
		c.add(fmt.Sprintf("C1 %02x", r), string(r))
		c.add(fmt.Sprintf("raw C1 %02x", r), string([]byte{byte(r)}))
	}
	for name, s := range map[string]string{
		"carriage return overprints": "\rThe ministry confirms",
		"backspaces overprint":       strings.Repeat("\b", 12) + "denied",
		"form feed":                  "\f\f\f",
		"vertical tabs":              "\v\v\v",
		"tabs":                       "\t\t\t\t",
		"bells":                      strings.Repeat("\a", 50),
		"line breaks":                "\n\n\nStatus: confirmed\n",
		"NUL flood":                  strings.Repeat("\x00", 300),
		"shift out":                  "\x0elqqqk\x0f",
		"file separators":            "\x1c\x1d\x1e\x1f",
	} {
		c.add(name, s)
	}
}

// sequences are control sequences and control strings, by each way of
// beginning and of ending one.
func (c *collection) sequences() {
	csi := []string{
		"2J", "3J", "66;6H", "1;1f", "99A", "99B", "99C", "99D", "99E", "99F", "99G", "99d", "5m", "8m", "30;40m", "38;5;16;48;5;16m",
		"2;9r", "99S", "99T", "99L", "99M", "99P", "99X", "99@", "99b", "?1049h", "?1049l", "?1000h", "?1003h", "?2004l", "?25l",
		"?69h", "?5h", "?3h", "6n", "c", ">c", "0x", "14t", "21t", "22;0t", "8;3;3t", "?1$p", "!p", "5 q", ">4;2m", ">1u", "?996n", "4h", "20h", "4i", "5i",
		strings.Repeat("1;", 4000) + "m", "\x18", "2\n J", " ", "",
	}
	for _, body := range csi {
		c.add("CSI "+short(body), "\x1b["+body)
		c.add("C1 CSI "+short(body), "\u009b"+body)
		c.add("raw CSI "+short(body), "\x9b"+body)
	}
	osc := []string{
		"0;owned", "1;owned", "2;owned", "4;1;#000000", "7;file://host/etc", "8;;javascript:alert(1)", "8;;file:///etc/passwd",
		"8;id=x;https://evil.example/", "9;owned", "9;4;1;50", "10;?", "11;?", "11;#000000", "12;red", "50;#1", "52;c;b3duZWQ=", "52;c;?", "52;p;b3duZWQ=",
		"99;;owned", "104", "133;A", "633;A", "777;notify;a;owned", "1337;File=inline=1:AAAA", "1337;CopyToClipboard=", "1337;SetBadgeFormat=b3duZWQ=", "P0ffffff", "",
	}
	ends := []String{{"BEL", "\a"}, {"ST", "\x1b\\"}, {"C1 ST", "\u009c"}, {"raw ST", "\x9c"}, {"no end", ""}, {"CAN", "\x18"}}
	for i, body := range osc {
		c.add("OSC "+short(body)+" "+ends[i%len(ends)].Name, "\x1b]"+body+ends[i%len(ends)].Text)
		c.add("OSC "+short(body)+" unended", "\x1b]"+body)
		c.add("C1 OSC "+short(body), "\u009d"+body+ends[(i+1)%len(ends)].Text)
	}
	for _, kind := range []String{
		{"DCS sixel", "P0;0q#0!99~"},
		{"DCS request", "P$q\"p"},
		{"DCS tmux", "Ptmux;\x1b\x1b]52;c;b3duZWQ=\a"},
		{"DCS terminfo", "P+q544e"},
		{"APC kitty", "_Gf=100;AAAA"},
		{"PM", "^private"},
		{"SOS", "Xstring"},
	} {
		for _, end := range ends {
			c.add(kind.Name+" "+end.Name, "\x1b"+kind.Text+end.Text)
		}
	}
	for _, r := range []rune{0x90, 0x98, 0x9e, 0x9f} {
		c.add(fmt.Sprintf("C1 string %02x", r), string(r)+"q owned"+"\u009c")
	}
	c.add("OSC in CSI", "\x1b[\x1b]0;owned\a2J")
	c.add("CSI cut by ESC", "\x1b[3\x1b[8m")
	c.add("OSC of 100 kB", "\x1b]0;"+strings.Repeat("owned", 20000))
}

// escapes are the short escape sequences.
func (c *collection) escapes() {
	for _, body := range []string{
		"c", "7", "8", "=", ">", "D", "E", "H", "M", "N", "O", "Z", "V", "W", "l", "m", "n", "o", "|", "}", "~", "#8", "#3", "(0", ")0", "*0", "+0", "%G", "%@", " F", " G", "\x1b\x1b", "",
	} {
		c.add("ESC "+short(body), "\x1b"+body)
	}
}

// invisible are characters that reorder, hide or carry text out of sight.
func (c *collection) invisible() {
	for _, r := range []rune{
		0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
		0x00ad, 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180e, 0x200b, 0x2028, 0x2029, 0x2060, 0x2061, 0x2064, 0x206a, 0x206f,
		0x3164, 0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb, 0xfe00, 0xfe0f, 0xe0001, 0xe0020, 0xe007f, 0xe0100, 0xe01ef,
		0x180b, 0x180d, 0x180f, 0x2800, 0x16fe4, 0x1d159, 0x378, 0x530, 0x2fe0, 0x1ffef, 0x40000, 0xdfffd,
		0x1d173, 0x13430, 0x1bca0, 0xe000, 0xf8ff, 0xf0000, 0x10fffd, 0xfdd0, 0xfddb, 0xfdd7, 0xfffe, 0xffff, 0x1fffe,
	} {
		c.add(fmt.Sprintf("U+%04X", r), string(r))
	}
	c.add("right to left override", "\u202egnp.fdp\u202c")
	c.add("unclosed isolate", "\u2067denied")
	c.add("many overrides", strings.Repeat("\u202e", 200))
	c.add("reordered host", "https://\u202emoc.live\u202c/")
	c.add("tag text", tags("run this"))
	c.add("flag with tags", "\U0001F3F4"+tags("gbeng")+"\U000e007f")
	c.add("joiner alone", "\u200d")
	c.add("non-joiner alone", "\u200c")
	c.add("joiners in Latin", "pay\u200dpal\u200c.com")
	c.add("zero width in a word", "con\u200bfirm\u2060ed")
	c.add("soft hyphens", strings.Repeat("\u00ad", 100))
}

func tags(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(0xe0000 + r)
	}
	return b.String()
}

// floods are characters that pile up.
func (c *collection) floods() {
	for _, n := range []int{5, 31, 1000, 20000} {
		c.add(fmt.Sprintf("marks %d", n), strings.Repeat("\u0301", n))
		c.add(fmt.Sprintf("mixed marks %d", n), strings.Repeat("\u0336\u0489\u20dd", n/3+1))
	}
	c.add("marks without a base", "\n\u0301\u0302\u0303\u0304\u0305\u0306")
	c.add("variation selectors", "☺"+strings.Repeat("\ufe0f", 200))
	c.add("more variation selectors", "☺"+strings.Repeat("\U000e0100", 200))
	c.add("chain of emoji", strings.Repeat("\U0001F469\u200d", 200)+"\U0001F466")
	c.add("skin tones", "\U0001F44B"+strings.Repeat("\U0001F3FD", 100))
	c.add("regional letters", strings.Repeat("\U0001F1FF", 301))
	c.add("Hangul fillers", strings.Repeat("\u115f\u1160", 100))
	c.add("Thai marks", "\u0e01"+strings.Repeat("\u0e49", 300))
	c.add("Arabic ligature", strings.Repeat("\ufdfa", 100))
	c.add("wide", strings.Repeat("\ufdfd\U0001242b", 30))
	c.add("spaces", strings.Repeat(" ", 5000))
	c.add("strange spaces", "\u00a0\u1680\u2000\u2007\u202f\u205f\u3000")
	c.add("long word", strings.Repeat("x", 100000))
}

// encodings are bytes that are no UTF-8.
func (c *collection) encodings() {
	for name, s := range map[string]string{
		"overlong slash": "\xc0\xaf", "overlong ESC": "\xc0\x9b[2J", "overlong NUL": "\xe0\x80\x80", "surrogate": "\xed\xa0\x80\xed\xb0\x80",
		"too large": "\xf4\x90\x80\x80", "five bytes": "\xf8\x88\x80\x80\x80", "FE FF": "\xfe\xff", "lone continuation": "\x80\xbf",
		"cut short": "\xe2\x82", "cut before ESC": "\xe2\x82\x1b[2J", "raw bytes": "\xff\xfe\xfd\xfc\xfb\xfa", "UTF-16": "\x00A\x00\x1b\x00[\x002\x00J",
		"byte-order mark": "\ufeff", "windows-1252 quote": "\x93x\x94", "replacement characters": strings.Repeat("\ufffd", 50),
		"stand-ins": "\ufddb[2J\ufddb]0;owned\ufdd7",
	} {
		c.add(name, s)
	}
}

// languages are texts that mean something to somebody who is not a reader.
func (c *collection) languages() {
	for name, s := range map[string]string{
		"shell substitution": "$(touch owned)", "backquotes": "`touch owned`", "semicolon": "; touch owned;", "pipe": "| sh", "ampersand": "&& touch owned &",
		"redirection": "> owned", "glob": "* ?[a-z]*", "variables": "$HOME ${IFS} %PATH%", "format": "%s%n%x%1000000d", "template": "{{.}} ${7*7} <%= 1 %>",
		"SQL": "'); DROP TABLE story;--", "FTS": `" OR title:* NEAR("`, "JSON": `"},{"id":"x`, "JSON escape": `\u001b[2J\n`, "YAML": "!!python/object: {a: *b}", "XML": `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;`,
		"HTML": `<script>alert(1)</script><img src=x onerror=alert(1)>`, "CDATA end": "]]>", "Markdown link": "[x](javascript:alert(1))", "Markdown image": "![x](https://evil.example/pixel)", "Markdown HTML": "<iframe src=//evil.example>",
		"spreadsheet": "=cmd|' /C calc'!A0", "log entry": "\ntime=2031-01-01 level=ERROR msg=owned", "entities": "&#27;[2J&#x9b;8m&#7;", "percent": "%1b%5b2J%00%0d%0aSet-Cookie:x", "escaped": `\x1b[2J\033[8m\e[5m`,
	} {
		c.add(name, s)
	}
	for name, s := range map[string]string{
		"option": "--config=/etc/passwd", "option with a dash": "-rf", "path upwards": "../../../etc/passwd", "absolute path": "/etc/passwd", "home": "~/.ssh/authorized_keys",
		"Windows path": `C:\Windows\System32`, "device": "CON", "device with a name": "aux.md", "hidden file": ".bashrc", "dots": "..", "NUL in a path": "a\x00.md", "spaces only": "   \t  ",
		"colon command": ":q!", "prompt": "sitrep> quit", "javascript": "javascript:alert(1)", "data": "data:text/html,<script>", "file": "file:///etc/passwd",
	} {
		c.alone(name, s)
	}
}

// short makes a name of a payload.
func short(s string) string {
	if len(s) > 16 {
		s = s[:16] + "..."
	}
	return strings.Trim(fmt.Sprintf("%q", s), `"`)
}
