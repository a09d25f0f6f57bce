package served

import (
	"context"
	"runtime"

	"sitrep/internal/config"
	"sitrep/internal/operate"
	"sitrep/internal/sshd"
)

// Config returns the configuration in force.
func (r *Readers) Config() *config.Config { return r.app.Current() }

// Ready reports what keeps sessions from being served; nil: nothing.
func (r *Readers) Ready(ctx context.Context) error {
	_, err := r.app.DB.Latest(ctx)
	return err
}

// Metrics returns the figures of a server. None has the name of a person or the address
// of a story.
func (r *Readers) Metrics(ctx context.Context, s *sshd.Server) []operate.Metric {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	out := []operate.Metric{
		{Name: "sitrep_sessions", Help: "Sessions that are open.", Type: "gauge", Value: float64(s.Sessions())},
		{Name: "sitrep_auth_total", Help: "Clients that came in or were refused.", Type: "counter", Label: `result="accepted"`, Value: float64(s.Accepted())},
		{Name: "sitrep_auth_total", Type: "counter", Label: `result="refused"`, Value: float64(s.Refused())},
		{Name: "sitrep_frame_bytes_total", Help: "Bytes sent to terminals.", Type: "counter", Value: float64(s.Bytes())},
		{Name: "go_goroutines", Help: "Goroutines.", Type: "gauge", Value: float64(runtime.NumGoroutine())},
		{Name: "go_memstats_sys_bytes", Help: "Memory taken from the system.", Type: "gauge", Value: float64(mem.Sys)},
		{Name: "go_memstats_heap_alloc_bytes", Help: "Memory in use.", Type: "gauge", Value: float64(mem.HeapAlloc)},
	}
	if n, err := r.app.DB.Latest(ctx); err == nil {
		out = append(out, operate.Metric{Name: "sitrep_stories_total", Help: "Stories that have arrived.", Type: "counter", Value: float64(n)})
	}
	feeds, err := r.app.DB.Feeds(ctx)
	if err != nil {
		return out
	}
	states := map[string]int{"good": 0, "failing": 0}
	for _, f := range feeds {
		if f.State.Failures > 0 {
			states["failing"]++
		} else {
			states["good"]++
		}
	}
	for _, state := range []string{"good", "failing"} {
		out = append(out, operate.Metric{Name: "sitrep_feeds", Help: "Feeds by how polling them goes.", Type: "gauge", Label: `state="` + state + `"`, Value: float64(states[state])})
	}
	return out
}
