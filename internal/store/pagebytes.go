package store

import (
	"context"
	"fmt"
)

// pageBytes is how large the pages were that were fetched ahead.
type pageBytes struct {
	Pages int64 `json:"pages"`
	Bytes int64 `json:"bytes"`
}

// mostPages is how many pages count; later ones count more.
const mostPages = 1000

// PageBytes returns how many bytes a page that is fetched ahead has, as it is sent: the
// mean of those that AddPageBytes counted; 0: none were.
func (p *Person) PageBytes(ctx context.Context) (mean int64, err error) {
	var b pageBytes
	if err := p.note(ctx, "page_bytes", &b); err != nil {
		return 0, fmt.Errorf("read sizes of pages: %w", p.engine.Explain(err))
	}
	if b.Pages == 0 {
		return 0, nil
	}
	return b.Bytes / b.Pages, nil
}

// AddPageBytes counts pages that were fetched ahead, and their bytes.
func (p *Person) AddPageBytes(ctx context.Context, pages, bytes int64) error {
	if pages <= 0 {
		return nil
	}
	var b pageBytes
	err := p.note(ctx, "page_bytes", &b)
	if b.Pages > mostPages {
		b.Bytes, b.Pages = b.Bytes*mostPages/b.Pages, mostPages
	}
	if err == nil {
		b.Pages, b.Bytes = b.Pages+pages, b.Bytes+bytes
		err = p.saveNote(ctx, "page_bytes", b)
	}
	if err != nil {
		return fmt.Errorf("keep sizes of pages: %w", err)
	}
	return nil
}
