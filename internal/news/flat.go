package news

// Flat is a plain text with labels such as "Read also" in the middle of its
// prose, before its references were taken out. No sign ends the titles behind
// them; the headlines of other stories do. The zero value is a text without
// such labels.
type Flat struct {
	Text   string   // a paragraph a line
	Starts []string // the text after each label, as far as a title may go
}

// Recut reads a Flat.Text when more headlines are known: known returns how
// many bytes of a text make up the longest beginning of it that is the headline
// of a story; 0: none. Starts are as in Flat.
type Recut func(text string, known func(text string) int) (blocks []Block, refs []Reference, starts []string)
