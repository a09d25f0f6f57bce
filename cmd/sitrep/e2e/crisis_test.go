package e2e

import (
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/feedtest/crisis"
)

// crisisKey is where a script keeps the crisis it started.
type crisisKey struct{}

// staged is the crisis of the demo with its clock in the script's hand.
type staged struct {
	sc      *crisis.Scenario
	server  *feedtest.Server
	minutes atomic.Int64 // since the scenario's start
}

// crisisCmd serves the fictional crisis of the demo: crisis at MINUTES. The
// first call starts it, writes config.yaml and sets CRISIS to its address;
// later ones move its clock. With "begun MINUTES" the scenario began so long ago,
// else 12 hours.
func crisisCmd(ts *testscript.TestScript, neg bool, args []string) {
	begun := 12 * time.Hour
	if len(args) == 4 && args[2] == "begun" {
		ago, err := strconv.Atoi(args[3])
		ts.Check(err)
		begun, args = time.Duration(ago)*time.Minute, args[:2]
	}
	if neg || len(args) != 2 || args[0] != "at" {
		ts.Fatalf("usage: crisis at MINUTES [begun MINUTES]")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	s, ok := ts.Value(crisisKey{}).(*staged)
	if !ok {
		ts.Fatalf("crisis: the script has no stage")
	}
	s.minutes.Store(n)
	if s.server != nil {
		return
	}
	s.sc, err = crisis.Load()
	ts.Check(err)
	s.sc.Start = time.Now().UTC().Add(-begun).Truncate(time.Minute) // its stories are of today
	s.server, err = feedtest.NewServer(feedtest.Options{Now: func() time.Time {
		return s.sc.Start.Add(time.Duration(s.minutes.Load()) * time.Minute)
	}})
	ts.Check(err)
	ts.Defer(func() { ts.Check(s.server.Close()) })
	s.sc.Publish(s.server)
	for _, o := range s.sc.Outlets {
		if o.Fault == "slow" { // slow enough to be last, not to be waited for
			s.server.SetFault(o.Path(), feedtest.Fault{Delay: 100 * time.Millisecond})
		}
	}
	ts.Setenv("CRISIS", s.server.URL(""))
	ts.Setenv("SITREP_CONFIG", ts.MkAbs("config.yaml"))
	ts.Check(os.WriteFile(ts.MkAbs("config.yaml"), []byte(s.sc.Config(s.server)), 0o600))
}
