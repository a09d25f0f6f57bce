package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds/fetch"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
)

// exportFlags are the flags of export.
type exportFlags struct {
	pinned, brief, html, json, markdown bool
	title, file, evidence               string
}

func exportCmd(e *env) *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export [QUERY]",
		Short: "Write a situation report with its sources",
		Long: `export writes what is known of the stories that a query finds, at most 200: events
with who says what and where they have it from, figures that differ, what was
corrected, the notes of the watch, the sources, and the warnings in force. Without a
query it is about the last day; --pinned is about the stories you pinned, --brief
about what has moved since you looked, in the order of the brief, which stays as it is.

It is Markdown; --html gives one page that needs nothing else, --json the values.
--evidence REF fetches the page of one story and keeps the answer: its bytes, its
header without secrets, the times, and the SHA-256.`,
		Example: "  sitrep export --html -o report.html 'kamin since:12h'\n  sitrep export --pinned\n  sitrep export --brief -o moved.md",
		RunE: func(c *cobra.Command, args []string) error {
			if f.html && f.json || f.html && f.markdown || f.json && f.markdown {
				return usagef("--html, --json and --markdown exclude each other")
			}
			if f.evidence != "" {
				return f.keepEvidence(c, e)
			}
			switch {
			case f.pinned && f.brief:
				return usagef("--pinned and --brief exclude each other")
			case (f.pinned || f.brief) && len(args) > 0:
				return usagef("--pinned and --brief take no query")
			}
			filter, err := query.Parse(strings.Join(args, " "), e.opts.Now())
			if err != nil {
				return &exitError{exitUsage, err}
			}
			if f.brief {
				e.readsMany()
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			r, err := s.Situation(c.Context(), app.SituationRequest{Filter: filter, Pinned: f.pinned, Brief: f.brief, Title: f.title})
			if err != nil {
				return err
			}
			return f.write(e, r)
		},
	}
	c.Flags().BoolVar(&f.pinned, "pinned", false, "the stories that you pinned")
	c.Flags().BoolVar(&f.brief, "brief", false, "what has moved since you looked")
	c.Flags().BoolVar(&f.html, "html", false, "one page of HTML that needs nothing else")
	c.Flags().BoolVar(&f.json, "json", false, "one JSON object")
	c.Flags().BoolVar(&f.markdown, "markdown", false, "Markdown (this is the default)")
	c.Flags().StringVar(&f.title, "title", "", "the `TITLE` of the report")
	c.Flags().StringVarP(&f.file, "output", "o", "", "write to a new `FILE`")
	c.Flags().StringVar(&f.evidence, "evidence", "", "fetch the page of the story `REF` and keep the answer; needs -o")
	return c
}

// write prints a report, or writes it to the file.
func (f *exportFlags) write(e *env, r *present.Situation) error {
	if f.json && f.file == "" {
		return e.printJSON(r.Fields())
	}
	text := r.Markdown()
	var err error
	switch {
	case f.html:
		text = r.HTML()
	case f.json:
		if text, err = present.JSON(r.Fields()); err != nil {
			return err
		}
	}
	if f.file == "" {
		return e.printText(text)
	}
	if err := writeNew(f.file, sanitize.Text(text)); err != nil {
		return fmt.Errorf("export to %s: %w", f.file, why(err))
	}
	e.warn("wrote " + f.file)
	return nil
}

// keepEvidence fetches the page of a story and keeps the answer.
func (f *exportFlags) keepEvidence(c *cobra.Command, e *env) error {
	if f.file == "" {
		return usagef("--evidence needs -o FILE")
	}
	s, err := e.openToRead(c.Context())
	if err != nil {
		return err
	}
	st, err := s.Find(c.Context(), f.evidence)
	if err != nil {
		return err
	}
	if st.URL == "" {
		return errors.New("export: the story has no address to fetch")
	}
	page, err := readPage(c.Context(), e, st.URL, fetch.Page)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	text, err := present.Evidence(st, page, e.opts.Now())
	if err == nil {
		err = writeNew(f.file, text)
	}
	if err != nil {
		return fmt.Errorf("export to %s: %w", f.file, why(err))
	}
	e.warn("wrote " + f.file)
	return nil
}
