package reader

import (
	"context"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Library is everything that a reader may ask of the cache. Its methods block
// and may be called concurrently; the screen calls them from commands only.
// Errors match news.ErrNotFound where a single thing is asked for and there is
// none.
type Library interface {
	Stories
	Marks
	Place
}

// Stories is the part of a Library that all persons share: stories with their
// texts and references, and the feeds.
type Stories interface {
	// Stories returns a window of the stories that match, newest first.
	// Their cost does not grow with the cache.
	Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error)
	// Count sums the list up: of the stories with Seq up to upTo (0: all),
	// how many match and are unread, and how many matching ones are newer.
	Count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error)
	// Above returns how many stories that match, with Seq up to upTo (0: all),
	// stand before a place in the list. More: only so many were counted.
	Above(ctx context.Context, f news.Filter, at news.Mark, upTo int64) (n int, more bool, err error)
	// TimesSince returns the times of the stories that match, at or after one, the
	// newest first; of very many only the newest.
	TimesSince(ctx context.Context, f news.Filter, since time.Time) ([]time.Time, error)
	// Latest returns the highest Seq in the cache.
	Latest(ctx context.Context) (int64, error)

	Story(ctx context.Context, id news.StoryID) (*news.Story, error)
	// StoriesByID returns those of the stories that the cache holds, in any
	// order, in one question.
	StoriesByID(ctx context.Context, ids ...news.StoryID) ([]*news.Story, error)
	// StoryAt returns the story at an address, compared by canonical form.
	StoryAt(ctx context.Context, url string) (*news.Story, error)
	// Body returns a story's text; origin "" asks for the best there is. A
	// story without text has a Body without blocks and no error.
	Body(ctx context.Context, id news.StoryID, origin news.BodyOrigin) (news.Body, error)
	// References returns the references of the story, in order of appearance,
	// with Target filled for those that the cache holds.
	References(ctx context.Context, id news.StoryID) ([]news.Reference, error)
	// CitedBy returns the stories that refer to this one, newest first.
	CitedBy(ctx context.Context, id news.StoryID) ([]*news.Story, error)
	// Chain returns the background of a story, at most depth steps and most
	// references, and the stories that refer to it.
	Chain(ctx context.Context, id news.StoryID, depth, most int) (news.Chain, error)
	// ClustersOf returns the clusters that stories are in, by age: those of
	// several stories, and others.
	ClustersOf(ctx context.Context, ids []news.StoryID) ([]news.Cluster, error)
	// Revisions returns the earlier wordings, oldest first.
	Revisions(ctx context.Context, id news.StoryID) ([]news.Revision, error)
	Feeds(ctx context.Context) ([]news.FeedStatus, error)
	// FeedCounts returns how many stories of each feed there are, and how many are
	// unread, in one question.
	FeedCounts(ctx context.Context) (map[news.FeedID]news.Counts, error)
	// Warnings returns the official messages of the feeds that are polled, in
	// the order in which they were first seen.
	Warnings(ctx context.Context) ([]news.WarningSeen, error)
}

// Marks is the part of a Library that changes what a person has read and
// starred.
type Marks interface {
	MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error
	Star(ctx context.Context, starred bool, ids ...news.StoryID) error
	// MarkAllRead marks the stories that match, up to upTo, in one step and
	// returns how many were unread.
	MarkAllRead(ctx context.Context, f news.Filter, upTo int64) (int, error)
	// Undo takes back the last MarkRead, Star or MarkAllRead that is not
	// undone yet and says what it was; empty: there is nothing to undo.
	Undo(ctx context.Context) (sanitize.Clean, error)
}

// Place is the part of a Library that keeps where a person is, so that they
// come back to it.
type Place interface {
	// Position returns where the reader was in a story; the zero Step if
	// they never were.
	Position(ctx context.Context, id news.StoryID) (news.Step, error)
	SavePosition(ctx context.Context, s news.Step) error
	Trail(ctx context.Context) (news.Trail, error)
	SaveTrail(ctx context.Context, t news.Trail) error
	// Session returns how the screen was left the last time.
	Session(ctx context.Context) (news.Session, error)
	SaveSession(ctx context.Context, s news.Session) error
	// Looked returns when the person looked last at all stories and at each desk.
	Looked(ctx context.Context) (news.LookedAt, error)
	// SaveLooked remembers when they looked; no time is replaced by an older one.
	SaveLooked(ctx context.Context, l news.LookedAt) error
	// Lines returns the lines typed before.
	Lines(ctx context.Context) (news.Lines, error)
	SaveLines(ctx context.Context, l news.Lines) error
	// Mutes returns the mutes of the person's lists now.
	Mutes(ctx context.Context) ([]news.Mute, error)
	// SetMute adds a mute, or with on false removes the one about the same, and
	// returns those that hold then.
	SetMute(ctx context.Context, m news.Mute, on bool) ([]news.Mute, error)
}

// Actions is what a reader may ask to be done in the world outside. Its
// methods block until it is done or ctx ends; the screen calls them from
// commands only.
type Actions interface {
	Settings

	// Refresh polls the feeds named, or if none is, all that the floor of five
	// minutes and their servers allow. Its progress is reported by Progress
	// facts; its error says which rule forbids it, and for how long.
	Refresh(ctx context.Context, feeds ...news.FeedID) error
	// FullText fetches a story's page and puts its text into the cache.
	FullText(ctx context.Context, id news.StoryID) error
	// MarkLine takes the link or reference of a story at an address for the
	// opposite of what it is: a reference, or none. All lines and boxes of its site
	// with the same label follow, from then on. It returns what was done, as a
	// sentence; a second call takes it back.
	MarkLine(ctx context.Context, id news.StoryID, url string) (sanitize.Clean, error)
	// Keep shows what is left out of the text of a story because other stories of
	// its site have it too, in all of them, and returns how many paragraphs it is.
	Keep(ctx context.Context, id news.StoryID) (int, error)
	// Follow puts the page a reference points at into the cache and returns
	// the story it became.
	Follow(ctx context.Context, r news.Reference) (news.StoryID, error)
	// FollowURL does the same for a link in the text.
	FollowURL(ctx context.Context, url string) (news.StoryID, error)
	// Browse opens an address in the reader's browser.
	Browse(ctx context.Context, url string) error
	// Clip writes text to the clip file and returns the file's path.
	Clip(ctx context.Context, text sanitize.Clean) (string, error)
	// Proposal returns the path at which stories are saved if nobody names
	// another: a file, or for several a folder. It is where the person saved last.
	Proposal(ctx context.Context, ids ...news.StoryID) (string, error)
	// Save writes stories as Markdown to new files and returns the path of the
	// file, or of the folder of several. Path is a new file, or a folder in which
	// they are named by their headlines; empty: what is proposed. Its folder is
	// proposed from then on.
	Save(ctx context.Context, path string, ids ...news.StoryID) (string, error)
	// Pipe hands the text of stories to the program of that name (Env.Pipes) and
	// returns the last line that it wrote; empty: it wrote nothing.
	Pipe(ctx context.Context, name string, ids ...news.StoryID) (sanitize.Clean, error)
}
