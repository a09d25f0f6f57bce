package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"sitrep/internal/sanitize"
)

// The folder holds readalso/labels*.jsonl, negatives*.jsonl and pooled*.jsonl,
// an object a line: path, url, lang, and in labels blocks (position, refs), in
// negatives links, in pooled refs. A ref or link has href and title or text.
// Pooled references are right if found and not asked for. A path is that of a
// page below the folder, which may be packed: part/… in part.tar.gz, and each
// page with gzip.

// maxPage bounds the bytes of one page that are read.
const maxPage = 16 << 20

// target is a labelled link.
type target struct {
	Title    string `json:"title"`
	Text     string `json:"text"`
	Href     string `json:"href"`
	position string
}

// entry is a line of one of the files.
type entry struct {
	Path   string `json:"path"`
	URL    string `json:"url"`
	Lang   string `json:"lang"`
	Blocks []struct {
		Position string   `json:"position"`
		Refs     []target `json:"refs"`
	} `json:"blocks"`
	Refs  []target `json:"refs"`
	Links []target `json:"links"`
}

// page is one labelled page.
type page struct {
	path, url, lang, site string
	set                   string // "2" for labels2.jsonl
	body                  []byte
	want                  []target // to be found
	pooled                []target // right if found
	never                 []target // not to be found
}

// load reads the folder dir. Pages that are not there are left out.
func load(dir string) ([]*page, error) {
	index := make(map[string]*page)
	for _, kind := range []string{"labels", "negatives", "pooled"} {
		files, err := filepath.Glob(filepath.Join(dir, "readalso", kind+"*.jsonl"))
		if err != nil {
			return nil, fmt.Errorf("find labels: %w", err)
		}
		slices.Sort(files)
		for _, file := range files {
			if err := readEntries(file, kind, index); err != nil {
				return nil, err
			}
		}
	}
	if err := readBodies(dir, index); err != nil {
		return nil, err
	}
	var pages []*page
	for _, p := range index {
		if p.body != nil {
			if p.url == "" {
				p.url = ownAddress(p.body)
			}
			p.site = siteOf(p.url)
			if p.url == "" {
				p.site = p.path
			}
			pages = append(pages, p)
		}
	}
	slices.SortFunc(pages, func(a, b *page) int { return strings.Compare(a.path, b.path) })
	return pages, nil
}

// ownTags finds the elements in which a page names its own address.
var (
	ownTags  = regexp.MustCompile(`(?is)<(?:link|meta)\b[^>]*(?:rel=["']?canonical\b|(?:property|name)=["']?og:url\b)[^>]*>`)
	ownValue = regexp.MustCompile(`(?is)\b(?:href|content)=["']?(https?://[^"'\s>]+)`)
)

// ownAddress returns the address that a page names as its own.
func ownAddress(body []byte) string {
	for _, tag := range ownTags.FindAll(body[:min(len(body), 200_000)], -1) {
		if m := ownValue.FindSubmatch(tag); m != nil {
			return html.UnescapeString(string(m[1]))
		}
	}
	return ""
}

func readEntries(file, kind string, index map[string]*page) error {
	f, err := os.Open(file) //nolint:gosec // the folder is named by the person who trains
	if err != nil {
		return fmt.Errorf("read labels: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxPage)
	for sc.Scan() {
		var e entry
		if err := json.Unmarshal(sc.Bytes(), &e); err != nil {
			return fmt.Errorf("read labels %s: %w", filepath.Base(file), err)
		}
		p := index[e.Path]
		if p == nil {
			p = &page{path: e.Path, lang: e.Lang, set: strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), kind), ".jsonl")}
			index[e.Path] = p
		}
		if strings.HasPrefix(e.URL, "http") {
			p.url = e.URL
		}
		for _, b := range e.Blocks {
			for _, r := range b.Refs {
				r.position = b.Position
				p.want = append(p.want, r)
			}
		}
		p.pooled = append(p.pooled, e.Refs...)
		p.never = append(p.never, e.Links...)
	}
	return sc.Err()
}

// readBodies reads the bytes of the pages, from files or from packed parts.
func readBodies(dir string, index map[string]*page) error {
	parts := make(map[string]bool)
	for name, p := range index {
		part, _, _ := strings.Cut(name, "/")
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path.Clean("/"+name))))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			parts[part] = true
			continue
		case err != nil:
			return fmt.Errorf("read page: %w", err)
		}
		if p.body, err = unpacked(name, b); err != nil {
			return err
		}
	}
	for part := range parts {
		if err := readPart(filepath.Join(dir, part+".tar.gz"), index); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func readPart(file string, index map[string]*page) error {
	f, err := os.Open(file) //nolint:gosec // the folder is named by the person who trains
	if err != nil {
		return fmt.Errorf("read pages: %w", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("read pages %s: %w", filepath.Base(file), err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read pages %s: %w", filepath.Base(file), err)
		}
		p := index[strings.TrimPrefix(h.Name, "./")]
		if p == nil || p.body != nil {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(t, maxPage))
		if err != nil {
			return fmt.Errorf("read page %s: %w", h.Name, err)
		}
		if p.body, err = unpacked(h.Name, b); err != nil {
			return err
		}
	}
}

func unpacked(name string, b []byte) ([]byte, error) {
	if !strings.HasSuffix(name, ".gz") {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", name, err)
	}
	b, err = io.ReadAll(io.LimitReader(z, maxPage))
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", name, err)
	}
	return b, nil
}

// siteOf returns the last two labels of a host, three of one like co.uk.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	parts := strings.Split(u.Hostname(), ".")
	n := 2
	if k := len(parts); k > 2 && len(parts[k-1]) == 2 && len(parts[k-2]) <= 3 {
		n = 3
	}
	return strings.Join(parts[max(0, len(parts)-n):], ".")
}

// keyOf is what two addresses of one page have in common.
func keyOf(base, href string) string {
	s, ok := sanitize.URL(base, strings.TrimSpace(href))
	if !ok {
		return ""
	}
	if _, copied, found := strings.Cut(s, "/web/"); found {
		if i := strings.Index(copied, "http"); i >= 0 {
			s = copied[i:]
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	host := u.Hostname()
	for _, lead := range []string{"www.", "m.", "amp."} {
		host = strings.TrimPrefix(host, lead)
	}
	key := host + strings.TrimRight(u.Path, "/")
	switch path.Ext(u.Path) {
	case ".php", ".asp", ".aspx", ".jsp", ".do", ".cgi", ".pl", ".cfm", ".dll":
		key += "?" + sanitize.WithoutTracking(u.RawQuery)
	}
	return key
}

// is reports whether a reference found is the target.
func (t target) is(base, title, address string) bool {
	if k := keyOf(base, t.Href); k != "" && address != "" && k == keyOf(base, address) {
		return true
	}
	want, got := sanitize.Fold(t.Title), sanitize.Fold(title)
	return want != "" && (want == got || len(want) > 12 && strings.Contains(got, want) && len(got)-len(want) < 20)
}
