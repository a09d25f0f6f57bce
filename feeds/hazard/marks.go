package hazard

import "bytes"

// marks are parts of addresses and names of elements that a feed with official
// messages has, as their publishers write them.
var marks = [][]byte{
	[]byte("emergency:cap:"), []byte("incident.com/cap/"), []byte("<cap:"), []byte("<gdacs:"), []byte("<emsc:"), []byte("<nhc:"),
	[]byte("urn:earthquake-usgs-gov"),
}

// HasMarks reports whether a feed in XML may have official messages, at little
// cost. It looks for ASCII.
func HasMarks(body []byte) bool {
	body = body[:min(len(body), MaxBytes)]
	for _, m := range marks {
		if bytes.Contains(body, m) {
			return true
		}
	}
	return false
}
