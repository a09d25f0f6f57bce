package store

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

var errNotBuilt = errors.New("not built yet")

type Options struct {
	Now      func() time.Time
	Changed  func()
	Log      *slog.Logger
	ReadOnly bool
}
type Info struct {
	Path                   string
	Version                int
	Stories, Bodies, Feeds int
	Bytes                  int64
	Oldest, Newest         time.Time
}
type DB struct{}

func Open(ctx context.Context, path string, o Options) (*DB, error)  { return nil, errNotBuilt }
func (db *DB) Close() error                                          { return nil }
func (db *DB) Watch(ctx context.Context, every time.Duration) error  { return errNotBuilt }
func (db *DB) SetFeeds(ctx context.Context, feeds []news.Feed) error { return errNotBuilt }
func (db *DB) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	return news.Saved{}, errNotBuilt
}
func (db *DB) SaveFullText(ctx context.Context, id news.StoryID, ft news.FullText) error {
	return errNotBuilt
}
func (db *DB) LacksText(ctx context.Context, limit int) ([]*news.Story, error) {
	return nil, errNotBuilt
}
func (db *DB) AddPage(ctx context.Context, url string, ft news.FullText) (news.StoryID, error) {
	return "", errNotBuilt
}
func (db *DB) Find(ctx context.Context, ref string) (*news.Story, error) { return nil, errNotBuilt }
func (db *DB) Lease(ctx context.Context, name, owner string, ttl time.Duration) (holder string, ok bool, err error) {
	return "", false, errNotBuilt
}
func (db *DB) Release(ctx context.Context, name, owner string) error   { return errNotBuilt }
func (db *DB) AddWish(ctx context.Context, feeds ...news.FeedID) error { return errNotBuilt }
func (db *DB) TakeWishes(ctx context.Context) ([]news.FeedID, error)   { return nil, errNotBuilt }
func (db *DB) Info(ctx context.Context) (Info, error)                  { return Info{}, errNotBuilt }
func (db *DB) Check(ctx context.Context) error                         { return errNotBuilt }
func (db *DB) Backup(ctx context.Context, path string) error           { return errNotBuilt }
func (db *DB) Prune(ctx context.Context, keep time.Duration, keepStarred bool) (int, error) {
	return 0, errNotBuilt
}
func (db *DB) Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	return nil, errNotBuilt
}
func (db *DB) Count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	return news.Counts{}, errNotBuilt
}
func (db *DB) Latest(ctx context.Context) (int64, error) { return 0, errNotBuilt }
func (db *DB) Story(ctx context.Context, id news.StoryID) (*news.Story, error) {
	return nil, errNotBuilt
}
func (db *DB) StoryAt(ctx context.Context, url string) (*news.Story, error) { return nil, errNotBuilt }
func (db *DB) Body(ctx context.Context, id news.StoryID, origin news.BodyOrigin) (news.Body, error) {
	return news.Body{}, errNotBuilt
}
func (db *DB) References(ctx context.Context, id news.StoryID) ([]news.Reference, error) {
	return nil, errNotBuilt
}
func (db *DB) CitedBy(ctx context.Context, id news.StoryID) ([]*news.Story, error) {
	return nil, errNotBuilt
}
func (db *DB) Revisions(ctx context.Context, id news.StoryID) ([]news.Revision, error) {
	return nil, errNotBuilt
}
func (db *DB) Feeds(ctx context.Context) ([]news.FeedStatus, error)               { return nil, errNotBuilt }
func (db *DB) MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error { return errNotBuilt }
func (db *DB) Star(ctx context.Context, starred bool, ids ...news.StoryID) error  { return errNotBuilt }
func (db *DB) MarkAllRead(ctx context.Context, f news.Filter, upTo int64) (int, error) {
	return 0, errNotBuilt
}
func (db *DB) Undo(ctx context.Context) (sanitize.Clean, error) { return sanitize.Clean{}, errNotBuilt }
func (db *DB) Position(ctx context.Context, id news.StoryID) (news.Step, error) {
	return news.Step{}, errNotBuilt
}
func (db *DB) SavePosition(ctx context.Context, s news.Step) error { return errNotBuilt }
func (db *DB) Trail(ctx context.Context) (news.Trail, error)       { return news.Trail{}, errNotBuilt }
func (db *DB) SaveTrail(ctx context.Context, t news.Trail) error   { return errNotBuilt }
