package news

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"sitrep/internal/sanitize"
)

// URLKey returns the form of an address by which two spellings of one page
// are told to be the same. Scheme, the host prefixes of mobile and AMP
// editions, an /amp at the end, the default port, a slash at the end, the
// fragment and the parameters for tracking and for editions do not count; the
// order of the other parameters does not either. An address inside an archive
// counts as what was archived. The key is for comparing, not for fetching; it
// is empty if the address is.
func URLKey(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" {
		return strings.TrimSpace(address)
	}
	if inner, ok := archived(u); ok {
		return URLKey(inner)
	}
	host := keyHost(u)
	path := strings.TrimRight(u.EscapedPath(), "/")
	for _, suffix := range [...]string{"/amp", "/amp.html", ".amp"} {
		path = strings.TrimSuffix(path, suffix)
	}
	if rest, ok := strings.CutPrefix(path, "/amp/"); ok {
		path = "/" + rest
	}
	if p, err := url.PathUnescape(path); err == nil {
		path = (&url.URL{Path: p}).EscapedPath() // one spelling of escapes
	}
	key := host + strings.TrimRight(path, "/")
	if q := keyQuery(u.RawQuery); q != "" {
		key += "?" + q
	}
	return key
}

// archived returns the address that an address of the Wayback Machine holds
// a copy of: web.archive.org/web/TIMESTAMP/ADDRESS.
func archived(u *url.URL) (string, bool) {
	if u.Hostname() != "web.archive.org" {
		return "", false
	}
	rest, ok := strings.CutPrefix(u.EscapedPath(), "/web/")
	if !ok {
		return "", false
	}
	stamp, inner, ok := strings.Cut(rest, "/")
	if !ok || stamp == "" || stamp[0] < '0' || stamp[0] > '9' {
		return "", false
	}
	if u.RawQuery != "" {
		inner += "?" + u.RawQuery
	}
	for _, scheme := range [...]string{"https:/", "http:/"} {
		if r, ok := strings.CutPrefix(inner, scheme); ok {
			return scheme + "/" + strings.TrimLeft(r, "/"), true
		}
	}
	return "", false
}

// keyHost returns the host without what tells editions for devices apart,
// and the port unless it is the scheme's own.
func keyHost(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	for range 2 { // www.m.example.org
		for _, prefix := range [...]string{"www.", "m.", "mobile.", "amp."} {
			if rest, ok := strings.CutPrefix(host, prefix); ok && strings.Contains(rest, ".") {
				host = rest
			}
		}
	}
	port := u.Port()
	if port == "" || u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		return host
	}
	return host + ":" + port
}

func keyQuery(raw string) string {
	var kept []string
	for p := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(p, "=")
		if p != "" && !sanitize.IsTracking(name) && !isEdition(strings.ToLower(name)) {
			kept = append(kept, p)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, "&")
}

// isEdition reports whether a parameter of this name, in lower case, usually
// asks for another form of a page or says by which way it was reached. An
// address keeps it, since some sites mean a page by it; a key does without.
func isEdition(name string) bool {
	for _, prefix := range [...]string{"pk_", "ns_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "cmp", "ocid", "smid", "smtyp", "partner", "feature", "share", "shared", "amp", "outputtype", "cid_source", "wtmc",
		"guccounter", "source_medium", "maca", "emci", "emdi", "ceid", "from_source", "rss", "rssfeed", "spm":
		return true
	}
	return false
}

// TitleKey returns the form of a title by which two printings of it are told
// to be the same: its folded words, joined by one space, without labels of
// media at its end such as "(video)".
func TitleKey(s string) string {
	words := strings.FieldsFunc(sanitize.Fold(dropLabels(s)), func(r rune) bool {
		// A combining mark is part of its word.
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r)
	})
	return strings.Join(words, " ")
}

// dropLabels cuts bracketed labels of media off the end of a title, and the
// same in capitals behind a bar.
func dropLabels(s string) string {
	for {
		s = strings.TrimSpace(s)
		open := strings.LastIndexAny(s, "([{|【（")
		if open <= 0 {
			return s
		}
		label := strings.Trim(s[open:], " ()[]{}|【】（）")
		for part := range strings.FieldsFuncSeq(label, func(r rune) bool { return strings.ContainsRune(",+/&;", r) }) {
			if !isMediaLabel(sanitize.Fold(strings.TrimSpace(part))) {
				return s
			}
		}
		if label == "" {
			return s
		}
		s = s[:open]
	}
}

func isMediaLabel(s string) bool {
	switch strings.TrimRight(s, "s") {
	case "video", "photo", "foto", "picture", "image", "audio", "podcast", "map", "infographic", "gallery", "live", "updated",
		"watch", "listen", "graphic", "document":
		return true
	}
	switch s {
	case "відео", "фото", "аудіо", "карта", "мапа", "інфографіка", "оновлено", "оновлюється", "документ",
		"видео", "аудио", "инфографика", "обновлено", "обновляется", "фоторепортаж", "фоторепортаж и видео",
		"фото і відео", "фото та відео", "фото и видео", "photos and video", "photos, video",
		"vidéo", "carte", "infographie", "en images", "galerie", "karte", "bilder", "bildergalerie", "vídeo",
		"mapa", "galeria", "galería", "zdjecia", "wideo", "nagranie", "infografia", "infografika", "mis a jour",
		"فيديو", "صور", "動画", "写真", "视频", "图", "組圖", "영상", "사진":
		return true
	}
	return false
}
