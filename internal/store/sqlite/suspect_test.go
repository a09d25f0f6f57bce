//go:build unix

package sqlite

import (
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestANoteOfDamageWaitsForNobody has a pipe in the place of the note: to open it
// waited for a reader.
func TestANoteOfDamageWaitsForNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sitrep.db")
	if err := syscall.Mkfifo(path+suspectSuffix, 0o600); err != nil {
		t.Fatal(err)
	}
	noted := make(chan error, 1)
	go func() { noted <- Suspect(path) }() // ends, or with the process
	select {
	case err := <-noted:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it waits")
	}
}
