package warning_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

// TestTheListHasWhatIsInForceFirst: the most severe before milder ones, tests
// after them, then those that are over; replaced messages are left out, and a warning
// that came by two feeds is there once.
func TestTheListHasWhatIsInForceFirst(t *testing.T) {
	other := func(id, event string, change func(*news.Warning)) news.Warning {
		w := severe(id)
		w.Event = sanitize.Line(event)
		change(&w)
		return w
	}
	same := func(*news.Warning) {}
	update := severe("b")
	update.Kind, update.Sent, update.Replaces, update.Headline = news.KindUpdate, noon.Add(time.Minute), refer("a"), sanitize.Lit("Leave Brod too")
	list := []news.Warning{
		other("over", "Wind", func(w *news.Warning) { w.Expires = noon }),
		severe("a"), update,
		other("x", "Dam break", func(w *news.Warning) { w.Feed = "one" }), other("x", "Dam break", func(w *news.Warning) { w.Feed = "two" }),
		other("exercise", "Tornado", func(w *news.Warning) { w.Status = news.StatusExercise }),
		other("worst", "Fire", func(w *news.Warning) { w.Severity = news.SeverityExtreme }),
		other("p", "Frost", func(w *news.Warning) { w.Index = true }),
		other("p", "Frost", func(w *news.Warning) { w.Index, w.Areas = true, []news.WarningArea{{Name: sanitize.Lit("Brod")}} }),
		quake("us1", "us", 6.5, 10, 20, noon), quake("emsc1", "emsc", 6.4, 10, 20, noon),
		other("mild", "Rain", func(w *news.Warning) { w.Severity = news.SeverityMinor }), other("z", "Snow", same),
	}
	want := []string{
		"worst in_force false", "b in_force false", "p in_force false", "p in_force false", "x in_force false", "z in_force false",
		"mild in_force false", "us1 in_force false", "exercise in_force true", "over ended false",
	}
	permutations(3, func(order []int) { // the order of the newest three does not matter
		shuffled := append([]news.Warning(nil), list[:len(list)-3]...)
		for _, i := range order {
			shuffled = append(shuffled, list[len(list)-3+i])
		}
		var got []string
		for _, e := range warning.List(judge(t), shuffled, noon.Add(time.Hour)) {
			got = append(got, fmt.Sprintf("%s %s %v", e.Message.ID, e.State, e.Test))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("list (-want +got):\n%s", diff)
		}
	})
	if got := warning.List(judge(t), nil, noon); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

func TestMentions(t *testing.T) {
	w := severe("a")
	w.Areas = append(w.Areas, news.WarningArea{Name: sanitize.Lit("Нижня Весна–Долина")})
	for words, want := range map[string]bool{"halm": true, "FLOOD": true, "orla hydro": true, "hal": true, "весна": true, "весна-долина": true, "flood brod": false, "": true, "-": true} {
		if got := warning.Mentions(&w, strings.Fields(words)); got != want {
			t.Errorf("%q: %v, want %v", words, got, want)
		}
	}
}
