package warning_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/hazard"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

func judge(t testing.TB) *warning.Judge {
	t.Helper()
	j, err := warning.New()
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// messages reads fixtures of feeds/hazard.
func messages(t testing.TB, names ...string) []news.Warning {
	t.Helper()
	var out []news.Warning
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join("..", "..", "feeds", "hazard", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		doc, err := hazard.Read(b, "")
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, doc.Warnings...)
	}
	return out
}

var noon = time.Date(2031, 5, 1, 12, 0, 0, 0, time.UTC)

// severe is a message that rings.
func severe(id string) news.Warning {
	return news.Warning{
		Format: news.FormatCAP, ID: id, Sender: "hydro@orla.example", Authority: sanitize.Lit("Hydrographic Office of Orla"), Sent: noon,
		Status: news.StatusActual, Kind: news.KindAlert, Event: sanitize.Lit("Flood"), Headline: sanitize.Lit("Leave Halm"),
		Severity: news.SeveritySevere, Urgency: news.UrgencyImmediate, Certainty: news.CertaintyLikely,
		Expires: noon.Add(6 * time.Hour), Areas: []news.WarningArea{{Name: sanitize.Lit("Halm")}},
	}
}

// permutations calls f with every order of n numbers.
func permutations(n int, f func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var walk func(k int)
	walk = func(k int) {
		if k == n {
			f(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			walk(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	walk(0)
}

// TestEveryOrderOfAChainIsOneChainAndOneAlert takes a warning that is
// raised, made extreme, lowered and cancelled, in all 24 orders of arrival.
func TestEveryOrderOfAChainIsOneChainAndOneAlert(t *testing.T) {
	j := judge(t)
	all := messages(t, "chain-1.xml", "chain-2.xml", "chain-3.xml", "chain-4.xml")
	first := time.Date(2031, 5, 1, 6, 5, 0, 0, time.UTC) // after the last was sent
	orders := 0
	permutations(len(all), func(order []int) {
		orders++
		var list []news.Warning
		var arrivals []warning.Arrival
		for n, i := range order {
			list = append(list, all[i])
			arrivals = append(arrivals, warning.Arrival{Warning: all[i], Seen: first.Add(time.Duration(n) * time.Minute)})
		}
		chains := warning.Chains(list)
		if len(chains) != 1 || chains[0].ID != "ORLA-F-1" || chains[0].State(first) != warning.Cancelled || chains[0].Current().ID != "ORLA-F-4" {
			t.Fatalf("order %v: %+v", order, chains)
		}
		states := map[string]warning.State{}
		for n, w := range chains[0].Messages {
			if want := fmt.Sprintf("ORLA-F-%d", n+1); w.ID != want {
				t.Errorf("order %v: message %d is %s", order, n, w.ID)
			}
			states[w.ID] = chains[0].StateOf(w, first)
		}
		want := map[string]warning.State{
			"ORLA-F-1": warning.Replaced, "ORLA-F-2": warning.Replaced, "ORLA-F-3": warning.Cancelled, "ORLA-F-4": warning.Cancelled,
		}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Errorf("order %v: states (-want +got):\n%s", order, diff)
		}
		alerts := j.Alerts(arrivals)
		if len(alerts) != 1 || alerts[0].Subject != "hydro@orla.example,ORLA-F-1" || alerts[0].Warning.ID != "ORLA-F-2" {
			t.Fatalf("order %v: alerts %+v", order, alerts)
		}
		late := slices.Index(order, 1) > slices.Index(order, 2) || slices.Index(order, 1) > slices.Index(order, 3)
		if alerts[0].Late != late {
			t.Errorf("order %v: late is %v", order, alerts[0].Late)
		}
	})
	if orders != 24 {
		t.Fatalf("%d orders", orders)
	}
}

func TestMissingMessagesOfAChain(t *testing.T) {
	all := messages(t, "chain-1.xml", "chain-2.xml", "chain-3.xml", "chain-4.xml")
	// The third refers to the first and the second; the fourth to the third.
	for _, c := range []struct {
		have   []int
		chains []string
	}{
		{[]int{3}, []string{"ORLA-F-3"}},
		{[]int{2, 3}, []string{"ORLA-F-1"}},
		{[]int{1}, []string{"ORLA-F-1"}},
		{[]int{0, 2}, []string{"ORLA-F-1"}},
		{[]int{0, 3}, []string{"ORLA-F-1", "ORLA-F-3"}},
	} {
		var list []news.Warning
		for _, i := range c.have {
			list = append(list, all[i])
		}
		var got []string
		for _, chain := range warning.Chains(list) {
			got = append(got, chain.ID)
		}
		if !cmp.Equal(got, c.chains) {
			t.Errorf("%v: chains %q, want %q", c.have, got, c.chains)
		}
	}
}

// chainsOf returns the identifiers of each chain's messages.
func chainsOf(list ...news.Warning) []string {
	var out []string
	for _, c := range warning.Chains(list) {
		var ids []string
		for _, w := range c.Messages {
			ids = append(ids, w.ID)
		}
		out = append(out, strings.Join(ids, " "))
	}
	return out
}

func with(w news.Warning, change func(*news.Warning)) news.Warning {
	change(&w)
	return w
}

func refer(ids ...string) []news.WarningRef {
	var out []news.WarningRef
	for _, id := range ids {
		out = append(out, news.WarningRef{Sender: "hydro@orla.example", ID: id})
	}
	return out
}

func TestOneWarningUnderTwoIdentifiers(t *testing.T) {
	a := severe("a")
	second := func(change func(*news.Warning)) news.Warning {
		return with(severe("b"), func(w *news.Warning) { w.Sent = noon.Add(8 * time.Second); change(w) })
	}
	nothing := func(*news.Warning) {}
	for name, c := range map[string]struct {
		list []news.Warning
		want int
	}{
		"the same within seconds": {[]news.Warning{a, second(nothing)}, 1},
		"the other way round":     {[]news.Warning{second(nothing), a}, 1},
		"16 minutes later":        {[]news.Warning{a, second(func(w *news.Warning) { w.Sent = noon.Add(16 * time.Minute) })}, 2},
		"another area":            {[]news.Warning{a, second(func(w *news.Warning) { w.Areas = []news.WarningArea{{Name: sanitize.Lit("Brask")}} })}, 2},
		"another event":           {[]news.Warning{a, second(func(w *news.Warning) { w.Event = sanitize.Lit("Storm") })}, 2},
		"another end":             {[]news.Warning{a, second(func(w *news.Warning) { w.Expires = noon.Add(time.Hour) })}, 2},
		"another authority":       {[]news.Warning{a, second(func(w *news.Warning) { w.Authority = sanitize.Lit("Met Office") })}, 2},
		"an exercise":             {[]news.Warning{a, second(func(w *news.Warning) { w.Status = news.StatusExercise })}, 2},
		"no areas":                {[]news.Warning{with(a, func(w *news.Warning) { w.Areas = nil }), second(func(w *news.Warning) { w.Areas = nil })}, 2},
		"areas in another order": {[]news.Warning{
			with(a, func(w *news.Warning) {
				w.Areas = []news.WarningArea{{Name: sanitize.Lit("Brask")}, {Name: sanitize.Lit("Halm")}}
			}),
			second(func(w *news.Warning) {
				w.Areas = []news.WarningArea{{Name: sanitize.Lit("Halm")}, {Name: sanitize.Lit("Brask")}}
			}),
		}, 1},
		"cancelled and issued again": {[]news.Warning{
			a, with(severe("c"), func(w *news.Warning) { w.Kind, w.Sent, w.Replaces = news.KindCancel, noon.Add(time.Hour), refer("a") }),
			second(func(w *news.Warning) { w.Sent, w.Expires = noon.Add(70*time.Minute), noon.Add(9*time.Hour) }),
		}, 1},
		"cancelled and issued again much later": {[]news.Warning{
			a, with(severe("c"), func(w *news.Warning) { w.Kind, w.Sent, w.Replaces = news.KindCancel, noon.Add(time.Hour), refer("a") }),
			second(func(w *news.Warning) { w.Sent, w.Expires = noon.Add(3*time.Hour), noon.Add(9*time.Hour) }),
		}, 2},
	} {
		if got := chainsOf(c.list...); len(got) != c.want {
			t.Errorf("%s: chains %q, want %d", name, got, c.want)
		}
	}
	j := judge(t)
	twice := []warning.Arrival{{Warning: a, Seen: noon}, {Warning: second(nothing), Seen: noon.Add(time.Minute)}}
	if alerts := j.Alerts(twice); len(alerts) != 1 {
		t.Errorf("%d alerts, want 1", len(alerts))
	}
	list := messages(t, "meteoalarm.atom")
	chains := warning.Chains(list)
	if len(chains) != 1 || chains[0].StateOf(&list[0], list[0].Sent) != warning.InForce || chains[0].StateOf(&list[1], list[0].Sent) != warning.Replaced {
		t.Errorf("the feed of MeteoAlarm: %+v", chains)
	}
}

func TestReferencesThatAttack(t *testing.T) {
	a := with(severe("a"), func(w *news.Warning) { w.Replaces = refer("b", "a") })
	b := with(severe("b"), func(w *news.Warning) { w.Sent, w.Replaces = noon.Add(time.Hour), refer("a", "b") })
	list := []news.Warning{a, b}
	chains := warning.Chains(list)
	if len(chains) != 1 || chains[0].Current().ID != "b" || chains[0].StateOf(&list[1], noon.Add(time.Hour)) != warning.InForce {
		t.Errorf("a circle: %+v", chains)
	}
	for name, c := range map[string]struct {
		second func(*news.Warning)
		want   warning.State
	}{
		"a newer update":        {func(w *news.Warning) { w.Kind = news.KindUpdate }, warning.Replaced},
		"a newer cancellation":  {func(w *news.Warning) { w.Kind = news.KindCancel }, warning.Cancelled},
		"an older cancellation": {func(w *news.Warning) { w.Kind, w.Sent = news.KindCancel, noon.Add(-time.Hour) }, warning.InForce},
		"a cancelled exercise":  {func(w *news.Warning) { w.Kind, w.Status = news.KindCancel, news.StatusExercise }, warning.InForce},
		"an acknowledgement":    {func(w *news.Warning) { w.Kind = news.KindAck }, warning.InForce},
		"a cancellation of others": {func(w *news.Warning) {
			w.Kind, w.Replaces = news.KindCancel, []news.WarningRef{{Sender: "other@orla.example", ID: "a"}}
		}, warning.InForce},
		"without a sender": {func(w *news.Warning) { w.Kind, w.Replaces = news.KindCancel, []news.WarningRef{{ID: "a"}} }, warning.Cancelled},
		"without a time": {func(w *news.Warning) {
			w.Kind, w.Sent, w.Replaces = news.KindCancel, time.Time{}, []news.WarningRef{{Sender: "hydro@orla.example", ID: "a", Sent: noon}}
		}, warning.Cancelled},
	} {
		first := with(severe("a"), func(w *news.Warning) { w.Areas = nil })
		second := with(severe("b"), func(w *news.Warning) {
			w.Sent, w.Replaces, w.Areas = noon.Add(time.Minute), refer("a"), nil
			c.second(w)
		})
		list := []news.Warning{second, first}
		for _, chain := range warning.Chains(list) {
			for _, w := range chain.Messages {
				if got := chain.StateOf(w, noon.Add(time.Minute)); w.ID == "a" && got != c.want {
					t.Errorf("%s: %s, want %s", name, got, c.want)
				}
			}
		}
	}
}

// TestTwoUpdatesOfOneAlertAreBothInForce: an alert for two areas is updated
// for each area by a message of its own.
func TestTwoUpdatesOfOneAlertAreBothInForce(t *testing.T) {
	part := func(id, area string, after time.Duration) news.Warning {
		return with(severe(id), func(w *news.Warning) {
			w.Kind, w.Sent, w.Replaces = news.KindUpdate, noon.Add(after), refer("a")
			w.Areas = []news.WarningArea{{Name: sanitize.Line(area)}}
		})
	}
	list := []news.Warning{severe("a"), part("b", "Halm", time.Hour), part("c", "Brask", 2*time.Hour)}
	chains := warning.Chains(list)
	if len(chains) != 1 {
		t.Fatalf("%d chains", len(chains))
	}
	for i, want := range []warning.State{warning.Replaced, warning.InForce, warning.InForce} {
		if got := chains[0].StateOf(&list[i], noon.Add(2*time.Hour)); got != want {
			t.Errorf("message %d is %s, want %s", i, got, want)
		}
	}
	if got := chains[0].State(noon.Add(6 * time.Hour)); got != warning.Ended {
		t.Errorf("afterwards: %s", got)
	}
}

// TestTheAreasOfAMessageStaySideBySide: an index has an entry for each area
// of a message, all with its identifier. The message itself replaces them.
func TestTheAreasOfAMessageStaySideBySide(t *testing.T) {
	entry := func(area string, change func(*news.Warning)) news.Warning {
		return with(severe("a"), func(w *news.Warning) {
			w.Index, w.Sender, w.Areas = true, "", []news.WarningArea{{Name: sanitize.Line(area)}}
			change(w)
		})
	}
	nothing := func(*news.Warning) {}
	list := []news.Warning{
		entry("Halm", nothing), entry("Brask", nothing),
		entry("Halm", func(w *news.Warning) { w.Sent = noon.Add(time.Hour) }),
	}
	states := func(list []news.Warning) (out []warning.State) {
		chains := warning.Chains(list)
		if len(chains) != 1 {
			t.Fatalf("%d chains", len(chains))
		}
		for i := range list {
			out = append(out, chains[0].StateOf(&list[i], noon.Add(time.Hour)))
		}
		return out
	}
	if got := states(list[:2]); !cmp.Equal(got, []warning.State{warning.InForce, warning.InForce}) {
		t.Errorf("two areas: %s", got)
	}
	if got := states(list); !cmp.Equal(got, []warning.State{warning.Replaced, warning.Replaced, warning.InForce}) {
		t.Errorf("and a newer list: %s", got)
	}
	if got := states([]news.Warning{severe("a"), list[0], list[1]}); !cmp.Equal(got, []warning.State{warning.InForce, warning.Replaced, warning.Replaced}) {
		t.Errorf("and the message: %s", got)
	}
}

func quake(id, network string, m, lat, lon float64, at time.Time) news.Warning {
	return news.Warning{
		Format: news.FormatUSGS, ID: id, Series: id, Sent: at, Onset: at, Kind: news.KindAlert, Hazard: news.HazardEarthquake,
		Event: sanitize.Lit("Earthquake"), Place: &news.Point{Lat: lat, Lon: lon}, Quake: &news.Quake{Network: network, Magnitude: &m},
	}
}

func TestQuakesOfSeveralNetworksAreOne(t *testing.T) {
	us := quake("us1", "us", 6.5, 52.1, 21.4, noon)
	for name, c := range map[string]struct {
		other news.Warning
		want  int
	}{
		"close":                    {quake("emsc1", "emsc", 6.1, 52.5, 21.9, noon.Add(-40*time.Second)), 1},
		"at the bounds":            {quake("emsc1", "emsc", 7.1, 52.1, 21.4, noon.Add(60*time.Second)), 1},
		"61 seconds":               {quake("emsc1", "emsc", 6.5, 52.1, 21.4, noon.Add(61*time.Second)), 2},
		"another magnitude":        {quake("emsc1", "emsc", 5.8, 52.1, 21.4, noon), 2},
		"112 km":                   {quake("emsc1", "emsc", 6.5, 53.11, 21.4, noon), 2},
		"across the date line":     {quake("emsc1", "emsc", 6.5, 52.1, -158.6, noon), 2},
		"an aftershock":            {quake("us2", "us", 6.2, 52.1, 21.4, noon.Add(30*time.Second)), 2},
		"the same again":           {quake("us1", "us", 6.4, 52.1, 21.4, noon), 1},
		"named by the other":       {with(quake("or9", "or", 4.0, 10, 10, noon), func(w *news.Warning) { w.Also = []string{"us1"} }), 1},
		"without a magnitude":      {with(quake("emsc1", "emsc", 6.5, 52.1, 21.4, noon), func(w *news.Warning) { w.Quake.Magnitude = nil }), 2},
		"no quake, but its report": {with(quake("jma 1", "jma", 6.5, 52.1, 21.4, noon), func(w *news.Warning) { w.Hazard = news.HazardTsunami }), 2},
	} {
		if got := chainsOf(us, c.other); len(got) != c.want {
			t.Errorf("%s: chains %q, want %d", name, got, c.want)
		}
		if got := chainsOf(c.other, us); len(got) != c.want {
			t.Errorf("%s, the other way round: chains %q, want %d", name, got, c.want)
		}
	}
	east, west := quake("us1", "us", 6.5, 10, 179.9, noon), quake("emsc1", "emsc", 6.5, 10, -179.9, noon)
	if got := chainsOf(east, west); len(got) != 1 {
		t.Errorf("22 km across the date line: chains %q", got)
	}
	all := messages(t, "usgs.geojson", "usgs.atom", "emsc.rss", "emsc.json", "gdacs.rss")
	var ids []string
	for _, c := range warning.Chains(all) {
		ids = append(ids, c.ID)
	}
	if want := []string{"us7000orla", "or12346", "DR12"}; !cmp.Equal(ids, want) {
		t.Errorf("chains of five documents: %q, want %q", ids, want)
	}
}

func TestAWarningIsOverToTheSecond(t *testing.T) {
	hour := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }
	for name, c := range map[string]struct {
		change func(*news.Warning)
		end    time.Time
		given  bool
	}{
		"expires":                   {func(*news.Warning) {}, hour(6), true},
		"the event ends later":      {func(w *news.Warning) { w.Ends = hour(9) }, hour(9), true},
		"the message expires later": {func(w *news.Warning) { w.Ends = hour(3) }, hour(6), true},
		"no end":                    {func(w *news.Warning) { w.Expires = time.Time{} }, hour(24), false},
		"no end, a later begin":     {func(w *news.Warning) { w.Expires, w.Onset = time.Time{}, hour(5) }, hour(29), false},
		"it goes on":                {func(w *news.Warning) { w.Expires, w.Ends, w.Open = time.Time{}, hour(2), true }, hour(26), false},
		"a quake":                   {func(w *news.Warning) { *w = quake("q", "us", 5, 1, 1, noon); w.Ends = noon }, hour(24), false},
	} {
		w := severe("a")
		c.change(&w)
		end, given := warning.End(&w)
		if !end.Equal(c.end) || given != c.given {
			t.Errorf("%s: %v, %v; want %v, %v", name, end, given, c.end, c.given)
		}
		list := []news.Warning{w}
		chain := warning.Chains(list)[0]
		if s := chain.State(c.end.Add(-time.Second)); s != warning.InForce {
			t.Errorf("%s: a second before: %s", name, s)
		}
		if s := chain.State(c.end); s != warning.Ended {
			t.Errorf("%s: at the end: %s", name, s)
		}
	}
	for name, change := range map[string]func(*news.Warning){
		"all clear": func(w *news.Warning) { w.Responses = []news.Response{news.ResponseAllClear} },
		"closed":    func(w *news.Warning) { w.Closed = true },
		"ack":       func(w *news.Warning) { w.Kind = news.KindAck },
	} {
		list := []news.Warning{with(severe("a"), change)}
		if s := warning.Chains(list)[0].State(noon); s != warning.Ended {
			t.Errorf("%s: %s", name, s)
		}
	}
}

// TestATsunamiIsLiftedByItsOwnReports: a report on the quake has the same
// event number and does not replace the warning.
func TestATsunamiIsLiftedByItsOwnReports(t *testing.T) {
	list := messages(t, "jma-quake.xml", "jma-tsunami.xml")
	chains := warning.Chains(list)
	if len(chains) != 2 || chains[1].State(list[1].Sent) != warning.InForce || chains[0].Subject == chains[1].Subject {
		t.Errorf("warning and report on the quake: %+v", chains)
	}
	list = messages(t, "jma-lifted.xml", "jma-tsunami.xml")
	chains = warning.Chains(list)
	if len(chains) != 1 || chains[0].State(list[0].Sent) != warning.Ended || chains[0].StateOf(&list[1], list[0].Sent) != warning.Replaced {
		t.Errorf("warning and its end: %+v", chains)
	}
}

// someWarnings makes messages that refer to each other without rhyme or
// reason.
func someWarnings(seed uint64, n int) []news.Warning {
	r := rand.New(rand.NewPCG(seed, 1))
	kinds := []news.WarningKind{news.KindAlert, news.KindUpdate, news.KindCancel, news.KindAck}
	severities := []news.Severity{news.SeverityMinor, news.SeveritySevere, news.SeverityExtreme, ""}
	networks := []string{"us", "emsc", "gdacs"}
	var out []news.Warning
	for i := range n {
		w := severe(fmt.Sprint(r.IntN(n)))
		w.Sent = noon.Add(time.Duration(r.IntN(90)) * time.Minute)
		w.Kind, w.Severity = kinds[r.IntN(4)], severities[r.IntN(4)]
		w.Headline = sanitize.Line(fmt.Sprint(i)) // tells them apart
		for range r.IntN(3) {
			w.Replaces = append(w.Replaces, refer(fmt.Sprint(r.IntN(n)))...)
		}
		if r.IntN(4) == 0 {
			w.Sender = ""
		}
		if r.IntN(3) == 0 {
			w = quake(fmt.Sprint("q", i), networks[r.IntN(3)], 5+r.Float64(), 50+r.Float64(), 20+r.Float64(), w.Sent)
			w.Headline = sanitize.Line(fmt.Sprint(i))
		}
		out = append(out, w)
	}
	return out
}

// picture writes chains and states down, independent of the order.
func picture(list []news.Warning) []string {
	var out []string
	for _, c := range warning.Chains(list) {
		var parts []string
		for _, w := range c.Messages {
			parts = append(parts, w.Headline.String()+" "+string(c.StateOf(w, noon.Add(time.Hour))))
		}
		slices.Sort(parts)
		out = append(out, c.Subject+": "+strings.Join(parts, ", "))
	}
	slices.Sort(out)
	return out
}

func TestChainsDoNotDependOnTheOrder(t *testing.T) {
	for seed := range uint64(200) {
		list := someWarnings(seed, 12)
		want := picture(list)
		r := rand.New(rand.NewPCG(seed, 2))
		for range 4 {
			r.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
			if diff := cmp.Diff(want, picture(list)); diff != "" {
				t.Fatalf("seed %d (-want +got):\n%s", seed, diff)
			}
		}
	}
}

func FuzzChains(f *testing.F) {
	f.Add(uint64(1), 5)
	f.Add(uint64(7), 40)
	f.Fuzz(func(t *testing.T, seed uint64, n int) {
		list := someWarnings(seed, 1+int(uint(n)%60))
		seen := map[*news.Warning]bool{}
		for _, c := range warning.Chains(list) {
			for _, w := range c.Messages {
				if seen[w] {
					t.Fatal("a message is in two chains")
				}
				seen[w] = true
			}
			c.Current()
		}
		if len(seen) != len(list) {
			t.Fatalf("%d of %d messages are in chains", len(seen), len(list))
		}
	})
}

func BenchmarkChains(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		list := someWarnings(1, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				warning.Chains(list)
			}
		})
	}
}

