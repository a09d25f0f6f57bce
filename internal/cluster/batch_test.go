package cluster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
)

func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(6) {
		stories := madeUp(400, seed)
		want := partition(New(stories, nil, Defaults()))
		several := map[news.StoryID]int{}
		for _, p := range want {
			several[p[0]]++
		}
		if len(several) > 350 || len(several) < 20 {
			t.Fatalf("%d clusters of 400 stories: the made-up stories show nothing", len(several))
		}
		for shuffle := range uint64(4) {
			mixed := slices.Clone(stories)
			rand.New(rand.NewPCG(shuffle, seed)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			if diff := cmp.Diff(want, partition(New(mixed, nil, Defaults()))); diff != "" {
				t.Fatalf("seed %d: another order gives other clusters:\n%.800s", seed, diff)
			}
		}
	}
}

// town is a small world with events that are alike.
var town = []struct {
	id, outlet, headline string
	hours                int
	event                string
}{
	{"a1", "Courier", "Dam gates at Kamin jam, 12 people injured", 0, "gates"},
	{"a2", "Ledger", "Twelve hurt as gates of the Kamin dam jam", 1, "gates"},
	{"a3", "Radio", "Kamin dam: injured rise to 31 after gates jam", 3, "gates"},
	{"b1", "Courier", "Parliament calls inquiry into the Kamin dam", 30, "inquiry"},
	{"b2", "Ledger", "MPs in parliament demand inquiry into dam at Kamin", 31, "inquiry"},
	{"c1", "Radio", "Bakery in Dolyna wins bread prize", 2, "bakery"},
	{"d1", "Gazette", "Стулки греблі в Камені заклинило, 12 постраждалих", 1, "gates-uk"},
	{"d2", "Visti", "У Камені заклинило стулки греблі: є постраждалі", 2, "gates-uk"},
	{"e1", "Ledger", "Measles outbreak closes nursery in Velm", 5, "measles"},
	{"e2", "Radio", "Velm nursery closed after measles outbreak", 6, "measles"},
	{"f1", "Courier", "Ferry runs aground off Sorvik, nobody hurt", 8, "ferry"},
	{"g1", "Gazette", "Old maps on show at the museum of Tarn", 9, "museum"},
	{"h1", "Ledger", "Strike of bus drivers ends in Orla", 10, "strike"},
}

func townStories() []Story {
	var out []Story
	for _, x := range town {
		out = append(out, Story{ID: news.StoryID(x.id), Outlet: x.outlet, Headline: x.headline, At: noon.Add(time.Duration(x.hours) * time.Hour)})
	}
	return out
}

func TestEventsAreCutOutOfAnAffair(t *testing.T) {
	b := New(townStories(), nil, Defaults())
	var got, want []string
	for _, c := range b.Clusters {
		var ids []string
		for _, i := range c.Stories {
			ids = append(ids, town[i].id)
		}
		got = append(got, strings.Join(ids, " "))
	}
	byEvent := map[string][]string{}
	for _, x := range town {
		byEvent[x.event] = append(byEvent[x.event], x.id)
	}
	for _, ids := range byEvent {
		want = append(want, strings.Join(ids, " "))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("clusters differ (-want +got):\n%s", diff)
	}
}

func TestNothingIsJoinedAcrossLanguages(t *testing.T) {
	stories := []Story{
		{ID: "1", Outlet: "a", Headline: "Kamin 31 Vesna 2031 Courier", Lang: "en", Summary: "The dam of the town is not safe, and they say so.", At: noon},
		{ID: "2", Outlet: "b", Headline: "Kamin 31 Vesna 2031 Courier", Lang: "de", Summary: "Der Damm der Stadt ist nicht sicher, und sie sagen es auch.", At: noon},
	}
	b := New(stories, nil, Defaults())
	if len(b.Clusters) != 2 {
		t.Errorf("%d clusters, want 2: the stories are in %s and %s", len(b.Clusters), b.Lang(0), b.Lang(1))
	}
}

func TestSpanOfAClusterIsBounded(t *testing.T) {
	var stories []Story
	for i := range 40 {
		stories = append(stories, Story{
			ID: news.StoryID(fmt.Sprintf("%02d", i)), Outlet: fmt.Sprint(i % 7), Headline: fmt.Sprintf("Dam gates at Kamin jam again, report %d", i), At: noon.Add(time.Duration(i*3) * time.Hour),
		})
	}
	for _, c := range New(stories, nil, Defaults()).Clusters {
		first, last := stories[c.Stories[0]].At, stories[c.Stories[len(c.Stories)-1]].At
		if d := last.Sub(first); d > 36*time.Hour {
			t.Errorf("a cluster spans %s", d)
		}
	}
}

