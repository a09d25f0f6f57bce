package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/sanitize/hostile"
)

// TestHostileTextIsInertInWarnings puts each hostile string into every text
// of a message, in JSON and in XML, and looks at all that is printed.
func TestHostileTextIsInertInWarnings(t *testing.T) {
	type object map[string]any
	var list []object
	var index strings.Builder
	index.WriteString(`<rss xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><channel>`)
	for i, s := range hostile.Strings() {
		list = append(list, object{
			"identifier": fmt.Sprint(i, s.Text), "sender": s.Text, "sent": "2031-04-02T06:00:00Z", "status": s.Text, "msgType": s.Text,
			"references": s.Text, "info": []object{{
				"language": s.Text, "event": s.Text, "responseType": s.Text, "urgency": s.Text, "severity": s.Text, "certainty": s.Text,
				"senderName": s.Text, "headline": s.Text, "web": "https://orla.example/" + s.Text, "area": object{"areaDesc": s.Text},
				"eventCode": object{"valueName": s.Text, "value": s.Text}, "parameter": object{"valueName": "awareness_level", "value": s.Text},
			}},
		})
		fmt.Fprintf(&index, "<item><guid>%d</guid><title>%[2]s</title><cap:event>%[2]s</cap:event><cap:areaDesc>%[2]s</cap:areaDesc><cap:status>%[2]s</cap:status></item>",
			i, cdata(s.Text))
	}
	index.WriteString(`</channel></rss>`)
	messages, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, body := range map[string]string{"messages.json": string(messages), "index.rss": index.String()} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, form := range [][]string{nil, {"--json"}} {
			args := append([]string{"warnings", "parse", path, "--now", "2031-04-02T06:00:00Z"}, form...)
			out, errs, status := ran(t, []string{"HOME=" + dir}, "", args...)
			if status != 0 {
				t.Errorf("%s: status %d: %s", name, status, errs)
			}
			if n := strings.Count(out, hostile.Mark); n < len(list) {
				t.Errorf("%s: the strings came out %d times only", name, n)
			}
			for _, f := range append(hostile.Found(out), hostile.Found(errs)...) {
				t.Errorf("%s %v: %s", name, form, f)
			}
		}
	}
}
