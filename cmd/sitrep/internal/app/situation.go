package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/cite"
	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/revision"
	"sitrep/ui/reader"
)

// SituationRequest selects the contents of a report.
type SituationRequest struct {
	Filter news.Filter // stories; without a query of at most the last day
	Pinned bool        // the stories that the person pinned, instead
	Brief  bool        // the changes since the person looked, instead
	Title  string      // empty: reportTitle
}

// Bounds of a report.
const (
	mostReported = 200 // stories
	reportedBack = 24 * time.Hour
)

// reportTitle is the title of a report that nobody named.
const reportTitle = "Situation report"

// Situation returns a situation report.
func (s *Session) Situation(ctx context.Context, r SituationRequest) (*present.Situation, error) {
	out := &present.Situation{Title: cmp.Or(r.Title, reportTitle), Known: s.Now()}
	remarks, err := s.Cache.Remarks(ctx)
	if err != nil {
		return nil, err
	}
	if r.Brief {
		if err := s.reportBrief(ctx, out, remarks); err != nil {
			return nil, err
		}
		return out, s.addWarnings(ctx, out)
	}
	stories, err := s.reported(ctx, r, remarks)
	if err != nil {
		return nil, err
	}
	events, err := s.eventsAround(ctx, stories)
	if err != nil {
		return nil, err
	}
	done := map[string]bool{}
	for _, st := range stories {
		k := events.of[st.ID]
		if k == nil {
			k = &news.Cluster{ID: string(st.ID), Stories: []news.StoryID{st.ID}}
		}
		if done[k.ID] {
			continue
		}
		done[k.ID] = true
		if err := s.addEvent(ctx, out, k, remarks); err != nil {
			return nil, err
		}
	}
	return out, s.addWarnings(ctx, out)
}

// addWarnings adds the warnings in force.
func (s *Session) addWarnings(ctx context.Context, out *present.Situation) error {
	list, err := reader.WarningsNow(ctx, s.Cache, out.Known)
	if err == nil {
		out.Warnings, _ = reader.InForce(list, out.Known)
	}
	return err
}

// reportBrief adds the items of the brief, in its order. The look stays where it is.
func (s *Session) reportBrief(ctx context.Context, out *present.Situation, remarks []news.Remark) error {
	b, err := s.Brief(ctx, news.Look{})
	if err != nil {
		return err
	}
	out.Brief = b
	left := mostReported
	for n := range b.Items {
		i := &b.Items[n]
		if left -= len(i.Stories); left < 0 {
			break
		}
		if err := s.addEvent(ctx, out, &news.Cluster{ID: string(i.Cluster), Stories: i.Stories}, remarks); err != nil {
			return err
		}
		if last := len(out.Events) - 1; last >= 0 {
			out.Events[last].Moved = cmp.Or(i.What(), "new") + ", " + i.Words()
		}
	}
	return nil
}

// reported returns the stories that a report is about, the newest first.
func (s *Session) reported(ctx context.Context, r SituationRequest, remarks []news.Remark) ([]*news.Story, error) {
	if !r.Pinned {
		f := r.Filter
		if f.Expr == nil {
			f.Expr = news.Since{Time: s.Now().Add(-reportedBack)}
		}
		return s.Cache.Stories(ctx, f, news.Window{Limit: mostReported})
	}
	var out []*news.Story
	for _, m := range slices.Backward(remarks) {
		if m.Kind != news.RemarkPin || len(out) == mostReported {
			continue
		}
		if st, err := s.Cache.StoryAt(ctx, m.URL); err == nil {
			out = append(out, st)
		}
	}
	return out, nil
}

// addEvent adds an event with its sources, edits and remarks.
func (s *Session) addEvent(ctx context.Context, out *present.Situation, k *news.Cluster, remarks []news.Remark) error {
	stories, err := s.Cache.StoriesByID(ctx, k.Stories...)
	if err != nil || len(stories) == 0 {
		return err
	}
	slices.SortFunc(stories, func(a, b *news.Story) int { return cmp.Or(a.When().Compare(b.When()), cmp.Compare(a.ID, b.ID)) })
	e := present.SituationEvent{Event: reader.Event{ID: cluster.ID(k.ID), Storyline: cluster.ID(k.Storyline)}}
	for _, st := range stories {
		e.Stories = append(e.Stories, reader.EventStory{Story: st})
	}
	if err := s.addOrigins(ctx, &e.Event); err != nil {
		return err
	}
	for i := range e.Stories {
		st := e.Stories[i].Story
		versions, err := s.Versions(ctx, st)
		if err != nil {
			return err
		}
		last := len(versions) - 1
		out.AddSource(present.Source{Story: st, Known: knownOf(st, &e.Stories[i].Origin, &versions[last], remarks)})
		if last > 0 {
			if d := versions[last-1].Compare(&versions[last]); d.Substantive() {
				e.Edits = append(e.Edits, editText(st, &d))
			}
		}
		for _, m := range remarks {
			if m.URL == remarkAddress(st) && m.Kind != news.RemarkPin {
				e.Remarks = append(e.Remarks, m)
			}
		}
		if out.Since.IsZero() || st.When().Before(out.Since) {
			out.Since = st.When()
		}
	}
	out.Events = append(out.Events, e)
	return nil
}

