package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// chromium returns the path of the browser; empty: there is none.
func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// browserCmd looks at a page in a browser: on a phone and a desk, in light and
// dark, and on paper. Where there is no browser nothing is looked at, unless
// SITREP_REQUIRE_BROWSER=1. Pictures stay in SITREP_BROWSER_PICTURES, if that is set.
//
//	browser FILE
func browserCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: browser FILE")
	}
	browser := chromium()
	if browser == "" {
		if os.Getenv("SITREP_REQUIRE_BROWSER") == "1" {
			ts.Fatalf("SITREP_REQUIRE_BROWSER=1, and there is no Chromium here")
		}
		ts.Logf("there is no Chromium here to look at %s with; SITREP_REQUIRE_BROWSER=1 makes this an error", args[0])
		return
	}
	pictures := os.Getenv("SITREP_BROWSER_PICTURES")
	if pictures == "" {
		pictures = ts.Getenv("WORK")
	}
	p := startProxy(ts)
	page := fileURL(ts.MkAbs(args[0]))
	// No window of Chromium is narrower than 500: a frame in one is.
	phone := ts.MkAbs("phone.html")
	ts.Check(os.WriteFile(phone, []byte(fmt.Sprintf(`<!DOCTYPE html><html style="color-scheme:light dark"><body style="margin:0">
<iframe src="%s" style="width:400px;height:3000px;border:0"></iframe></body></html>`, page)), 0o600))
	for _, width := range []int{400, 1200} {
		at := page
		if width == 400 {
			at = fileURL(phone)
		}
		for _, scheme := range []string{"light", "dark"} {
			path := filepath.Join(pictures, fmt.Sprintf("report-%d-%s.png", width, scheme))
			preferred := map[string]string{"dark": "0", "light": "1"}[scheme]
			runBrowser(ts, browser, p.addr, "--screenshot="+path, fmt.Sprintf("--window-size=%d,3000", max(width, 500)), "--force-device-scale-factor=1",
				"--hide-scrollbars", "--blink-settings=preferredColorScheme="+preferred, at)
			looksReadable(ts, path, width, scheme == "dark")
		}
	}
	paper := filepath.Join(pictures, "report.pdf")
	runBrowser(ts, browser, p.addr, "--print-to-pdf="+paper, page)
	pdf, err := os.ReadFile(paper) //nolint:gosec // a file of the test
	ts.Check(err)
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		ts.Fatalf("on paper it is %d bytes that are no PDF", len(pdf))
	}
	for len(p.asked) > 0 {
		if line := <-p.asked; strings.Contains(line, "127.0.0.1") || strings.Contains(line, ".example") {
			ts.Fatalf("the page asked for %s", line)
		}
	}
}

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// runBrowser runs the browser without a screen. All it asks of the network goes to
// a proxy that answers nothing.
func runBrowser(ts *testscript.TestScript, browser, proxy string, args ...string) {
	c := exec.Command(browser, append([]string{ //nolint:gosec // the browser of the machine
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run",
		"--user-data-dir=" + ts.MkAbs("browser-profile"), "--proxy-server=" + proxy, "--proxy-bypass-list=<-loopback>",
	}, args...)...)
	c.WaitDelay = 5 * time.Second
	if out, err := c.CombinedOutput(); err != nil {
		ts.Fatalf("%v: %s", err, out)
	}
}

// looksReadable looks at the left width columns of a picture of a page: its ground is as light or dark as
// was asked for, there is text of strong contrast, and nothing reaches the edges,
// where it would be cut off.
func looksReadable(ts *testscript.TestScript, path string, width int, dark bool) {
	src, err := os.ReadFile(path) //nolint:gosec // a picture of the test
	ts.Check(err)
	img, err := png.Decode(bytes.NewReader(src))
	ts.Check(err)
	b := img.Bounds()
	ground := light(img.At(1, 1))
	if b.Dx() < width || dark != (ground < 60) {
		ts.Fatalf("%s is %d wide, and its ground has a lightness of %d of 255", path, b.Dx(), ground)
	}
	const edge = 8
	inked, strong := 0, 0
	for y := range b.Dy() {
		for x := range width {
			d := light(img.At(x, y)) - ground
			if d = max(d, -d); d > 180 {
				strong++
			}
			if d > 20 {
				inked++
				if x < edge || x >= width-edge {
					ts.Fatalf("%s: something reaches the edge at %s", path, image.Pt(x, y))
				}
			}
		}
	}
	if inked < 5000 || strong*10 < inked {
		ts.Fatalf("%s: of %d points that are not the ground %d stand out", path, inked, strong)
	}
}

// light is how light a colour is, from 0 to 255.
func light(c color.Color) int {
	g, _ := color.GrayModel.Convert(c).(color.Gray)
	return int(g.Y)
}

// proxy notes the requests, and answers nothing.
type proxy struct {
	addr  string
	asked chan string
}

func startProxy(ts *testscript.TestScript) *proxy {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	p := &proxy{addr: l.Addr().String(), asked: make(chan string, 1000)}
	go func() { // ends with the listener
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			var first [2048]byte
			n, _ := c.Read(first[:])
			line, _, _ := bytes.Cut(first[:n], []byte("\r\n"))
			select {
			case p.asked <- string(line):
			default:
			}
			_ = c.Close()
		}
	}()
	return p
}
