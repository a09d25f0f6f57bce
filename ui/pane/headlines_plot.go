package pane

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/reader"
)

// The heading of a desk has a plot of its stories an hour where there is room. It is of
// the time at which the list was drawn, and changes with the list only.

// Hours that the plot has, at most and at least, and the cells around them.
const (
	plotHours = 48
	plotLeast = 12

	plotAround = 2 + len("48 h []") + 2 // cells
	countsRoom = 36                     // left for the counts, so that nothing moves when they do
)

// timesRead brings the times of the stories of a desk.
type timesRead struct {
	snap  int // of the list that they are of
	hours reader.Hours
}

// readTimes asks when the stories of the desk came.
func (p *headlines) readTimes() tea.Cmd {
	if p.search.on || p.w < plotFrom {
		p.hours = reader.Hours{}
		return nil
	}
	env, filter, snap, now := p.env, p.filter, p.snap, p.env.Now()
	return func() tea.Msg {
		at, err := env.Library.TimesSince(env.Ctx, filter, now.Add(-plotHours*time.Hour))
		if err != nil {
			return timesRead{snap: snap} // the list complains if the cache cannot be read
		}
		return timesRead{snap: snap, hours: reader.LastHours(at, now, plotHours)}
	}
}

// plotFrom is the width from which a heading may have a plot.
const plotFrom = 60

// plot draws the stories an hour in w cells, and names the peak where that fits; "" if
// there is too little room.
func (p *headlines) plot(w int) string {
	h := p.hours
	if _, n := h.Most(); n == 0 || p.search.on {
		return ""
	}
	hours := min(w-plotAround, len(h.N))
	if hours < plotLeast {
		return ""
	}
	h.From = h.From.Add(time.Duration(len(h.N)-hours) * time.Hour)
	h.N = h.N[len(h.N)-hours:]
	peak := " " + h.Peak()
	if h.Peak() == "" || w-plotAround-hours < ansi.StringWidthWc(peak) {
		peak = ""
	}
	return "  " + h.Plot(p.env.ASCII) + peak + "  "
}
