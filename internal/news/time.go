package news

import (
	"encoding/json"
	"fmt"
	"time"
)

// FuzzyTime is a time of which possibly only the day is known. The zero
// value is unknown.
type FuzzyTime struct {
	T   time.Time // UTC; midnight if Day
	Day bool
}

// IsZero reports whether the time is unknown.
func (f FuzzyTime) IsZero() bool { return f.T.IsZero() }

// String returns the time in RFC 3339, the day as 2006-01-02 if only that is
// known, or "".
func (f FuzzyTime) String() string {
	switch {
	case f.T.IsZero():
		return ""
	case f.Day:
		return f.T.Format(time.DateOnly)
	}
	return f.T.UTC().Format(time.RFC3339)
}

// MarshalJSON returns String as a JSON string.
func (f FuzzyTime) MarshalJSON() ([]byte, error) { return json.Marshal(f.String()) }

// UnmarshalJSON reads what MarshalJSON writes.
func (f *FuzzyTime) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*f = FuzzyTime{}
	if s == "" {
		return nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		f.T, f.Day = t, true
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return fmt.Errorf("time %q: not RFC 3339 and not a day", s)
	}
	f.T = t.UTC()
	return nil
}
