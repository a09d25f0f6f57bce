package crisis

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

//go:embed data/*.txt
var data embed.FS

// Outlet is a fictional source of the crisis.
type Outlet struct {
	ID      string
	Name    string
	Lang    string
	Format  string // "rss", "rdf", "atom" or "json"
	Fault   string // "slow": answers late; "500": answers with that error; empty: none
	Hostile bool   // its texts carry escape sequences
	Full    bool   // its feed should be read with full text at once
	Stories []*Story
}

// Path is where the outlet's feed is served.
func (o *Outlet) Path() string { return "/" + o.ID + "/feed" }

// Story is one report of an outlet.
type Story struct {
	Outlet  *Outlet
	Slug    string
	At      time.Duration // after the start of the scenario; negative: it is there already
	Title   string
	Summary string
	Plain   bool // served as plain text
	Body    string
	Copy    string // "outlet/slug" of the report this one prints word for word

	EditAt    time.Duration // when the wording changes; 0: never
	EditTitle string
	EditBody  string // a paragraph put before the body
}

// Path is where the story's page is served.
func (s *Story) Path() string { return "/" + s.Outlet.ID + "/" + s.Slug }

// Ref is how other stories of the scenario refer to this one.
func (s *Story) Ref() string { return s.Outlet.ID + "/" + s.Slug }

// Scenario is the whole crisis.
type Scenario struct {
	Start   time.Time // when it begins, on the scenario's own clock
	Outlets []*Outlet
	byRef   map[string]*Story
}

// Story returns the story of a reference such as "ledger/harbor-notes", or
// nil.
func (s *Scenario) Story(ref string) *Story { return s.byRef[ref] }

// Stories returns how many stories there are that can be read: those of
// outlets whose server works.
func (s *Scenario) Stories() int {
	n := 0
	for _, o := range s.Outlets {
		if o.Fault != "500" {
			n += len(o.Stories)
		}
	}
	return n
}

// Load reads the scenario that is built in.
func Load() (*Scenario, error) {
	s := &Scenario{
		Start: time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC),
		byRef: make(map[string]*Story),
	}
	names, err := fs.Glob(data, "data/*.txt")
	if err != nil {
		return nil, fmt.Errorf("scenario: %w", err)
	}
	for _, name := range names {
		src, err := fs.ReadFile(data, name)
		if err != nil {
			return nil, fmt.Errorf("scenario: %w", err)
		}
		if err := s.read(name, string(src)); err != nil {
			return nil, err
		}
	}
	for _, o := range s.Outlets {
		for _, st := range o.Stories {
			if err := s.check(st); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

// read takes in one file. It is a list of records that begin with @outlet
// or @story; a record has fields, one a line, then, for a story, its text.
func (s *Scenario) read(name, src string) error {
	var (
		outlet *Outlet
		story  *Story
		inBody bool
	)
	for i, line := range strings.Split(src, "\n") {
		fail := func(why string) error { return fmt.Errorf("%s:%d: %s", name, i+1, why) }
		switch word, rest, _ := strings.Cut(line, " "); {
		case word == "@outlet":
			outlet, story = &Outlet{ID: rest}, nil
			s.Outlets = append(s.Outlets, outlet)
		case word == "@story":
			if outlet == nil {
				return fail("a story before the first outlet")
			}
			story, inBody = &Story{Outlet: outlet, Slug: rest}, false
			if s.byRef[story.Ref()] != nil {
				return fail("a second story " + story.Ref())
			}
			outlet.Stories = append(outlet.Stories, story)
			s.byRef[story.Ref()] = story
		case outlet == nil:
			return fail("a line before the first outlet")
		case story == nil:
			if err := outlet.field(line); err != nil {
				return fail(err.Error())
			}
		case !inBody && story.field(line):
		default:
			inBody = true
			story.Body += line + "\n"
		}
	}
	return nil
}

func (o *Outlet) field(line string) error {
	key, value, ok := strings.Cut(line, ": ")
	switch {
	case line == "":
	case !ok:
		return fmt.Errorf("not a field: %q", line)
	case key == "name":
		o.Name = value
	case key == "lang":
		o.Lang = value
	case key == "format":
		o.Format = value
	case key == "fault":
		o.Fault = value
	case key == "hostile":
		o.Hostile = value == "yes"
	case key == "fulltext":
		o.Full = value == "yes"
	default:
		return fmt.Errorf("unknown field %q", key)
	}
	return nil
}

// field reads one field and reports false at the first line that is none:
// there the text begins.
func (s *Story) field(line string) bool {
	key, value, ok := strings.Cut(line, ": ")
	if !ok {
		return false
	}
	switch key {
	case "at":
		s.At = minutes(value)
	case "edit_at":
		s.EditAt = minutes(value)
	case "title":
		s.Title = value
	case "edit_title":
		s.EditTitle = value
	case "edit_body":
		s.EditBody = value
	case "summary":
		s.Summary = value
	case "kind":
		s.Plain = value == "text"
	case "copy":
		s.Copy = value
	default:
		return false
	}
	return true
}

// minutes returns the duration, or the zero duration if it is not a number;
// check finds that a story has no time.
func minutes(s string) time.Duration {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Minute
}

// check reports the problem with a story.
func (s *Scenario) check(st *Story) error {
	switch {
	case st.Title == "":
		return fmt.Errorf("scenario: story %s has no title", st.Ref())
	case st.At == 0:
		return fmt.Errorf("scenario: story %s has no time", st.Ref())
	case st.Copy != "" && s.byRef[st.Copy] == nil:
		return fmt.Errorf("scenario: story %s copies %s, which does not exist", st.Ref(), st.Copy)
	case st.Copy == "" && strings.TrimSpace(st.Body) == "":
		return fmt.Errorf("scenario: story %s has no text", st.Ref())
	}
	for _, ref := range refs(st.Body) {
		if s.byRef[ref] == nil {
			return fmt.Errorf("scenario: story %s refers to %s, which does not exist", st.Ref(), ref)
		}
	}
	return nil
}

// refs returns the references "@outlet/slug" of a text.
func refs(body string) []string {
	var out []string
	for f := range strings.FieldsSeq(body) {
		if ref, ok := strings.CutPrefix(f, "@"); ok && strings.Contains(ref, "/") {
			out = append(out, ref)
		}
	}
	return out
}
