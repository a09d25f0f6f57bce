package crisis

import (
	"fmt"
	"strconv"
	"strings"

	"sitrep/feeds/feedtest"
)

// Config returns the configuration of a sitrep that follows the outlets on a
// server.
func (s *Scenario) Config(server *feedtest.Server) string {
	var b strings.Builder
	b.WriteString("# The fictional crisis of sitrep demo.\npacks: []\nfeeds:\n")
	for _, o := range s.Outlets {
		fmt.Fprintf(&b, "  - url: %s\n    name: %s\n    tags: [%s]\n    interval: 15m\n", server.URL(o.Path()), strconv.Quote(o.Name), o.Lang)
		if o.Full {
			b.WriteString("    fulltext: true\n")
		}
	}
	fmt.Fprintf(&b, "  - url: %s\n    name: Warnings of the River Authority\n    type: warning\n    interval: 15m\n", server.URL(WarningsPath))
	b.WriteString(`desks:
  - {name: Dam, query: "kessrin OR dam OR gate OR barrage OR дамба OR سد", key: g d}
  - {name: People, query: "evacuation OR shelter OR left OR bus", key: g p}
  - {name: Official, query: 'feed:authority OR feed:relief', key: g o}
alerts:
  rules:
    - {name: warnings, when: "is:warning severity:>=moderate", wake: true}
    - {name: leave, when: "evacuat* NEAR/8 vask"}
    - {name: gates, when: "(gate* OR spillway) (jam* OR stuck OR open*) outlets:>=2"}
places:
  - {name: Old Vask, at: [39.4, -30.1], radius: 20km}
poll:
  interval: 15m
  timeout: 10s
  per_host: 8
  host_gap: 0s
  allow_private: [127.0.0.1]
`)
	return b.String()
}
