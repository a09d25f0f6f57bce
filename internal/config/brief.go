package config

// Brief says when and how the brief is shown.
type Brief struct {
	OnStart bool // first, after some hours away
	Lines   int  // of `sitrep brief`, at most; 0: all
}

func briefKeys() []field[Brief] {
	return []field[Brief]{
		{"on_start", "true or false", "false", "Begin with the brief when you come back after four hours or more.", boolAt(func(b *Brief) *bool { return &b.OnStart })},
		{"lines", "number", "18", "At most so many lines of `sitrep brief`; 0: all.", intAt(func(b *Brief) *int { return &b.Lines }, 0, 1000)},
	}
}
