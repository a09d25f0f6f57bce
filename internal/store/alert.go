package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sitrep/internal/news"
)

// Bounds for alerts, kept and read.
const (
	keepAlerts = 90 * 24 * time.Hour
	mostAlerts = 1000
	mostRules  = 200 // of a person
)

// ErrTooMany is matched by the error of a rule or an alert beyond the bounds.
var ErrTooMany = errors.New("there are too many")

// whose returns the number of the person a rule belongs to; nil: it is of the
// configuration.
func (p *Person) whose(own bool) any {
	if own {
		return p.view.num
	}
	return nil
}

// Rules returns the rules of the configuration and those of the person, by name.
func (p *Person) Rules(ctx context.Context) ([]news.Rule, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT body, person IS NOT NULL, looked FROM rule WHERE person IS NULL OR person = ? ORDER BY name, coalesce(person, 0)`, p.view.num)
	if err == nil {
		var out []news.Rule
		out, err = collect(rows, func(r *sql.Rows) (rule news.Rule, err error) {
			var body string
			if err := r.Scan(&body, &rule.Own, &rule.Looked); err != nil {
				return rule, err
			}
			return rule, json.Unmarshal([]byte(body), &rule)
		})
		if err == nil {
			return out, nil
		}
	}
	return nil, fmt.Errorf("list rules: %w", p.engine.Explain(err))
}

// SaveRule keeps a rule of the person, in place of one of the same name. One
// with another query looks at the stories before it.
func (p *Person) SaveRule(ctx context.Context, r news.Rule) error {
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM rule WHERE person = ? AND name <> ?`, p.view.num, r.Name).Scan(&n); err != nil {
			return false, err
		}
		if n >= mostRules {
			return false, fmt.Errorf("%w rules: %d at most", ErrTooMany, mostRules)
		}
		return true, p.putRule(ctx, tx, &r, true)
	})
	if err != nil {
		return fmt.Errorf("save rule: %w", err)
	}
	return nil
}

func (p *Person) putRule(ctx context.Context, tx *sql.Tx, r *news.Rule, own bool) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO rule (person, name, body) VALUES (?1, ?2, ?3) ON CONFLICT (coalesce(person, 0), name) DO UPDATE SET
		looked = CASE WHEN rule.body = excluded.body THEN rule.looked ELSE 0 END, body = excluded.body`, p.whose(own), r.Name, string(body))
	return err
}

// DropRule removes a rule of the person. The error matches news.ErrNotFound if
// there is none of that name.
func (p *Person) DropRule(ctx context.Context, name string) error {
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		res, err := tx.ExecContext(ctx, `DELETE FROM rule WHERE person = ? AND name = ?`, p.view.num, name)
		if err != nil {
			return false, err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return true, err
		}
		return false, news.ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("remove rule %s: %w", name, err)
	}
	return nil
}

// SetRules makes the rules of the configuration those given.
func (p *Person) SetRules(ctx context.Context, rules []news.Rule) error {
	names := make([]string, len(rules))
	for i := range rules {
		names[i] = rules[i].Name
	}
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM rule WHERE person IS NULL AND NOT name`+p.sql.InList, p.sql.list(names)); err != nil {
			return false, err
		}
		for i := range rules {
			if err := p.putRule(ctx, tx, &rules[i], false); err != nil {
				return false, err
			}
		}
		return false, nil
	})
	if err != nil {
		return fmt.Errorf("save rules: %w", err)
	}
	return nil
}

// AlertMark is up to where what arrived was looked at for alerts.
type AlertMark struct {
	Seq     int64 `json:"seq"`     // of the last story
	Warning int64 `json:"warning"` // Num of the last warning
	Page    int64 `json:"page"`    // number of the last text of a page, see LatestPage
}

// AlertMark returns up to where what arrived was looked at for the person's
// alerts; the zero AlertMark: nothing was.
func (p *Person) AlertMark(ctx context.Context) (m AlertMark, err error) {
	if err := p.note(ctx, "alert_mark", &m); err != nil {
		return AlertMark{}, fmt.Errorf("read alerts: %w", p.engine.Explain(err))
	}
	return m, nil
}

