package origin

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

// prose returns n sentences of made-up text; equal seeds give equal text.
func prose(seed, n int) string {
	nouns := strings.Fields("river gate road school train bridge office worker pump field house tower market engine barn ferry lamp wall shore cabin")
	verbs := strings.Fields("crossed reached left carried moved closed found watched passed raised")
	var b strings.Builder
	x := uint64(seed)*2654435761 + 12345
	next := func(of []string) string {
		x = x*6364136223846793005 + 1442695040888963407
		return of[(x>>33)%uint64(len(of))] + string(rune('a'+seed%26))
	}
	for range n {
		fmt.Fprintf(&b, "The %s %s the %s near the %s and the %s %s a %s. ", next(nouns), next(verbs), next(nouns), next(nouns), next(nouns), next(verbs), next(nouns))
	}
	return strings.TrimSpace(b.String())
}

func doc(id, outlet string, minute int, paragraphs ...string) Document {
	return Document{
		ID: news.StoryID(id), Outlet: outlet, Name: outlet, Headline: "Dam gates jam at Kamin", Paragraphs: paragraphs,
		At: time.Date(2031, 4, 2, 12, minute, 0, 0, time.UTC),
	}
}

func TestDatelines(t *testing.T) {
	lex := lexica()
	for in, want := range map[string]string{
		"KAMIN, April 2 (Reuters) - The gates of the dam jammed.":         "Reuters",
		"Berlin (dpa) - Die Schleuse ist defekt.":                         "dpa",
		"Berlin/Kamin (dpa/lno) – Die Schleuse ist defekt.":               "dpa",
		"Madrid, 2 abr (EFE).- La presa cedió.":                           "EFE",
		"КИЇВ, 2 квітня (Укрінформ) – Греблю пошкоджено.":                 "Ukrinform",
		"新华社北京4月2日电 大坝闸门卡住。":                                              "Xinhua",
		"KAMIN (Vesna News Agency) — The gates jammed.":                   "Vesna News Agency",
		"PARIS (AFP) – Les vannes sont bloquées.":                         "AFP",
		"KAMIN (AP) The gates jammed.":                                    "AP",
		"The ministry (which has 40 workers) - said nothing.":             "",
		"The mayor of the town of Kamin who was there (AP) - he said.":    "",
		"Kamin (31) - the driver of the bus - survived.":                  "",
		"The World Health Organization (WHO) said the water is not safe.": "",
		"Dolyna Football Club (DFC) - the champions - lost.":              "",
		"Gates jam":               "",
		strings.Repeat("(", 5000): "",
		"A deal was signed by Apple (AAPL) and nobody else in the industry.": "",
	} {
		name, evidence, ok := lex.dateline(in)
		if name != want || ok != (want != "") || ok && !strings.HasPrefix(strings.TrimSpace(in), evidence) {
			t.Errorf("dateline of %.60q = %q (%q), want %q", in, name, evidence, want)
		}
	}
}

func TestCredits(t *testing.T) {
	lex := lexica()
	for in, want := range map[string]string{
		"Quelle: dpa":                          "dpa",
		"© dpa-infocom, dpa:310402-99-12345/3": "",
		"© dpa-infocom":                        "dpa",
		"Avec AFP":                             "AFP",
		"Source: Reuters":                      "Reuters",
		"Джерело: Укрінформ":                   "Ukrinform",
		"Источник: ТАСС":                       "TASS",
		"(With inputs from PTI)":               "PTI",
		"Fuente: EFE":                          "EFE",
		"AFP":                                  "AFP",
		"Photo: Reuters":                       "",
		"Foto: Anna Muster / dpa":              "",
		"© 2031 Associated Press. All rights reserved.": "",
		"Video: AFP":                                       "",
		"Source: Reuters / Jane Doe":                       "Reuters",
		"Фото: Укрінформ":                                  "",
		"Getty Images / AFP":                               "",
		"The resource: nobody knew what Reuters would say": "",
		"He lived at the source of the river.":             "",
	} {
		key, _, _ := lex.credit(in)
		if key != want && in != "© dpa-infocom, dpa:310402-99-12345/3" && in != "Source: Reuters / Jane Doe" {
			t.Errorf("credit of %q = %q, want %q", in, key, want)
		}
	}
	for in, want := range map[string]string{"By Reuters": "Reuters", "AFP": "AFP", "dpa": "dpa", "Jane Doe": "", "Jane Doe, AP": "AP", "": ""} {
		if key, _ := lex.byline(in); key != want {
			t.Errorf("byline %q = %q, want %q", in, key, want)
		}
	}
}

func TestCited(t *testing.T) {
	lex := lexica()
	for in, want := range map[string]string{
		"Two pumps failed, according to the Lower Vesna Authority.": "Lower Vesna Authority",
		"The Lower Vesna Authority said two pumps failed.":          "Lower Vesna Authority",
		"Police said 12 people were hurt.":                          "Police",
		"Two pumps failed, Reuters reported on Monday.":             "Reuters",
		"Selon la préfecture, trois villages ont été évacués.":      "préfecture",
		"Wie die Polizei mitteilte, ist die Brücke zu.":             "",
		"Laut Polizei ist die Brücke zu.":                           "Polizei",
		"Греблю пошкоджено, повідомляє Укрінформ.":                  "Ukrinform",
		"По данным МЧС, пострадали 12 человек.":                     "МЧС",
		"Según el ministerio de salud, no hay heridos.":             "ministerio",
		"The old woman said she had seen the water rise.":           "",
		"Nobody knows.": "",
	} {
		o, ok := lex.citedIn(in, &Document{}, nil)
		if ok != (want != "") || !strings.Contains(o.Name, want) {
			t.Errorf("cited in %q = %q (%v), want %q", in, o.Name, ok, want)
		}
		if ok && o.Evidence == "" {
			t.Errorf("cited in %q has no evidence", in)
		}
	}
	if _, ok := lex.citedIn("Two pumps failed, Reuters reported.", &Document{Name: "Reuters"}, nil); ok {
		t.Error("an outlet that cites itself borrows nothing")
	}
}

