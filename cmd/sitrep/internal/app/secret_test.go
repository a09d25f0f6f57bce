package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/internal/config"
)

func TestSecretsComeFromWhereTheyMayBe(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	own, others, empty := write("own", "s3same\nmore", 0o600), write("others", "s3same", 0o640), write("empty", "\n", 0o600)
	write("credential", "s3same", 0o444)
	o := Options{Getenv: func(name string) string { return map[string]string{"CREDENTIALS_DIRECTORY": dir, "HOME": dir}[name] }}
	for name, c := range map[string]struct {
		peer config.Peer
		err  string
	}{
		"file":              {peer: config.Peer{SecretFile: own, SecretCommand: []string{"false"}}},
		"file below home":   {peer: config.Peer{SecretFile: "~/own"}},
		"file of others":    {config.Peer{SecretFile: others}, "can be read by others (mode 0640)"},
		"empty":             {config.Peer{SecretFile: empty}, "empty"},
		"folder":            {config.Peer{SecretFile: dir}, "not a regular file"},
		"no file":           {config.Peer{SecretFile: own + "x"}, "no such file"},
		"program":           {peer: config.Peer{SecretCommand: []string{"echo", "s3same"}}},
		"program that ends": {config.Peer{SecretCommand: []string{"false"}}, "secret_command"},
		"credential":        {peer: config.Peer{Name: "credential"}},
		"nothing":           {config.Peer{Name: "another"}, "no such file"},
	} {
		got, err := o.Secret(t.Context(), c.peer)
		switch {
		case c.err == "" && (err != nil || got != "s3same"):
			t.Errorf("%s: %q, %v", name, got, err)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "s3same")):
			t.Errorf("%s: error %v, want one with %q", name, err, c.err)
		}
	}
}