// SaveAlerts keeps alerts together with up to where was looked, and marks rules
// as having looked back. It returns the alerts that were not there yet:
// a subject has one alert for a rule and a cause, whoever raises it.
func (p *Person) SaveAlerts(ctx context.Context, alerts []news.Alert, m AlertMark, looked []news.Rule) ([]news.Alert, error) {
	var added []news.Alert
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		added = added[:0:0]
		for _, a := range alerts {
			body, err := json.Marshal(&a)
			if err != nil {
				return false, err
			}
			err = tx.QueryRowContext(ctx, `INSERT INTO alert (person, rule, subject, cause, raised_ms, delivery, body) VALUES (?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO NOTHING RETURNING num`, p.whose(a.Own), a.Rule, a.Subject, a.Cause, millis(a.Raised), string(a.Delivery), string(body)).Scan(&a.Num)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return false, err
			}
			added = append(added, a)
		}
		for _, r := range looked {
			if _, err := tx.ExecContext(ctx, `UPDATE rule SET looked = 1 WHERE name = ? AND coalesce(person, 0) = coalesce(?, 0)`, r.Name, p.whose(r.Own)); err != nil {
				return false, err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM alert WHERE raised_ms < ?`, millis(p.o.Now().Add(-keepAlerts))); err != nil {
			return false, err
		}
		text, err := json.Marshal(m)
		if err != nil {
			return false, err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO note (person, key, value) VALUES (?, 'alert_mark', ?)
			ON CONFLICT (person, key) DO UPDATE SET value = excluded.value`, p.view.num, string(text))
		return len(added) > 0, err
	})
	if err != nil {
		return nil, fmt.Errorf("save alerts: %w", err)
	}
	return added, nil
}

// Alerts returns the alerts raised at or after a time that are the person's or of
// the configuration, the newest first, 1000 at most.
func (p *Person) Alerts(ctx context.Context, since time.Time) ([]news.Alert, error) {
	var seen int64
	err := p.note(ctx, "alerts_seen", &seen)
	if err == nil {
		var rows *sql.Rows
		rows, err = p.now().QueryContext(ctx, `SELECT num, body, delivery, num <= ? FROM alert WHERE raised_ms >= ? AND (person IS NULL OR person = ?)
			ORDER BY num DESC LIMIT ?`, seen, millis(since), p.view.num, mostAlerts)
		if err == nil {
			var out []news.Alert
			if out, err = collect(rows, scanAlert); err == nil {
				return out, nil
			}
		}
	}
	return nil, fmt.Errorf("list alerts: %w", p.engine.Explain(err))
}

func scanAlert(r *sql.Rows) (a news.Alert, err error) {
	var body, delivery string
	if err := r.Scan(&a.Num, &body, &delivery, &a.Seen); err != nil {
		return a, err
	}
	err = json.Unmarshal([]byte(body), &a)
	a.Delivery = news.Delivery(delivery)
	return a, err
}

// SeeAlerts notes that the person has seen the alerts up to one, by its Num.
func (p *Person) SeeAlerts(ctx context.Context, upTo int64) error {
	var seen int64
	err := p.note(ctx, "alerts_seen", &seen)
	if err == nil && seen < upTo {
		err = p.saveNote(ctx, "alerts_seen", upTo)
	}
	if err != nil {
		return fmt.Errorf("save alerts: %w", err)
	}
	return nil
}

// Redeliver changes the delivery of alerts.
func (p *Person) Redeliver(ctx context.Context, alerts []news.Alert) error {
	if len(alerts) == 0 {
		return nil
	}
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		for _, a := range alerts {
			if _, err := tx.ExecContext(ctx, `UPDATE alert SET delivery = ? WHERE num = ?`, string(a.Delivery), a.Num); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("save alerts: %w", err)
	}
	return nil
}

// AlertsToRun returns the alerts that ring, were raised at or after a time and
// were not handed to a program yet, the oldest first, and notes that they are.
func (p *Person) AlertsToRun(ctx context.Context, since time.Time) ([]news.Alert, error) {
	var out []news.Alert
	err := p.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		rows, err := tx.QueryContext(ctx, `SELECT num, body, delivery, 0 FROM alert WHERE ran = 0 AND raised_ms >= ? AND delivery = ? AND (person IS NULL OR person = ?)
			ORDER BY num LIMIT ?`, millis(since), string(news.DeliverRing), p.view.num, mostAlerts)
		if err != nil {
			return false, err
		}
		if out, err = collect(rows, scanAlert); err != nil {
			return false, err
		}
		for _, a := range out {
			if _, err := tx.ExecContext(ctx, `UPDATE alert SET ran = 1 WHERE num = ?`, a.Num); err != nil {
				return false, err
			}
		}
		return false, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	return out, nil
}

// LatestWarning returns the greatest Num of a message that feeds brought; 0:
// there is none.
func (db *DB) LatestWarning(ctx context.Context) (num int64, err error) {
	err = db.now().QueryRowContext(ctx, `SELECT coalesce(max(num), 0) FROM warning`).Scan(&num)
	if err != nil {
		return 0, fmt.Errorf("read warnings: %w", db.engine.Explain(err))
	}
	return num, nil
}