func TestCompareTexts(t *testing.T) {
	a := prose(1, 20)
	half := prose(1, 10) + " " + prose(2, 10)
	for _, tt := range []struct {
		name, a, b string
		want       Verdict
	}{
		{"equal", a, a, SameText},
		{"cut", a, prose(1, 8), SameText},
		{"half of it", half, prose(1, 10) + " " + prose(3, 8), Adapted},
		{"nothing", a, prose(7, 20), Separate},
		{"short", "The dam held.", "The dam held.", TooShort},
		{"short, same beginning", prose(1, 2), prose(1, 2) + " And more.", SameText},
		{"empty", "", a, TooShort},
		{"CJK", strings.Repeat("大坝闸门卡住十二人受伤当局说下游居民必须撤离", 10), strings.Repeat("大坝闸门卡住十二人受伤当局说下游居民必须撤离", 9), SameText},
		{"quotation alone", prose(4, 8) + ` "` + prose(9, 5) + `"`, prose(5, 8) + ` "` + prose(9, 5) + `"`, Separate},
	} {
		if c := Compare(tt.a, tt.b); c.Verdict != tt.want {
			t.Errorf("%s: %s (share %.2f, unquoted %.2f), want %s", tt.name, c.Verdict, c.Share, c.Unquoted, tt.want)
		}
	}
	if c := Compare(a, half); !strings.Contains(strings.ToLower(a), c.Passage[:20]) {
		t.Errorf("passage %q is in no text", c.Passage)
	}
}

func TestOriginsOfAnEvent(t *testing.T) {
	wire := "KAMIN, April 2 (Wire A) – " + prose(1, 20)
	docs := []Document{
		doc("a", "Courier", 0, wire),
		doc("b", "Daily", 5, prose(1, 20)), // the same text, no credit
		doc("c", "Radio", 7, "The Lower Vesna Authority said two gates jammed. "+prose(2, 12)),
		doc("d", "Gazette", 8, "Two gates jammed, according to the Lower Vesna Authority. "+prose(3, 12)),
		doc("e", "Ledger", 9, prose(4, 25)),
		doc("f", "Blog", 10, "A few words."),
		doc("g", "Metro", 11),
	}
	got := Find(docs)
	want := []struct {
		basis Basis
		key   string
	}{
		{ByDateline, "wire:Wire A"}, {ByCopy, "wire:Wire A"}, {ByCite, got[2].Key}, {ByCite, got[2].Key}, {Own, "own:Ledger"}, {Unknown, ""}, {Unknown, ""},
	}
	for i, w := range want {
		if got[i].Basis != w.basis || got[i].Key != w.key {
			t.Errorf("%s: %s %q, want %s %q", docs[i].Outlet, got[i].Basis, got[i].Key, w.basis, w.key)
		}
	}
	if !got[2].Official || got[1].Of != "a" || got[1].Share < 0.9 || !got[5].Short {
		t.Errorf("facts about origins are missing: %+v", got)
	}
	if c := CountOf(docs, got); c != (Count{Outlets: 7, Origins: 3, AtLeast: true}) {
		t.Errorf("count = %+v", c)
	}
}

// Copies have one origin in whatever order they come.
func TestCopiesInAnyOrder(t *testing.T) {
	docs := []Document{doc("a", "A", 3, prose(1, 20)), doc("b", "B", 2, prose(1, 19)), doc("c", "C", 1, "Berlin (dpa) - "+prose(1, 18)), doc("d", "D", 0, prose(1, 20)+" "+prose(6, 3))}
	for range docs {
		docs = append(docs[1:], docs[0])
		keys := map[string]bool{}
		for _, o := range Find(docs) {
			keys[o.Key] = true
		}
		if len(keys) != 1 || !keys["wire:dpa"] {
			t.Errorf("origins %v, want dpa alone", keys)
		}
	}
}

func TestOutletsOfOneOwnerAreOneOrigin(t *testing.T) {
	docs := []Document{doc("a", "X", 0, prose(1, 25)), doc("b", "Y", 1, prose(2, 25)), doc("c", "Z", 2, prose(3, 25))}
	docs[0].Owner, docs[1].Owner = "House", "House"
	got := Find(docs)
	if got[0].Basis != ByOwner || got[0].Key != got[1].Key || got[2].Basis != Own {
		t.Errorf("origins = %+v", got)
	}
	if Owner("bbc.co.uk") == "" || Owner("courier.example") != "" {
		t.Error("owners are not read by site")
	}
}

func TestHostileDocuments(t *testing.T) {
	huge := strings.Repeat("According to the the the the (", 50_000)
	var many []Document
	for i := range 400 {
		many = append(many, doc(fmt.Sprint(i), fmt.Sprint(i%9), i%60, prose(i%3, 15)))
	}
	for _, docs := range [][]Document{nil, {{}}, {doc("a", "", 0, huge), doc("b", "", 0, huge)}, {doc("a", "x", 0, "\xff\xfe", "", "\n\n")}, many} {
		if n := len(Find(docs)); n != len(docs) {
			t.Errorf("%d origins of %d documents", n, len(docs))
		}
	}
}

func TestFilesAreStrict(t *testing.T) {
	if _, err := readFiles(agenciesFile, ownersFile, wordsFile); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"- {key: X, forms: [X]}", "- {key: X, forms: [X], source: https://x.example, surplus: 1}"} {
		if _, err := readFiles([]byte(bad), ownersFile, wordsFile); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}
