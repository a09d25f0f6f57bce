package cluster

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
)

func TestWeightsAreComplete(t *testing.T) {
	w, err := readWeights(weightsFile)
	if err != nil {
		t.Fatal(err)
	}
	if w.Cluster <= 0 || w.Ground <= 0 || w.Storyline <= w.Ground || w.Gram <= 0 || w.IDFPower <= 0 {
		t.Errorf("weights = %+v", w)
	}
	if _, err := readWeights(append(slices.Clone(weightsFile), []byte("\nsurplus: 1\n")...)); err == nil {
		t.Error("an unknown weight is read")
	}
	if _, err := readWeights(bytes.Replace(weightsFile, []byte("span: 36h"), []byte("span: long"), 1)); err == nil {
		t.Error("a span of \"long\" is read")
	}
}

// detect returns the language of a text.
func detect(text, stated string) string {
	var x lexicon
	lang, _ := x.detect(scriptOf(text), stated, x.tokens(split(text)))
	return lang
}

func TestLanguagesKnowTheirExamples(t *testing.T) {
	all, err := readLanguages(languagesFile)
	if err != nil {
		t.Fatal(err)
	}
	for code, l := range all {
		for _, x := range l.Examples {
			if got := detect(x, ""); got != code {
				t.Errorf("%s: %q is taken for %q", code, x, got)
			}
		}
		for _, w := range l.Stop {
			if strings.ContainsFunc(w, unicode.IsSpace) {
				t.Errorf("%s: %q is no word", code, w)
			}
		}
	}
}

// A stated language counts, unless the script is another.
func TestWhatIsStatedAboutTheLanguage(t *testing.T) {
	for _, tt := range []struct{ text, stated, want string }{
		{"Kamin 2031", "de", "de"},
		{"Гребля в Камені не витримала", "en", "uk"},
		{"大坝闸门卡住", "en", "script:Han"},
		{"ダムの水門が故障し", "en", "script:Kana"},
	} {
		if got := detect(tt.text, tt.stated); got != tt.want {
			t.Errorf("%q stated as %s is taken for %q, want %q", tt.text, tt.stated, got, tt.want)
		}
	}
}

