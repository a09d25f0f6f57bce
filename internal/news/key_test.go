package news_test

import (
	"testing"

	"sitrep/internal/news"
)

func TestURLKeyIsOneForAllSpellingsOfAPage(t *testing.T) {
	tests := []struct {
		name, want string
		urls       []string
	}{
		{"editions", "velm.example/a/b", []string{
			"https://velm.example/a/b", "http://velm.example/a/b/", "https://www.velm.example:443/a/b#top", "http://velm.example:80/a/b",
			"https://m.velm.example/a/b", "https://amp.velm.example/a/b/amp/", "https://www.m.velm.example/a/b",
			"https://velm.example/amp/a/b", "https://VELM.example/a/b?utm_source=x&fbclid=1&at_medium=RSS&xtor=RSS-1&ref=home",
			"https://web.archive.org/web/20260216093000/https://www.velm.example/a/b",
			"https://web.archive.org/web/20260216093000/http:/velm.example/a/b",
		}},
		{"query", "velm.example/s?a=1&id=7", []string{
			"https://velm.example/s?id=7&a=1", "https://velm.example/s/?a=1&id=7&gclid=zz", "https://velm.example/s?a=1&&id=7&utm_x",
			"https://velm.example/s?id=7&a=1&intcmp=x&XTREF=y", "https://velm.example/s?id=7&a=1&share=mail&pk_kwd=x&AMP=1",
		}},
		{"escapes", "velm.example/%D0%B0%20b", []string{"https://velm.example/%d0%b0%20b", "https://velm.example/а b"}},
		{"port", "velm.example:8080/a", []string{"http://velm.example:8080/a"}},
		{"front page", "velm.example", []string{"https://www.velm.example/", "https://velm.example"}},
		{"short host", "m.example/a", []string{"https://m.example/a"}},
		{"none", "", []string{"", "  "}},
	}
	for _, tt := range tests {
		for _, u := range tt.urls {
			if got := news.URLKey(u); got != tt.want {
				t.Errorf("%s: URLKey(%q) = %q, want %q", tt.name, u, got, tt.want)
			}
		}
	}
}

func TestURLKeyTellsPagesApart(t *testing.T) {
	pages := []string{
		"https://velm.example/a", "https://velm.example/A", "https://velm.example/a?id=1", "https://velm.example/a?id=2",
		"https://news.velm.example/a", "https://velm.example/a/b", "https://velm.example:8443/a", "https://velm.example/camp",
	}
	seen := map[string]string{}
	for _, p := range pages {
		k := news.URLKey(p)
		if other, ok := seen[k]; ok {
			t.Errorf("URLKey(%q) = URLKey(%q) = %q", p, other, k)
		}
		seen[k] = p
	}
}

func TestTitleKeyIsOneForAllPrintingsOfATitle(t *testing.T) {
	tests := []struct {
		want   string
		titles []string
	}{
		{"three killed in velm ministry says", []string{
			"Three killed in Velm, ministry says", "THREE KILLED IN VELM – MINISTRY SAYS", "Three killed in Velm: ministry “says”",
			"Three killed in Velm, ministry says (VIDEO)", "Three killed in Velm, ministry says [photos, video]",
			"Three killed in Velm, ministry says (updated) (Map)", "VIDEO: Three killed in Velm, ministry says", "[Photos] Three killed in Velm, ministry says",
			"Three killed in Velm, ministry says | Video", "Three killed in Velm, ministry says – photos, video", "Watch | Three killed in Velm, ministry says. Photos",
		}},
		{"live three killed in velm", []string{"Live: Three killed in Velm", "LIVE – Three killed in Velm (video)"}},
		{"three killed in velm live", []string{"Three killed in Velm – live"}},
		{"film festival in velm photos on sale", []string{"Film festival in Velm: photos on sale", "Video: Film festival in Velm – photos on sale"}},
		{"евакуація старого міста що взяти", []string{"Евакуація старого міста. Що взяти? (ВІДЕО)", "ВІДЕО. Евакуація старого міста: що взяти", "Евакуація старого міста. Що взяти? Фото і відео", "Евакуація старого міста – що взяти (фото, відео)"}},
		{"seisme a velm ce que l on sait", []string{"Séisme à Velm : ce que l’on sait", "SÉISME À VELM, ce que l'on sait (vidéo)"}},
		{"洪水警報", []string{"洪水警報", "「洪水警報」（動画）", "【動画】洪水警報", "洪水警報【写真】"}},
		{"video", []string{"(video)", "Video", "Video: "}},
		{"flood in velm 12 dead", []string{"Flood in Velm (12 dead)"}},
		{"", []string{"", " – "}},
	}
	for _, tt := range tests {
		for _, s := range tt.titles {
			if got := news.TitleKey(s); got != tt.want {
				t.Errorf("TitleKey(%q) = %q, want %q", s, got, tt.want)
			}
		}
	}
}