// editText says what changed in a story.
func editText(st *news.Story, d *revision.Diff) string {
	from, to := d.Shortest()
	notice := "without a notice"
	if d.Notice != "" {
		notice = "with a notice"
	}
	return fmt.Sprintf("%s: %s, %q to %q, %s", st.Source, d.Strongest(), from, to, notice)
}

// wordingSum returns the SHA-256 of a wording: its headline and its paragraphs, a
// line each.
func wordingSum(v *reader.Version) string {
	sum := sha256.Sum256([]byte(strings.Join(append([]string{v.Headline}, v.Paragraphs...), "\n")))
	return hex.EncodeToString(sum[:])
}

// remarkAddress names a story in remarks: by its address, else by its ID.
func remarkAddress(st *news.Story) string {
	return cmp.Or(st.URL, "story:"+string(st.ID))
}

// remark makes a remark about a story as it stands now.
func (s *Session) remark(ctx context.Context, st *news.Story, kind news.RemarkKind) (news.Remark, error) {
	m := news.Remark{
		Kind: kind, URL: remarkAddress(st), At: s.Now().UTC().Truncate(time.Second), Title: st.Headline, Source: st.Source,
		Published: st.Published.UTC().Truncate(time.Second), Retrieved: st.FirstSeen.UTC().Truncate(time.Second),
	}
	versions, err := s.Versions(ctx, st)
	if err != nil {
		return m, err
	}
	m.SHA256 = wordingSum(&versions[len(versions)-1])
	events, err := s.eventsAround(ctx, []*news.Story{st})
	if err != nil || events.of[st.ID] == nil || kind != news.RemarkPin {
		return m, err
	}
	members, err := s.Cache.StoriesByID(ctx, events.of[st.ID].Stories...)
	if err != nil {
		return m, err
	}
	others := map[string]bool{}
	for _, x := range members {
		if x.ID != st.ID && x.URL != "" {
			others[remarkAddress(x)] = true
		}
	}
	m.Event = slices.Sorted(maps.Keys(others))
	m.Event = m.Event[:min(len(m.Event), 50)]
	return m, nil
}

// knownOf returns the facts in a citation beside the story itself. Copies in
// archives are those that notes of the watch name.
func knownOf(st *news.Story, o *origin.Origin, v *reader.Version, remarks []news.Remark) cite.Known {
	k := cite.Known{Origin: reader.OriginText(o), Version: v.N, SHA256: wordingSum(v)}
	for i := range remarks {
		m := &remarks[i]
		if m.Kind == news.RemarkNote && m.URL == remarkAddress(st) && k.Archive == "" {
			k.Archive = cite.Archived(m.Text.String(), st.URL)
		}
	}
	return k
}

// Known returns what citations of stories hold beside them, in their order.
func (s *Session) Known(ctx context.Context, stories ...*news.Story) ([]cite.Known, error) {
	remarks, err := s.Cache.Remarks(ctx)
	if err != nil {
		return nil, err
	}
	events, err := s.eventsAround(ctx, stories)
	if err != nil {
		return nil, err
	}
	out := make([]cite.Known, len(stories))
	for i, st := range stories {
		e := reader.Event{Stories: []reader.EventStory{{Story: st}}}
		if k := events.of[st.ID]; k != nil {
			members, err := s.Cache.StoriesByID(ctx, k.Stories...)
			if err != nil {
				return nil, err
			}
			for _, m := range members {
				if m.ID != st.ID {
					e.Stories = append(e.Stories, reader.EventStory{Story: m})
				}
			}
		}
		if err := s.addOrigins(ctx, &e); err != nil {
			return nil, err
		}
		versions, err := s.Versions(ctx, st)
		if err != nil {
			return nil, err
		}
		out[i] = knownOf(st, &e.Stories[0].Origin, &versions[len(versions)-1], remarks)
	}
	return out, nil
}
