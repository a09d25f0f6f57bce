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
// counts as the archived address. The key is for comparing, not for fetching; it
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
// media at either end such as "(video)" or "Photos:".
func TitleKey(s string) string {
	words := strings.FieldsFunc(sanitize.Fold(dropLabels(s)), func(r rune) bool {
		// A combining mark is part of its word.
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r)
	})
	return strings.Join(words, " ")
}

// dropLabels cuts labels of media off both ends of a title, as long as
// something is left of it.
func dropLabels(s string) string {
	for {
		s = strings.TrimSpace(s)
		rest, ok := cutLastLabel(s)
		if !ok {
			rest, ok = cutFirstLabel(s)
		}
		if !ok || !strings.ContainsFunc(rest, unicode.IsLetter) {
			return s
		}
		s = rest
	}
}

// cutLastLabel cuts a label in brackets or behind a bar, a dash or a full
// stop off the end of a title.
func cutLastLabel(s string) (rest string, ok bool) {
	if open := strings.LastIndexAny(s, "([{|｜【（［"); open > 0 && isMediaLabels(s[open:]) {
		return s[:open], true
	}
	for _, mark := range [...]string{" – ", " — ", " - ", ". ", "? ", "! ", "… "} {
		if i := strings.LastIndex(s, mark); i > 0 && isMediaLabels(s[i+len(mark):]) && !isMovingLabel(s[i+len(mark):]) {
			return s[:i], true
		}
	}
	return s, false
}

// cutFirstLabel cuts a label in brackets or before a colon, a bar, a dash or
// a full stop off the beginning of a title.
func cutFirstLabel(s string) (rest string, ok bool) {
	end, size := -1, 0
	if strings.IndexAny(s, "([【（［") == 0 {
		for _, mark := range [...]string{")", "]", "】", "）", "］"} {
			if i := strings.Index(s, mark); i > 0 && (end < 0 || i < end) {
				end, size = i, len(mark)
			}
		}
	} else {
		for _, mark := range [...]string{":", "：", " |", "｜", " –", " —", " -", "."} {
			if i := strings.Index(s, mark); i > 0 && (end < 0 || i < end) {
				end, size = i, len(mark)
			}
		}
	}
	if end < 0 || !isMediaLabels(s[:end]) || isMovingLabel(s[:end]) {
		return s, false
	}
	return s[end+size:], true
}

// isMediaLabels reports whether all that s says is what media a page has:
// "photos, video", with or without brackets.
func isMediaLabels(s string) bool {
	const longest = 60
	if len(s) > longest {
		return false
	}
	some := false
	for part := range strings.FieldsFuncSeq(strings.Trim(s, " .!()[]{}|｜【】（）［］"), func(r rune) bool { return strings.ContainsRune(",+/&;", r) }) {
		if !isMediaLabel(sanitize.Fold(strings.TrimSpace(part))) {
			return false
		}
		some = true
	}
	return some
}

// isMovingLabel reports whether a label says that a page goes on. Such a page
// is another than the article of its name, unless brackets make it an aside.
func isMovingLabel(s string) bool {
	return strings.HasPrefix(sanitize.Fold(strings.TrimLeft(s, " ([【（［")), "live")
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
		"carte", "infographie", "en images", "en photo", "en video", "galerie", "diaporama", "karte", "bilder", "bildergalerie", "mit bildergalerie",
		"mit video", "fotostrecke", "grafik", "imagen", "imagenes", "infografica", "foto galeri", "foto galerisi", "harita", "βιντεο", "φωτο", "φωτογραφιεσ", "εικονεσ",
		"foto y video", "fotos y video", "photos et video", "with video", "video inside", "zdjecia i wideo", "zdjecie",
		"mapa", "galeria", "galería", "zdjecia", "wideo", "nagranie", "infografia", "infografika", "mis a jour",
		"فيديو", "صور", "بالفيديو", "بالصور", "صور وفيديو", "فيديو وصور", "شاهد", "ویدیو", "عکس", "תמונות", "וידאו", "צפו", "גלריה", "वीडियो", "तस्वीरें", "फोटो",
		"動画", "写真", "画像", "映像", "動画あり", "视频", "視頻", "影片", "图", "圖", "组图", "組圖", "图集", "영상", "동영상", "사진", "포토", "화보":
		return true
	}
	return false
}
