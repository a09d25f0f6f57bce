package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/sanitize"
)

// writeReport writes a report of a document to a new file for its owner only.
func writeReport(e *env, path string, r present.DocumentReport) error {
	text, err := r.Text()
	if err == nil {
		err = writeNew(path, text)
	}
	if err != nil {
		return fmt.Errorf("write report %s: %w", path, why(err))
	}
	e.warn("wrote " + path + "; look through it before you send it")
	return nil
}

// writeNew writes clean text to a file that does not exist yet.
func writeNew(path string, text sanitize.Clean) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text.String())
	return errors.Join(err, f.Close())
}
