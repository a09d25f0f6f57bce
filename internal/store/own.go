package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
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

// mostMutes is how many mutes a person may have.
const mostMutes = 200

// Mutes returns the mutes of the person's lists. Those that have ended are
// left out.
func (p *Person) Mutes(ctx context.Context) ([]news.Mute, error) {
	var all []news.Mute
	if err := p.note(ctx, "mutes", &all); err != nil {
		return nil, fmt.Errorf("read mutes: %w", p.engine.Explain(err))
	}
	for i := range all {
		all[i].Word = sanitize.Line(all[i].Word).String()
	}
	return news.MutesAt(all, p.o.Now()), nil
}

// SetMute adds a mute, or with on false removes the one about the same, and returns
// those that are left. Two of them about the same are one: the later counts.
func (p *Person) SetMute(ctx context.Context, m news.Mute, on bool) ([]news.Mute, error) {
	var all []news.Mute
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		all = nil
		var text string
		err := tx.QueryRowContext(ctx, `SELECT value FROM note WHERE person = ? AND key = 'mutes'`, p.view.num).Scan(&text)
		if err == nil {
			err = json.Unmarshal([]byte(text), &all)
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return false, err
		}
		all = slices.DeleteFunc(news.MutesAt(all, p.o.Now()), m.Same)
		if on {
			all = append(all, m)
		}
		if len(all) > mostMutes {
			return false, fmt.Errorf("there are %d mutes already; remove one first", mostMutes)
		}
		value, err := json.Marshal(all)
		if err != nil {
			return false, err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO note (person, key, value) VALUES (?, 'mutes', ?)
			ON CONFLICT (person, key) DO UPDATE SET value = excluded.value`, p.view.num, string(value))
		return false, err
	})
	if err != nil {
		return nil, fmt.Errorf("keep mutes: %w", err)
	}
	return all, nil
}
