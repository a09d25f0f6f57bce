package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
)

// TestSyncByTheCommandLeavesNoSecret has rounds with a server of each kind, good ones
// and failing ones, and looks at all that commands write and at every file but that of
// the secret.
func TestSyncByTheCommandLeavesNoSecret(t *testing.T) {
	t.Parallel()
	peer, err := feedtest.NewPeer(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = peer.Close() })
	peer.AddFeed(feedtest.PeerFeed{ID: 7, URL: "https://courier.tarn.example/feed", Title: "Tarn Courier", Category: "Valley"})
	peer.Add(feedtest.PeerEntry{Feed: 7, URL: "https://courier.tarn.example/1", Title: "Gates of the dam hold", HTML: "<p>They hold.</p>", Published: time.Now().Add(-time.Hour)})
	dir := t.TempDir()
	secret := filepath.Join(dir, "peer.secret")
	conf := filepath.Join(dir, "config.yaml")
	text := "packs: []\nsync:\n"
	for _, kind := range []string{"miniflux", "greader", "nextcloud", "fever"} {
		text += fmt.Sprintf("  - {name: %s, type: %s, url: %q, user: %s, secret_file: %s}\n", kind, kind, peer.URL(kind), feedtest.PeerUser, secret)
	}
	for file, content := range map[string]string{conf: text, secret: feedtest.PeerSecret + "\n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	environ := []string{
		"HOME=" + dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(dir, "data"), "XDG_STATE_HOME=" + filepath.Join(dir, "state"), "TZ=UTC", "LANG=C.UTF-8",
	}
	run := func(args ...string) string {
		t.Helper()
		out, errs, _ := ran(t, environ, "", args...)
		return out + errs
	}
	says := func(got string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("no %q in:\n%s", w, got)
			}
		}
		if strings.Contains(got, feedtest.PeerSecret) || strings.Contains(got, "auth-1") || strings.Contains(got, "token-1") {
			t.Errorf("a secret comes out:\n%s", got)
		}
	}
	says(run("sync"), "miniflux: 1 new story", "greader: 0 new stories", "nextcloud: ", "fever: ")
	says(run("list", "tag:valley", "--json"), "Gates of the dam hold", `"read":false`)
	says(run("sync", "miniflux", "--json"), `"peer":"miniflux"`, `"sent":0`)
	says(run("sync", "nobody"), "there is no peer nobody")
	for _, f := range []feedtest.PeerFaults{{Refuse: true}, {Garbage: "/"}, {Missing: "/"}, {Cut: "/"}} {
		peer.SetFaults(f)
		says(run("sync"), "sync with miniflux: ", "sync with fever: ")
	}
	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	says(run("sync"), "can be read by others (mode 0644); it is not used")
	says(run("doctor"))
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == secret {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), feedtest.PeerSecret) || strings.Contains(string(b), "auth-1") {
			t.Errorf("%s holds a secret", d.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
