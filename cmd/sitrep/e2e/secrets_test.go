package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sesame is the secret that must not come out anywhere.
const sesame = "s3same"

// vault serves feeds in which polling fails in each way.
func vault(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	feed := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, `<rss version="2.0"><channel><link>http://%[1]s/</link><item><title>Gates hold</title><guid>%[2]s</guid><link>http://%[1]s/story%[2]s</link></item></channel></rss>`, r.Host, r.URL.Path)
	}
	answer := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no: "+r.URL.String(), status) }
	}
	to := func(address string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", address)
			w.WriteHeader(http.StatusMovedPermanently)
		}
	}
	mux.HandleFunc("/ok", feed)
	mux.HandleFunc("/401", answer(http.StatusUnauthorized))
	mux.HandleFunc("/404", answer(http.StatusNotFound))
	mux.HandleFunc("/500", answer(http.StatusInternalServerError))
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html><p>This is no feed.") })
	mux.HandleFunc("/moved", to("/ok?id=2&apikey="+sesame))
	mux.HandleFunc("/out", to("ftp://anna:"+sesame+"@127.0.0.1/?token="+sesame))
	mux.HandleFunc("/in", to("http://anna:"+sesame+"@169.254.169.254/?token="+sesame))
	mux.HandleFunc("/round", to("/round?sig="+sesame))
	mux.HandleFunc("/bracket", to("http://anna:"+sesame+"@[bad/"))
	mux.HandleFunc("/garbled", to("/x?token="+sesame+"%zz\x01"))
	mux.HandleFunc("/break", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestSecretsComeOutNowhere polls feeds whose addresses hold a token, which
// fail in each way, and looks at all that commands write and at every file but
// the configuration and the cache.
func TestSecretsComeOutNowhere(t *testing.T) {
	t.Parallel()
	base := vault(t)
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	environ := []string{
		"HOME=" + dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(dir, "data"), "XDG_STATE_HOME=" + filepath.Join(dir, "state"), "TZ=UTC", "LANG=C.UTF-8",
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	input := ""
	run := func(args ...string) string {
		t.Helper()
		out, errs, _ := ran(t, environ, input, args...)
		for name, s := range map[string]string{"stdout": out, "stderr": errs} {
			if strings.Contains(s, sesame) {
				t.Errorf("%s of sitrep %q holds the secret:\n%s", name, args, s)
			}
		}
		return out + errs
	}
	says := func(got string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%q is not said:\n%s", w, got)
			}
		}
	}

	paths := []string{"/ok", "/401", "/404", "/500", "/hang", "/page", "/moved", "/out", "/in", "/round", "/bracket", "/garbled", "/break"}
	var list strings.Builder
	list.WriteString("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 16, timeout: 1s}\nfeeds:\n")
	for _, p := range append(paths, "") {
		at := base + p
		if p == "" {
			at = "http://127.0.0.1:1/refused"
		}
		fmt.Fprintf(&list, "  - url: %s?a=1&token=%s\n", at, sesame)
	}
	write(list.String())

	says(run("poll", "--all"), "14 feeds: 2 fetched, 0 unchanged, 12 failed")
	says(run("poll", "--all", "--json"), `"url":"`+base+`/401?a=1&token=***"`)
	says(run("feeds", "list"), base+"/ok?a=1&token=***", base+"/moved?a=1&token=***")
	says(run("feeds", "list", "--json"), `"url":"`+base+`/404?a=1&token=***"`, `"moved_to":"`+base+`/ok?id=2&apikey=***"`)
	says(run("feeds", "check"), base+"/500?a=1&token=***")
	run("feeds", "check", "--json")
	run("feeds", "check", base+"/401?a=1&token="+sesame)
	says(run("feeds", "check", base+"/ok?a=1&token=***"), "ok") // as it was shown
	says(run("feeds", "export"), base+"/ok?a=1\"", "14 addresses are exported without token or password (--with-secrets keeps them)")
	run("list")
	says(run("list", "--json"), `"feed":"`+base+`/ok?a=1&token=***"`)
	run("list", "gates")
	run("doctor")
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == "/hang" }) // it takes a second each time
	for _, p := range paths {
		run("feeds", "add", base+p+"?token="+sesame)
		run("feeds", "parse", base+p+"?token="+sesame)
	}
	// A page that can be fetched becomes a story, whose address is shown whole.
	for _, p := range paths[1:] {
		if p != "/page" && p != "/moved" {
			run("show", "--fetch", base+p+"?token="+sesame)
		}
		run("extract", base+p+"?token="+sesame)
	}
	withUser := strings.Replace(base, "http://", "http://anna:"+sesame+"@", 1)
	for _, at := range []string{withUser + "/404", "ftp://anna:" + sesame + "@127.0.0.1/", "http://anna:" + sesame + "@127.0.0.1:port/"} {
		run("feeds", "add", at)
		run("feeds", "check", at)
		run("feeds", "parse", at)
		run("feeds", "remove", at)
		run("show", "--fetch", at)
		run("show", at)
		run("related", at)
		run("extract", at)
	}
	input = "feeds\nrefresh\nquit\n"
	run("--plain")
	input = ""
	says(run("feeds", "remove", base+"/404?a=1&token=***"), "removed "+base+"/404?a=1&token=***")

	list.Reset()
	for _, at := range []string{"ftp://anna:" + sesame + "@127.0.0.1/", "http://anna:" + sesame + "@127.0.0.1:port/", base + "/ok?token=" + sesame, base + "/ok?token=" + sesame} {
		fmt.Fprintf(&list, `<outline type="rss" text="x" xmlUrl="%s"/>`, at)
	}
	input = `<opml version="2.0"><body>` + list.String() + `</body></opml>`
	says(run("feeds", "import", "-"), "is not a web address", "is listed in line 1 already", "1 feed was followed already")
	input = ""

	// Errors about unusable configurations do not quote their values.
	for _, bad := range []string{
		"feeds:\n  - url: " + withUser + "/ok\n",
		"feeds:\n  - url: ftp://anna:" + sesame + "@127.0.0.1/\n",
		"feeds: [" + withUser + "/ok]\n",
		"feeds:\n  - url: [" + base + "/ok?token=" + sesame + "\n",
		"feeds:\n  - url: " + base + "/ok?token=" + sesame + "\n  - url: " + base + "/ok?token=" + sesame + "\n",
		"feeds: " + base + "/ok?token=" + sesame + "\n",
		"poll: {proxy: 'gopher://anna:" + sesame + "@127.0.0.1:70'}\n",
		"feeds:\n  - " + base + "/ok?token=" + sesame + ": x\n",
		base + "/ok?token=" + sesame + ": x\n",
		"reader: {pipe: {a: 'curl -H token:" + sesame + "'}}\n",
		"poll: {contact: 'ftp://anna:" + sesame + "@127.0.0.1'}\n",
	} {
		write("packs: []\n" + bad)
		if got := run("list") + run("doctor"); !strings.Contains(got, "config") {
			t.Errorf("no complaint about %q:\n%s", bad, got)
		}
	}

	// Neither do proxies that refuse, or that are none.
	write("packs: []\npoll: {proxy: 'http://anna:" + sesame + "@127.0.0.1:1'}\nfeeds:\n  - url: https://velm.example/rss\n  - url: http://velm.example/rss\n")
	says(run("poll", "--all"), "2 failed")
	run("doctor")
	if err := os.Chmod(conf, 0o644); err != nil { //nolint:gosec // the warning is about that
		t.Fatal(err)
	}
	const warning = "can be read by others (mode 0644) and holds the password of a proxy (poll.proxy)"
	says(run("doctor"), warning)
	says(run("poll", "--all"), warning)

	logged := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == conf || strings.HasPrefix(filepath.Base(path), "sitrep.db") {
			return err
		}
		b, err := os.ReadFile(path)
		logged += len(b)
		if strings.Contains(string(b)+path, sesame) {
			t.Errorf("the file %s holds the secret:\n%s", path, b)
		}
		return err
	})
	if err != nil || logged == 0 {
		t.Errorf("looked at %d bytes of files, %v", logged, err)
	}
}

func TestExportKeepsSecretsIfAsked(t *testing.T) {
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(conf, []byte("packs: []\nfeeds:\n  - url: https://velm.example/rss?a=1&token="+sesame+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, _ := ran(t, []string{"HOME=" + dir}, "", "--config", conf, "feeds", "export", "--with-secrets")
	if !strings.Contains(out, `xmlUrl="https://velm.example/rss?a=1&amp;token=`+sesame+`"`) || errs != "" {
		t.Errorf("stdout:\n%s\nstderr:\n%s", out, errs)
	}
}
