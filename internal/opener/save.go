package opener

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"sitrep/internal/sanitize"
)

// Limits of a file name, in characters of the slug, and of how many files
// may have the same one.
const (
	longestSlug = 80
	mostAlike   = 99
)

// Save writes text to a new file of the folder, for its owner only, and
// returns its path. Name is what the file should be called, by whoever wrote
// the story: only a slug of it is used. A file that exists is never touched;
// the new one gets a number.
func Save(ctx context.Context, dir, name, ext string, text sanitize.Clean) (path string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("save: %w", err)
	}
	f, err := create(dir, Slug(name), ext)
	if err != nil {
		return "", fmt.Errorf("save: %w", err)
	}
	return f.Name(), fill(f, text)
}

// SaveAs writes text to a new file at path, for its owner only. A file that exists
// is never touched, and no folder is made.
func SaveAs(ctx context.Context, path string, text sanitize.Clean) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return fill(f, text)
}

// fill writes text to a new file and closes it, or removes the file.
func fill(f *os.File, text sanitize.Clean) error {
	_, err := io.WriteString(f, strings.TrimRight(text.String(), "\n")+"\n")
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(fmt.Errorf("save: %w", err), os.Remove(f.Name()))
	}
	return nil
}

func create(dir, slug, ext string) (*os.File, error) {
	for n := 1; ; n++ {
		file := slug
		if n > 1 {
			file += fmt.Sprintf("-%d", n)
		}
		f, err := os.OpenFile(filepath.Join(dir, file+ext), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if n < mostAlike && errors.Is(err, fs.ErrExist) {
			continue
		}
		return f, err
	}
}

// Slug makes a file name of a text from outside: letters and digits in lower
// case with single dashes between, so that no system takes it for a path, an
// option, a device or a hidden file.
func Slug(text string) string {
	var b strings.Builder
	n, dash := 0, false
	for _, r := range strings.ToLower(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			dash = n > 0
			continue
		}
		if n >= longestSlug || b.Len() > 200 {
			break // file systems count bytes
		}
		if dash {
			b.WriteByte('-')
			n++
		}
		dash = false
		b.WriteRune(r)
		n++
	}
	slug := b.String()
	if slug == "" || isDevice(slug) {
		return strings.TrimSuffix("story-"+slug, "-")
	}
	return slug
}

// isDevice reports whether Windows takes a name for a device.
func isDevice(name string) bool {
	switch name {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(name) == 4 && (strings.HasPrefix(name, "com") || strings.HasPrefix(name, "lpt")) && name[3] >= '0' && name[3] <= '9'
}
