package main

import (
	"context"
	"errors"

	"sitrep/internal/news"
)

var errNotBuilt = errors.New("not built yet")

// fetchText fetches a story's page and keeps its text.
func (e *env) fetchText(context.Context, *session, *news.Story) error { return errNotBuilt }

// fetchPage fetches an address that no feed brought and keeps it as a story.
func (e *env) fetchPage(context.Context, *session, string) (news.StoryID, error) {
	return "", errNotBuilt
}