// TestAFeedTakesNothingBackFromAnother: a message with the sender and the
// references of a warning came by another feed. It is in the chain, and ends
// nothing; nor does it do so in two steps.
func TestAFeedTakesNothingBackFromAnother(t *testing.T) {
	from := func(feed news.FeedID, w news.Warning) news.Warning {
		w.Feed = feed
		return w
	}
	at := func(id string, minutes int, change func(*news.Warning)) news.Warning {
		w := severe(id)
		w.Sent, w.Replaces = noon.Add(time.Duration(minutes)*time.Minute), refer("a")
		change(&w)
		return w
	}
	cancel := at("c", 30, func(w *news.Warning) { w.Kind, w.Replaces = news.KindCancel, refer("a", "b") })
	j := judge(t)
	update := at("b", 20, func(w *news.Warning) { w.Kind = news.KindUpdate })
	for name, c := range map[string]struct {
		list  []news.Warning
		state warning.State
	}{
		"cancelled by its own feed":      {[]news.Warning{from("x", severe("a")), from("x", cancel)}, warning.Cancelled},
		"cancelled by another":           {[]news.Warning{from("x", severe("a")), from("y", cancel)}, warning.InForce},
		"replaced, then cancelled":       {[]news.Warning{from("x", severe("a")), from("y", update), from("y", cancel)}, warning.InForce},
		"lowered":                        {[]news.Warning{from("x", severe("a")), from("y", at("a", 20, func(w *news.Warning) { w.Responses = []news.Response{news.ResponseAllClear} }))}, warning.InForce},
		"by two feeds, cancelled by one": {[]news.Warning{from("x", severe("a")), from("y", severe("a")), from("y", cancel)}, warning.InForce},
	} {
		permutations(len(c.list), func(order []int) {
			var list []news.Warning
			var arrivals []warning.Arrival
			for _, i := range order {
				list = append(list, c.list[i])
				arrivals = append(arrivals, warning.Arrival{Warning: c.list[i], Seen: noon.Add(time.Hour)})
			}
			chains := warning.Chains(list)
			if len(chains) != 1 || chains[0].State(noon.Add(time.Hour)) != c.state {
				t.Errorf("%s, order %v: %d chains, %s; want one, %s", name, order, len(chains), chains[0].State(noon.Add(time.Hour)), c.state)
			}
			alerts := j.Alerts(arrivals)
			loud := 0
			for _, a := range alerts {
				if !a.Late {
					loud++
				}
			}
			if loud > 1 || loud == 0 && c.state == warning.InForce {
				t.Errorf("%s, order %v: alerts %+v", name, order, alerts)
			}
		})
	}
}

// TestACancellationBeforeItsWarningMarksItLate: the alert is listed, without a
// bell.
func TestACancellationBeforeItsWarningMarksItLate(t *testing.T) {
	cancel := severe("c")
	cancel.Sent, cancel.Kind, cancel.Replaces = noon.Add(time.Minute), news.KindCancel, refer("a")
	arrivals := []warning.Arrival{{Warning: cancel, Seen: noon.Add(2 * time.Minute)}, {Warning: severe("a"), Seen: noon.Add(3 * time.Minute)}}
	alerts := judge(t).Alerts(arrivals)
	if len(alerts) != 1 || !alerts[0].Late || alerts[0].Warning.ID != "a" {
		t.Errorf("the warning after its cancellation: %+v", alerts)
	}
	slices.Reverse(arrivals)
	if alerts := judge(t).Alerts(arrivals); len(alerts) != 1 || alerts[0].Late {
		t.Errorf("the cancellation after its warning: %+v", alerts)
	}
}
