package plain

import (
	"time"

	"sitrep/ui/reader"
)

// plotHours is of how many hours a desk is said to have stories.
const plotHours = 48

// sayHours says how many stories of a desk came in the last hours, and when most did.
func (r *Reader) sayHours(l *list) {
	if l.desk < 1 || l.query != "" {
		return
	}
	now := r.env.Now()
	at, err := r.env.Library.TimesSince(r.env.Ctx, l.filter, now.Add(-plotHours*time.Hour))
	if err != nil || len(at) == 0 {
		return
	}
	r.say(reader.LastHours(at, now, plotHours).Sentence())
}