func TestWordsOfHeadlines(t *testing.T) {
	for in, want := range map[string]string{
		"Kamin's dam: 1,200 homes":                 "kamin dam 1,200 homes",
		"Gates jam at the Kamin dam | The Courier": "gates jam at the kamin dam",
		"Flood - live":                             "flood live",
		"П’ятеро в Камені":                         "пятеро в камені",
		"L'avion d'Orla":                           "l avion d orla",
		"Ещё дождь":                                "еще дождь",
		"":                                         "",
	} {
		var got []string
		for _, w := range split(headline(in)) {
			got = append(got, w.text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("words of %q = %q, want %q", in, s, want)
		}
	}
}

func TestCountsComeBack(t *testing.T) {
	r := newReader(new(Defaults()))
	for _, s := range madeUp(200, 3) {
		r.count("en", r.texts(s.Headline, s.Summary))
	}
	r.count("", text{})
	c := r.counts()
	b, err := c.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Counts
	if err := back.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	if back.Stories() != c.Stories() {
		t.Errorf("%d stories came back of %d", back.Stories(), c.Stories())
	}
	for term := range c.langs["en"].in {
		if x, y := c.langs["en"].idf(term, 0.85), back.langs["en"].idf(term, 0.85); x != y {
			t.Fatalf("a term weighs %v, and %v when it came back", x, y)
		}
	}
	for cut := range b {
		var part Counts
		if err := part.UnmarshalBinary(b[:cut]); err != nil && part.Stories() != 0 {
			t.Fatalf("counts cut at %d give an error and stories", cut)
		}
	}
}

func FuzzCounts(f *testing.F) {
	f.Add([]byte{countsVersion, 2, 'e', 'n', 5, 1, 9, 2})
	f.Add([]byte{countsVersion, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var c Counts
		if c.UnmarshalBinary(b) != nil && c.Stories() != 0 {
			t.Error("an error and stories")
		}
	})
}

func TestKeep(t *testing.T) {
	ids := func(s string) []news.StoryID {
		var out []news.StoryID
		for f := range strings.FieldsSeq(s) {
			out = append(out, news.StoryID(f))
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		old    []Kept
		now    [][]news.StoryID
		want   []ID
		merged map[ID]ID
	}{
		{"new", nil, [][]news.StoryID{ids("aaaaaaaaaaaa bbbbbbbbbbbb")}, []ID{"caaaaaaa"}, map[ID]ID{}},
		{"grows", []Kept{{ID: "cone", Stories: ids("a b")}}, [][]news.StoryID{ids("z a b c")}, []ID{"cone"}, map[ID]ID{}},
		{
			"two become one",
			[]Kept{{ID: "cone", Stories: ids("a b")}, {ID: "ctwo", Stories: ids("c d e")}},
			[][]news.StoryID{ids("a b c d e")},
			[]ID{"ctwo"},
			map[ID]ID{"cone": "ctwo"},
		},
		{
			"equal halves: the older",
			[]Kept{{ID: "cone", Stories: ids("a b")}, {ID: "ctwo", Stories: ids("c d")}},
			[][]news.StoryID{ids("a b c d")},
			[]ID{"cone"},
			map[ID]ID{"ctwo": "cone"},
		},
		{
			"one becomes two",
			[]Kept{{ID: "cone", Stories: ids("aaaaaaaaaa b c")}},
			[][]news.StoryID{ids("b c"), ids("aaaaaaaaaa")},
			[]ID{"cone", "caaaaaaa"},
			map[ID]ID{},
		},
		{"a name that is taken", []Kept{{ID: "caaaaaaa", Stories: ids("x y")}}, [][]news.StoryID{ids("aaaaaaaabb"), ids("x y")}, []ID{"caaaaaaaa", "caaaaaaa"}, map[ID]ID{}},
		{
			"what a person put there does not decide",
			[]Kept{{ID: "cone", Stories: ids("a")}, {ID: "ctwo", Stories: ids("s"), ByHand: ids("s")}},
			[][]news.StoryID{ids("a s")},
			[]ID{"cone"},
			map[ID]ID{},
		},
		{
			"unless nobody else does",
			[]Kept{{ID: "ctwo", Stories: ids("s"), ByHand: ids("s")}},
			[][]news.StoryID{ids("b s")},
			[]ID{"ctwo"},
			map[ID]ID{},
		},
		{"gone", []Kept{{ID: "cone", Stories: ids("a")}}, [][]news.StoryID{ids("bbbbbbbbb")}, []ID{"cbbbbbbb"}, map[ID]ID{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Keep(tt.old, tt.now)
			if diff := cmp.Diff(Named{tt.want, tt.merged}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMove(t *testing.T) {
	clusters, ids := [][]news.StoryID{{"a", "b"}, {"c"}}, []ID{"cone", "ctwo"}
	got, names := Move(clusters, ids, map[news.StoryID]ID{"a": "ctwo", "c": "ctwo", "b": "cold", "x": "cone"})
	if diff := cmp.Diff([][]news.StoryID{nil, {"c", "a"}, {"b"}}, got); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]ID{"cone", "ctwo", "cold"}, names); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
}

// A batch with counts of its own stories is the same as one without counts.
func TestCountOfABatch(t *testing.T) {
	stories := madeUp(300, 5)
	want := partition(New(stories, nil, Defaults()))
	if diff := cmp.Diff(want, partition(New(stories, Count(stories, Defaults()), Defaults()))); diff != "" {
		t.Errorf("clusters differ:\n%.500s", diff)
	}
}

func TestIDs(t *testing.T) {
	for s, want := range map[string]bool{"cabcdef2": true, "cabc": false, "abcdefgh": false, "cABCDEFG": false, "": false} {
		if got := IsID(s); got != want {
			t.Errorf("IsID(%q) = %v", s, got)
		}
	}
}
