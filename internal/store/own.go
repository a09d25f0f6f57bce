package store

import (
	"context"
	"fmt"
)

// SavedTo returns the folder in which the person saved last; empty: none is kept.
func (p *Person) SavedTo(ctx context.Context) (folder string, err error) {
	if err := p.note(ctx, "saved_to", &folder); err != nil {
		return "", fmt.Errorf("read the folder of saved stories: %w", p.engine.Explain(err))
	}
	return folder, nil
}

// KeepSavedTo remembers the folder in which the person saved last.
func (p *Person) KeepSavedTo(ctx context.Context, folder string) error {
	if err := p.saveNote(ctx, "saved_to", folder); err != nil {
		return fmt.Errorf("keep the folder of saved stories: %w", err)
	}
	return nil
}
