package crisis

import (
	"fmt"
	"strings"
	"time"

	"sitrep/feeds/feedtest"
)

// WarningsPath is where the official warnings are served: one document with all
// CAP messages up to the time of the request.
const WarningsPath = "/authority/warnings"

// warningMessage is one official message of the crisis.
type warningMessage struct {
	id, replaces        string
	at, expires         time.Duration // after the start of the scenario
	kind, event         string
	severity, certainty string
	response            string
	headline, area      string
	circle              string // "lat,lon radius"
}

// warningMessages are the messages in the order of their times: an evacuation
// raised, upgraded and lifted, and a storm beside it. The valley of the crisis is
// in no country: its points lie in the open Atlantic.
func warningMessages() []warningMessage {
	const valley = "Old Vask and the Lower Orsa valley"
	return []warningMessage{
		{"MA-1", "", -30 * time.Minute, 9 * time.Hour, "Alert", "Thunderstorm", "Moderate", "Likely", "Prepare", "Thunderstorms over the coast until the evening", "Coast of Marenta", "38.9,-31.2 60"},
		{"MA-2", "", 5 * time.Minute, 6 * time.Hour, "Alert", "Dam water release", "Moderate", "Likely", "Prepare", "Be ready to leave Old Vask: Kessrin releases water", valley, "39.4,-30.1 20"},
		{"MA-3", "MA-2", 30 * time.Minute, 12 * time.Hour, "Update", "Dam water release", "Extreme", "Observed", "Evacuate", "Leave Old Vask and the Lower Orsa now", valley, "39.4,-30.1 35"},
		{"MA-4", "MA-3", 3*time.Hour + 30*time.Minute, 12 * time.Hour, "Cancel", "Dam water release", "Minor", "Observed", "AllClear", "Evacuation of Old Vask lifted", valley, "39.4,-30.1 35"},
	}
}

// publishWarnings serves the official warnings.
func (s *Scenario) publishWarnings(server *feedtest.Server) {
	server.SetPageFunc(WarningsPath, func(now time.Time) (feedtest.Page, bool) {
		var b strings.Builder
		b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alerts>\n")
		modified := s.Start.Add(-time.Hour)
		for _, m := range warningMessages() {
			if sent := s.Start.Add(m.at); !sent.After(now) {
				b.WriteString(m.cap(s.Start))
				modified = sent
			}
		}
		b.WriteString("</alerts>\n")
		return feedtest.Page{Body: b.String(), ContentType: "application/xml", Modified: modified}, true
	})
}

// cap returns the message in CAP 1.2.
func (m *warningMessage) cap(start time.Time) string {
	const sender = "warnings@authority.example"
	at := func(d time.Duration) string { return start.Add(d).UTC().Format("2006-01-02T15:04:05-07:00") }
	references := ""
	for _, x := range warningMessages() {
		if x.id == m.replaces {
			references = fmt.Sprintf("<references>%s,%s,%s</references>", sender, x.id, at(x.at))
		}
	}
	return fmt.Sprintf(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>%s</sender><sent>%s</sent><status>Actual</status><msgType>%s</msgType><scope>Public</scope>%s
<info><language>en</language><category>Safety</category><event>%s</event><responseType>%s</responseType><urgency>Immediate</urgency><severity>%s</severity><certainty>%s</certainty><expires>%s</expires>
<senderName>Orsa River Authority</senderName><headline>%s</headline><area><areaDesc>%s</areaDesc><circle>%s</circle></area></info></alert>
`, m.id, sender, at(m.at), m.kind, references, m.event, m.response, m.severity, m.certainty, at(m.expires), m.headline, m.area, m.circle)
}
