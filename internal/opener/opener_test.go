package opener

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/sanitize"
)

// TestMain lets the test binary play the browser: it notes its arguments in
// the file that the first one names. It also plays programs that take a text,
// and one that starts another, which holds on to a connection.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "browser" {
		text := strings.Join(os.Args[3:], "\n")
		if err := os.WriteFile(os.Args[2], []byte(text), 0o600); err != nil || strings.Contains(text, "fail") {
			os.Exit(3)
		}
		os.Exit(0)
	}
	if len(os.Args) > 3 && os.Args[1] == "pipe" {
		text, err := io.ReadAll(os.Stdin)
		if err != nil || os.WriteFile(os.Args[2], text, 0o600) != nil {
			fmt.Println("no such folder")
			os.Exit(3)
		}
		fmt.Printf("working\n\x1b[31mtook %d bytes, %s\n\n", len(text), os.Args[3])
		os.Exit(0)
	}
	if len(os.Args) > 2 && os.Args[1] == "prints" {
		n, err := strconv.Atoi(os.Args[2])
		fmt.Print(strings.Repeat("s", max(n, 0)))
		if err != nil || n < 0 {
			fmt.Fprintln(os.Stderr, "no such secret")
			os.Exit(3)
		}
		os.Exit(0)
	}
	if len(os.Args) > 3 && os.Args[1] == "starts" {
		c := exec.Command(os.Args[0], "lingers", os.Args[2])
		c.Stdout, c.Stderr = os.Stdout, os.Stderr
		fmt.Println("started another")
		if c.Start() != nil || os.Args[3] == "waits" && c.Wait() != nil {
			os.Exit(3)
		}
		os.Exit(0)
	}
	if len(os.Args) > 2 && os.Args[1] == "lingers" {
		if c, err := net.Dial("tcp", os.Args[2]); err == nil {
			io.Copy(io.Discard, c) // until the test lets go
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func env(pairs ...string) func(string) string {
	return func(k string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == k {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestBrowseGivesTheAddressAsOneArgument(t *testing.T) {
	note := filepath.Join(t.TempDir(), "argv")
	o := &Opener{Browser: []string{os.Args[0], "browser", note, "--tab"}, Getenv: env("DISPLAY", ":0")}
	if err := o.Browse(t.Context(), "HTTPS://News.Example.org/a b?q=$(touch x)&r=`id`;#'"); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	want := "--tab\nhttps://news.example.org/a%20b?q=$(touch%20x)&r=`id`;#'"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("arguments differ (-want +got):\n%s", diff)
	}
}

func TestBrowseRefusesWhatIsNoWebAddress(t *testing.T) {
	o := &Opener{Browser: []string{os.Args[0]}, Getenv: env("DISPLAY", ":0")}
	for _, url := range []string{"", "file:///etc/passwd", "javascript:alert(1)", "--new-window", "mailto:a@b.example"} {
		if err := o.Browse(t.Context(), url); err == nil || !strings.Contains(err.Error(), "not a web address") {
			t.Errorf("Browse(%q) = %v", url, err)
		}
	}
}

func TestBrowseSaysWhyItFailed(t *testing.T) {
	note := filepath.Join(t.TempDir(), "argv")
	o := &Opener{Browser: []string{os.Args[0], "browser", note, "fail"}, Getenv: env("DISPLAY", ":0")}
	if err := o.Browse(t.Context(), "https://a.example/"); err == nil || !strings.Contains(err.Error(), "exit status 3 (set reader.browser") {
		t.Errorf("a browser that fails: %v", err)
	}
	o.Browser = []string{filepath.Join(t.TempDir(), "none")}
	if err := o.Browse(t.Context(), "https://a.example/"); err == nil || !strings.Contains(err.Error(), "set reader.browser") {
		t.Errorf("a browser that is not there: %v", err)
	}
}

func TestWhichBrowser(t *testing.T) {
	tests := []struct {
		name    string
		opener  Opener
		want    []string
		refused string
	}{
		{"linux", Opener{OS: "linux", Getenv: env("WAYLAND_DISPLAY", "w")}, []string{"xdg-open"}, ""},
		{"freebsd", Opener{OS: "freebsd", Getenv: env("DISPLAY", ":0")}, []string{"xdg-open"}, ""},
		{"darwin", Opener{OS: "darwin", Getenv: env()}, []string{"open"}, ""},
		{"windows", Opener{OS: "windows", Getenv: env()}, []string{"rundll32", "url.dll,FileProtocolHandler"}, ""},
		{"own", Opener{OS: "linux", Browser: []string{"lynx", "-x"}, Getenv: env()}, []string{"lynx", "-x"}, ""},
		{"own_over_ssh", Opener{OS: "linux", Browser: []string{"firefox"}, Getenv: env("SSH_TTY", "/dev/pts/1")}, nil, "over SSH"},
		{"forwarded_display", Opener{OS: "linux", Getenv: env("SSH_CONNECTION", "x", "DISPLAY", "localhost:10")}, []string{"xdg-open"}, ""},
		{"ssh", Opener{OS: "linux", Getenv: env("SSH_CONNECTION", "x")}, nil, "copy the address with y"},
		{"ssh_to_a_mac", Opener{OS: "darwin", Getenv: env("SSH_CONNECTION", "x")}, nil, "over SSH"},
		{"no_display", Opener{OS: "linux", Getenv: env()}, nil, "no display is set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.opener.argv()
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("argv differs (-want +got):\n%s", diff)
			}
			if tt.refused == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, ErrNoBrowser) || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("error = %v, want one with %q", err, tt.refused)
			}
		})
	}
}

func TestClipKeepsTheLastTextForItsOwnerOnly(t *testing.T) {
	o := &Opener{ClipFile: filepath.Join(t.TempDir(), "state", "clip"), Getenv: env()}
	for _, text := range []string{"first", "Second — https://a.example/"} {
		path, err := o.Clip(t.Context(), sanitize.Line(text))
		if err != nil || path != o.ClipFile {
			t.Fatalf("Clip = %q, %v", path, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text+"\n" {
			t.Errorf("clip holds %q, %v", got, err)
		}
	}
	info, err := os.Stat(o.ClipFile)
	if err != nil {
		t.Fatal(err)
	}
	if m := info.Mode().Perm(); m != 0o600 && os.PathSeparator == '/' {
		t.Errorf("mode of the clip = %o, want 600", m)
	}
	entries, err := os.ReadDir(filepath.Dir(o.ClipFile))
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v, %v; want the clip alone", entries, err)
	}
}
