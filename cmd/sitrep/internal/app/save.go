package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/sanitize"
)

// savedFolder is where stories are saved at first, in the folder of the cache.
const savedFolder = "saved"

// savedAs is the end of the name of a file in which a story is saved.
const savedAs = ".md"

// Proposal returns the path at which stories are saved if nobody names another.
func (a *Actions) Proposal(ctx context.Context, ids ...news.StoryID) (string, error) {
	folder, err := a.s.Cache.SavedTo(ctx)
	if err != nil {
		return "", err
	}
	if folder == "" {
		folder = filepath.Join(filepath.Dir(a.s.Path), savedFolder)
	}
	folder = a.s.HomePath(folder)
	if len(ids) != 1 {
		return folder + string(filepath.Separator), nil
	}
	all, err := a.load(ctx, ids[0])
	if err != nil {
		return "", err
	}
	name := opener.Slug(all.Name())
	for n := 2; Exists(a.fullPath(filepath.Join(folder, name+savedAs))) && n < 100; n++ {
		name = fmt.Sprintf("%s-%d", opener.Slug(all.Name()), n)
	}
	return filepath.Join(folder, name+savedAs), nil
}

// Save writes stories as Markdown to new files, and returns the path of the file,
// or of the folder of several.
func (a *Actions) Save(ctx context.Context, path string, ids ...news.StoryID) (string, error) {
	if path == "" {
		var err error
		if path, err = a.Proposal(ctx, ids...); err != nil {
			return "", err
		}
	}
	full, err := filepath.Abs(a.fullPath(path))
	if err != nil {
		return "", fmt.Errorf("save: %w", err)
	}
	ends := strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator))
	info, err := os.Stat(full)
	into := ends || err == nil && info.IsDir()
	if len(ids) > 1 && !into {
		return "", fmt.Errorf("%d stories need a folder: end its name with a %c", len(ids), filepath.Separator)
	}
	folder := full
	if !into {
		folder = filepath.Dir(full)
	}
	if err := a.folderFor(folder); err != nil {
		return "", err
	}
	for _, id := range ids {
		if full, err = a.saveOne(ctx, full, folder, into, id); err != nil {
			return "", err
		}
	}
	if err := a.s.Cache.KeepSavedTo(ctx, folder); err != nil { // the file is there: it only is proposed less well
		a.s.Log.WarnContext(ctx, "keep the folder of saved stories", slog.Any("error", err))
	}
	if len(ids) > 1 {
		full = folder
	}
	return a.s.HomePath(full), nil
}

// saveOne writes one story to a file, or into a folder, and returns the path.
func (a *Actions) saveOne(ctx context.Context, file, folder string, into bool, id news.StoryID) (string, error) {
	all, err := a.load(ctx, id)
	if err != nil {
		return "", err
	}
	text := sanitize.Text(all.Markdown())
	if into {
		return opener.Save(ctx, folder, all.Name(), savedAs, text)
	}
	err = opener.SaveAs(ctx, file, text)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s exists already; choose another name", a.s.HomePath(file))
	}
	return file, err
}

// folderFor makes the folder that is proposed at first. Any other must be there: a
// name that was mistyped makes no folder.
func (a *Actions) folderFor(folder string) error {
	if folder == filepath.Join(filepath.Dir(a.s.Path), savedFolder) {
		return makeFolder(folder)
	}
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s", a.s.HomePath(folder))
	case err != nil:
		return fmt.Errorf("save: %w", err)
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", a.s.HomePath(folder))
	}
	return nil
}

// fullPath returns a path with the home folder in the place of ~.
func (a *Actions) fullPath(path string) string {
	home := a.s.Getenv("HOME")
	if rest, ok := strings.CutPrefix(path, "~"); ok && home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		return filepath.Join(home, rest)
	}
	return path
}

// Pipe hands the text of stories to a program of the configuration. It returns how
// many lines were handed on, and the last line that the program wrote.
func (a *Actions) Pipe(ctx context.Context, name string, ids ...news.StoryID) (sanitize.Clean, error) {
	argv, ok := a.s.Current().Reader.Pipe[name]
	if !ok {
		return sanitize.Clean{}, fmt.Errorf("there is no program %q", name)
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		all, err := a.load(ctx, id)
		if err != nil {
			return sanitize.Clean{}, err
		}
		texts[i] = strings.TrimRight(all.Text(a.s.Current().Reader.Width), "\n")
	}
	text := strings.Join(texts, "\n\n")
	out, err := opener.Pipe(ctx, argv, sanitize.Text(text))
	if err != nil {
		return out, err
	}
	done := sanitize.Line(fmt.Sprintf("done, %d lines", strings.Count(text, "\n")+1))
	if out.IsZero() {
		return done, nil
	}
	return sanitize.Join(": ", done, out), nil
}