// What attacks: each must end, and each story must be in one cluster.
func TestHostileStories(t *testing.T) {
	long := strings.Repeat("flood in Kamin ", 70_000) // 1 MB
	for name, stories := range map[string][]Story{
		"none":           {},
		"no words":       {{ID: "1", At: noon}, {ID: "2", Headline: "…", At: noon}, {ID: "3", Headline: "🌊🌊🌊", At: noon}},
		"no times":       {{ID: "1", Headline: "Dam gates jam at Kamin"}, {ID: "2", Headline: "Gates of Kamin dam jam"}},
		"future":         {{ID: "1", Headline: "Dam gates jam", At: noon.AddDate(400, 0, 0)}, {ID: "2", Headline: "Dam gates jam", At: noon}},
		"1 MB":           {{ID: "1", Headline: long, Summary: long, At: noon}, {ID: "2", Headline: long + "!", At: noon}, {ID: "3", Headline: strings.Repeat("x", 1<<20), At: noon}},
		"CJK":            {{ID: "1", Headline: "大坝闸门卡住十二人受伤", At: noon}, {ID: "2", Headline: "卡住的大坝闸门造成十二人受伤", At: noon}, {ID: "3", Headline: "ダムの水門が故障し12人けが", At: noon}},
		"bytes":          {{ID: "1", Headline: "\xff\xfe\x00 dam", At: noon}, {ID: "2", Headline: "\u202edam\u0301\u0301\u0301", At: noon}},
		"mixed scripts":  {{ID: "1", Headline: "Kamin Камін カミン กมิน كامين", At: noon}, {ID: "2", Headline: "ก", At: noon}},
		"stop words":     {{ID: "1", Headline: "the of and", At: noon}, {ID: "2", Headline: "the of and", At: noon}},
		"one ID's twins": {{ID: "1", Headline: "dam", Outlet: "a", At: noon}, {ID: "2", Headline: "dam", Outlet: "a", At: noon}},
	} {
		t.Run(name, func(t *testing.T) {
			b := New(stories, nil, Defaults())
			checkWhole(t, b)
			for i := range stories {
				b.Why(i)
			}
			for i := range stories {
				s := stories[i]
				s.ID += "x"
				b.Attach(s)
			}
			checkWhole(t, b)
		})
	}
}

// checkWhole checks that each story is in one cluster.
func checkWhole(t *testing.T, b *Batch) {
	t.Helper()
	seen := map[int]int{}
	for k, c := range b.Clusters {
		if len(c.Stories) == 0 {
			t.Errorf("cluster %d is empty", k)
		}
		for _, i := range c.Stories {
			seen[i]++
			if b.of[i] != k {
				t.Errorf("story %d is in cluster %d and counts as in %d", i, k, b.of[i])
			}
		}
	}
	for i := range b.stories {
		if seen[i] != 1 {
			t.Errorf("story %d is in %d clusters", i, seen[i])
		}
	}
}

func TestEqualHeadlinesAreOneCluster(t *testing.T) {
	var stories []Story
	for i := range 3000 {
		stories = append(stories, Story{ID: news.StoryID(fmt.Sprintf("%05d", i)), Outlet: fmt.Sprint(i % 50), Headline: "Dam gates jam at Kamin", At: noon.Add(time.Duration(i) * time.Second)})
	}
	if n := len(New(stories, nil, Defaults()).Clusters); n != 1 {
		t.Errorf("%d clusters of equal headlines, want 1", n)
	}
}

// A story that a batch puts into a cluster is attached there too when it
// comes last, for most stories.
func TestAttachAgreesWithABatch(t *testing.T) {
	same, all := 0, 0
	for seed := range uint64(3) {
		stories := madeUp(300, seed)
		whole := New(stories, nil, Defaults())
		of := partition(whole)
		rnd := rand.New(rand.NewPCG(seed, 9))
		rnd.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
		b := New(stories[:250:250], nil, Defaults())
		for _, s := range stories[250:] {
			k := b.Attach(s)
			all++
			mates := map[news.StoryID]bool{}
			for _, i := range b.Clusters[k].Stories {
				if id := b.stories[i].ID; id != s.ID {
					mates[id] = true
				}
			}
			agrees := true
			for id := range mates {
				agrees = agrees && of[id][0] == of[s.ID][0]
			}
			if len(mates) == 0 {
				for _, x := range stories[:250] {
					agrees = agrees && of[x.ID][0] != of[s.ID][0]
				}
			}
			if agrees {
				same++
			}
		}
		checkWhole(t, b)
	}
	if same*100 < all*85 {
		t.Errorf("%d of %d attached stories are where a batch puts them", same, all)
	}
}

// The words of the first report of an event stand in no other story.
func TestTheSecondReportOfAnEventIsAttached(t *testing.T) {
	stories := townStories()
	b := New(stories[1:], nil, Defaults())
	want := b.of[9]
	if k := b.Attach(Story{ID: "f2", Outlet: "Ledger", Headline: "Ferry runs aground off Sorvik", At: noon.Add(9 * time.Hour)}); k != want {
		t.Errorf("attached to %v, want %v", b.Clusters[k], b.Clusters[want])
	}
	checkWhole(t, b)
}

func TestWhyNamesWhatIsShared(t *testing.T) {
	b := New(townStories(), nil, Defaults())
	r := b.Why(2)
	if len(r.Words) == 0 || r.Score < Defaults().Cluster/2 || r.Apart != 2*time.Hour || r.OneOutlet {
		t.Errorf("why = %+v", r)
	}
	for _, w := range r.Words {
		if !strings.Contains("kamin dam injured gates jam 12 twelve", w) {
			t.Errorf("shared word %q is in no other headline", w)
		}
	}
	if r := b.Why(5); len(r.Words) != 0 || r.Score != 0 {
		t.Errorf("why of a story that stands alone = %+v, want nothing", r)
	}
}

func BenchmarkNew(b *testing.B) {
	stories := madeUp(6400, 1)
	b.ReportAllocs()
	for b.Loop() {
		New(stories, nil, Defaults())
	}
}

func BenchmarkAttach(b *testing.B) {
	stories := madeUp(6400+1000, 1)
	batch := New(stories[:6400:6400], nil, Defaults())
	i := 0
	for b.Loop() {
		s := stories[6400+i%1000]
		s.ID += news.StoryID(fmt.Sprint("-", i))
		batch.Attach(s)
		i++
	}
}
