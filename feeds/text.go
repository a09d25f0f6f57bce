package feeds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// FullText fetches one page and reads the article on it. On failure the
// result's Err says why in a sentence, and the error is returned too.
func (p *Poller) FullText(ctx context.Context, url string) (news.FullText, error) {
	ft, err := p.page(ctx, url)
	if err != nil {
		ft.Err = pageSentence(err)
		return ft, fmt.Errorf("full text: %w", err)
	}
	return ft, nil
}

func (p *Poller) page(ctx context.Context, url string) (news.FullText, error) {
	ft := news.FullText{URL: url}
	got, err := p.o.Client.Get(ctx, fetch.Request{URL: url, Accept: fetch.Page})
	if err != nil {
		return ft, err
	}
	ft.URL = got.URL
	page, err := p.o.Extract.Page(ctx, got.Body, got.ContentType, got.URL)
	if err != nil {
		return ft, err
	}
	if page.Canonical != "" {
		ft.URL = page.Canonical
	}
	ft.Headline, ft.Byline, ft.Site, ft.Lang = page.Title, page.Byline, page.Site, page.Lang
	ft.Published, ft.Modified = page.Published, page.Modified
	ft.Body, ft.References = page.Blocks, page.References
	return ft, nil
}

// pageSentence says for people why a page has no text for us.
func pageSentence(err error) sanitize.Clean {
	var what *extract.UnsupportedError
	switch {
	case errors.As(err, &what):
		return sanitize.Line("The page is not an article: " + what.What + ".")
	case errors.Is(err, extract.ErrNoText):
		return sanitize.Lit("No article text was found on the page.")
	}
	return fetch.Sentence(err)
}

// texts fetches the pages of stories whose feeds want full text at once: a
// few a round, one after the other, so that a feed of a hundred items does
// not make a hundred requests.
func (p *Poller) texts(ctx context.Context) error {
	stories, err := p.o.Sink.LacksText(ctx, textsARound)
	if err != nil {
		return fmt.Errorf("full texts: %w", err)
	}
	for _, s := range stories {
		if s.URL == "" {
			continue
		}
		ft, err := p.FullText(ctx, s.URL)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			p.o.Log.Info("no full text", slog.String("story", string(s.ID)), slog.String("error", sanitize.Line(err.Error()).String()))
		}
		if err := p.o.Sink.SaveFullText(ctx, s.ID, ft); err != nil {
			return fmt.Errorf("save full text: %w", err)
		}
	}
	return nil
}
