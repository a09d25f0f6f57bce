package reader

// Sentences that the screen and the dialog of lines have in common. Those that
// end without a full stop are followed by the cause: ": " and an error.
const (
	// The trail.
	NoTrail      = "There is no trail yet: open a story to begin one."
	TrailBegins  = "This is where the trail begins."
	TrailEnds    = "The trail goes no further."
	TrailNotKept = "The trail could not be kept"
	PositionLost = "Your place in the story could not be kept"
	TakenOver    = "Another sitrep has taken over from this one: it is there that you come back to where you were."

	Replaced = "The cache was removed or replaced while it was open: nothing is kept any more. Quit and start sitrep again."

	// References.
	NothingToFollow   = "There is nothing to follow here."
	NoSuchNumber      = "There is no number %d here; the last is %d." // the number, the last
	NotANumber        = "%q is not a number."                         // what was typed
	NoReferences      = "No references in this story, and none is known that refers to it."
	NoReferencesKnown = "No references known; the full text is not held yet."
	NotFoundYet       = "Not in the cache yet; it is looked up again as stories arrive."

	// Stories.
	NotOpened    = "The story could not be opened"
	FirstOfList  = "This is the first story of the list."
	LastOfList   = "This is the last story of the list."
	NoneAbove    = "No unread story above."
	NoneBelow    = "No unread story below."
	TextHere     = "The full text is in the cache."
	TextMissing  = "The full text could not be fetched"
	NotNewer     = "The page could not be fetched again; this is the text of before"
	NoTextSource = "This story has no address to fetch its text from."
	NoFeed       = "This story came by its address; there is no feed to refresh."
	NotRefreshed = "Not refreshed"
	Unreadable   = "The cache could not be read"
	NoFeedStates = "The feeds could not be read"
	NoWarnings   = "The warnings could not be read"
	NoBackground = "The background could not be read"
	NoVersions   = "The wordings of the story could not be read"
	NoEvent      = "The event could not be read"
	NoBrief      = "The brief could not be made"
	LookFailed   = "That could not be noted"
	OneVersion   = "The cache keeps one version of this story: nothing changed since it was first seen."

	// Marks.
	MarkedRead    = "Marked read."
	MarkedUnread  = "Marked unread."
	Starred       = "Starred."
	StarOff       = "Star taken off."
	MarkFailed    = "The mark could not be changed"
	ReadFailed    = "The story could not be marked read"
	AllReadFailed = "The list could not be marked read"
	NoneUnread    = "Nothing here was unread."
	NothingToUndo = "There is nothing to undo."
	Undone        = "Undone: " // the undone action follows
	UndoFailed    = "That could not be undone"

	// The world outside.
	BrowserOpened = "Opened " // the address follows
	BrowserFailed = "The browser could not be started"
	SavedAs       = "Saved as "              // the path follows
	SavedIn       = "Saved %d stories in %s" // how many, the folder
	SaveFailed    = "The story could not be saved"
	FeedNotAdded  = "The feed was not added"
	NoFeedToTag   = "There is no feed here to tag."
	NotTagged     = "The feed was not tagged"
	NothingToKeep = "All stories are listed: there is no query to keep as a desk."
	DeskNotSaved  = "The desk was not saved"
	NotConfigured = "The configuration was not changed"
	NotMuted      = "The mutes could not be changed"
	NotSelected   = "Nothing was done"
	NothingToCite = "There is nothing here to cite."
	NoCiteForm    = "There is no form %q of citations: %s." // the typed form, the known forms
	CiteFormSet   = "Citations are written as %s from now on."
	PipeTook      = " has taken it." // after the name of the program
	PipeFailed    = "The program did not take it"
	NoPipes       = "No program is named yet: reader: {pipe: {NAME: [program, argument]}} in the configuration names one."
)
