package crisis

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func load(t *testing.T) *Scenario {
	t.Helper()
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestTheScenarioHasWhatTheDemoPromises counts what the walk-through and the
// end-to-end tests rely on.
func TestTheScenarioHasWhatTheDemoPromises(t *testing.T) {
	s := load(t)
	langs := map[string]bool{}
	formats := map[string]bool{}
	faults := map[string]bool{}
	hostile, copies, plain, edits, later := 0, 0, 0, 0, 0
	for _, o := range s.Outlets {
		langs[o.Lang], formats[o.Format], faults[o.Fault] = true, true, true
		if o.Hostile {
			hostile++
		}
		for _, st := range o.Stories {
			if st.Copy != "" {
				copies++
			}
			if st.Plain {
				plain++
			}
			if st.EditAt != 0 {
				edits++
			}
			if st.At > 0 {
				later++
			}
		}
	}
	if n := s.Stories(); n < 60 {
		t.Errorf("Stories() = %d, want 60 or more", n)
	}
	if later < 20 {
		t.Errorf("%d stories arrive after the start, want 20 or more", later)
	}
	if len(s.Outlets) < 6 || len(langs) < 3 || !langs["ar"] {
		t.Errorf("%d outlets in languages %v, want 6 in 3, one right to left", len(s.Outlets), langs)
	}
	for _, f := range []string{"rss", "rdf", "atom", "json"} {
		if !formats[f] {
			t.Errorf("no outlet serves %s", f)
		}
	}
	if !faults["slow"] || !faults["500"] || hostile == 0 {
		t.Errorf("faults %v, %d hostile outlets: want a slow one, one that answers 500, one hostile", faults, hostile)
	}
	if copies < 3 || plain == 0 || edits == 0 {
		t.Errorf("%d copies, %d plain texts, %d edits: want 3, 1, 1 or more", copies, plain, edits)
	}
}

// TestChainsAreFourDeepWithACycle walks the references of one story.
func TestChainsAreFourDeepWithACycle(t *testing.T) {
	s := load(t)
	chain := []string{
		"ledger/evacuation-old-vask", "ledger/kessrin-gates-jam", "ledger/quake-cracks-spillway",
		"authority/inspection-spring", "ledger/dam-history", "ledger/evacuation-old-vask",
	}
	for i, from := range chain[:len(chain)-1] {
		if !slices.Contains(refs(s.Story(from).Body), chain[i+1]) {
			t.Errorf("%s does not refer to %s", from, chain[i+1])
		}
	}
}

func TestReferencesWithoutAddressResolveOrNot(t *testing.T) {
	s := load(t)
	titles := map[string]bool{}
	for _, o := range s.Outlets {
		for _, st := range o.Stories {
			titles[st.Title] = true
		}
	}
	held, missing := 0, 0
	for line := range strings.Lines(s.Story("ledger/harbor-notes").Body) {
		title, ok := strings.CutPrefix(strings.TrimSpace(line), "Read also: ")
		if !ok {
			continue
		}
		if titles[title] {
			held++
		} else {
			missing++
		}
	}
	if held < 2 || missing != 1 {
		t.Errorf("%d references by title resolve and %d do not, want 2 or more and 1", held, missing)
	}
}

func TestAnEditShowsWhenItsTimeHasCome(t *testing.T) {
	s := load(t)
	st := s.Story("ledger/crest-overtopped")
	if _, ok := s.At(st, s.Start.Add(st.At-time.Minute)); ok {
		t.Error("the story is there before its time")
	}
	first, ok := s.At(st, s.Start.Add(st.At))
	if !ok || first.Title != st.Title || !first.Edited.IsZero() {
		t.Errorf("At its time: %+v, %v, want its first wording", first, ok)
	}
	second, _ := s.At(st, s.Start.Add(st.EditAt))
	if second.Title != st.EditTitle || second.Edited.IsZero() || !strings.HasPrefix(second.Body, st.EditBody) {
		t.Errorf("after the edit: %+v, want the second wording", second)
	}
}

func TestAPageHoldsEachReferenceInItsPlace(t *testing.T) {
	s := load(t)
	st := s.Story("ledger/evacuation-old-vask")
	w, _ := s.At(st, s.Start)
	page, contentType := s.Page(st, w, "http://127.0.0.1:1")
	if contentType != "text/html; charset=utf-8" {
		t.Errorf("content type %q", contentType)
	}
	want := `<p><strong>Read also:</strong> <a href="http://127.0.0.1:1/ledger/kessrin-gates-jam">Gates at Kessrin jam, engineers say – what we know</a></p>`
	if !strings.Contains(page, want) {
		t.Errorf("the page does not hold\n%s\nbut is\n%s", want, page)
	}
	if strings.Contains(page, "@ledger/") || strings.Contains(page, "^ ") {
		t.Errorf("marks of the data file are left in the page:\n%s", page)
	}
}

func TestOnlyHostileOutletsSendControlCharacters(t *testing.T) {
	s := load(t)
	for _, o := range s.Outlets {
		found := false
		for _, st := range o.Stories {
			w, _ := s.At(st, s.Start.Add(24*time.Hour))
			page, _ := s.Page(st, w, "http://127.0.0.1:1")
			found = found || strings.ContainsAny(page, "\x1b\a\r")
		}
		if found != o.Hostile {
			t.Errorf("outlet %s sends control characters: %v, want %v", o.ID, found, o.Hostile)
		}
	}
}

func TestAMistakeInTheDataIsNamedByFileAndLine(t *testing.T) {
	for _, tc := range []struct{ name, src, want string }{
		{"story_first", "@story x\n", "x.txt:1: a story before the first outlet"},
		{"twice", "@outlet a\n@story x\n@story x\n", "x.txt:3: a second story a/x"},
		{"field", "@outlet a\ncolor: red\n", `x.txt:2: unknown field "color"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := &Scenario{byRef: map[string]*Story{}}
			err := s.read("x.txt", tc.src)
			if err == nil || err.Error() != tc.want {
				t.Errorf("read(%q) = %v, want %s", tc.src, err, tc.want)
			}
		})
	}
}
