package e2e

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryCommandReportsAFailedWrite runs commands whose output is a full device.
// help and completion ended with 0, and whoever kept their output had an empty file.
func TestEveryCommandReportsAFailedWrite(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no full device here")
	}
	defer full.Close()
	home := t.TempDir()
	pub := newPublisher(t.Cleanup)
	pub.start(2, 2)
	page, message := filepath.Join(home, "page.html"), filepath.Join(home, "warning.xml")
	for path, text := range map[string]string{
		filepath.Join(home, "sitrep.yaml"): pub.config(),
		page:                               "<title>A page</title><p>The bridge over the Orla is open again, the board said.</p>",
		message: `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>a@orla.example</sender>` +
			`<sent>2026-02-16T10:00:00+00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>` +
			`<info><category>Met</category><event>Flood</event><urgency>Expected</urgency><severity>Severe</severity><certainty>Likely</certainty></info></alert>`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"HOME=" + home, "SITREP_CONFIG=" + filepath.Join(home, "sitrep.yaml"), "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TERM=dumb"}
	warning := strings.Replace(capAlert("1", "Alert", "Severe", "Halm", ""), "<expires>2031", "<expires>2131", 1)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(warning)) }))
	defer srv.Close()
	if _, stderr, status := ran(t, env, "", "feeds", "add", "--no-fetch", srv.URL+"/cap"); status != exitDone {
		t.Fatalf("feeds add: status %d: %s", status, stderr)
	}
	if _, stderr, status := ran(t, env, "", "poll"); status != exitDone {
		t.Fatalf("poll: status %d: %s", status, stderr)
	}
	stdout, _, _ := ran(t, env, "", "list", "--limit", "1")
	id, _, _ := strings.Cut(stdout, " ")
	if _, stderr, status := ran(t, env, "", "show", "--fetch", id); status != exitDone { // related has something to print
		t.Fatalf("show --fetch: status %d: %s", status, stderr)
	}
	names := strings.NewReplacer("ID", id, "PAGE", page, "FEED", pub.url+"/feed/0", "MESSAGE", message, "DIR", home)
	for _, line := range []string{
		"help", "help feeds add", "--help", "poll --help", "help completion", "completion", "completion bash", "completion zsh", "completion fish", "completion powershell",
		"__complete l", "version", "keys", "docs --dir DIR", "doctor", "--plain",
		"list", "list --json", "list --hits levee", "show ID", "show ID --json", "show ID --markdown", "related ID", "related ID --json",
		"extract PAGE", "extract PAGE --json", "feeds", "feeds list --json", "feeds export", "feeds parse FEED", "feeds parse FEED --json",
		"feeds check FEED", "feeds add --no-fetch FEEDx", "feeds remove FEEDx", "poll --all", "poll --all --json", "carry", "backup DIR/copy.db",
		"warnings", "warnings --json", "warnings parse MESSAGE", "warnings parse MESSAGE --json",
	} {
		t.Run(line, func(t *testing.T) {
			c := newCommand(t, env, "sitrep", strings.Fields(names.Replace(line))...)
			var stderr bytes.Buffer
			c.Stdin, c.Stdout, c.Stderr = strings.NewReader("list\nquit\n"), full, &stderr
			err := c.Run()
			ee, ok := errors.AsType[*exec.ExitError](err)
			if !ok || ee.ExitCode() != exitFailed || !strings.Contains(stderr.String(), "no space left on device") {
				t.Errorf("%v, want status %d and the reason on the standard error, which has %q", err, exitFailed, stderr.String())
			}
		})
	}
}
