package app

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"sitrep/internal/config"
)

// folder returns sitrep's own folder of one kind ("CONFIG", "DATA", "STATE")
// by the XDG Base Directory Specification: the variable if it holds an
// absolute path, else the custom of the system.
func (o Options) folder(kind string) (string, error) {
	if d := o.Getenv("XDG_" + kind + "_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "sitrep"), nil
	}
	if runtime.GOOS == "windows" {
		variable := "LOCALAPPDATA"
		if kind == "CONFIG" {
			variable = "APPDATA"
		}
		if d := o.Getenv(variable); d != "" {
			return filepath.Join(d, "sitrep"), nil
		}
	}
	home := cmp.Or(o.Getenv("HOME"), o.Getenv("USERPROFILE"))
	if home == "" {
		return "", fmt.Errorf("find a folder: neither XDG_%s_HOME nor HOME is set (set one, or use --config and --data)", kind)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "sitrep"), nil
	}
	switch kind {
	case "CONFIG":
		return filepath.Join(home, ".config", "sitrep"), nil
	case "STATE":
		return filepath.Join(home, ".local", "state", "sitrep"), nil
	default:
		return filepath.Join(home, ".local", "share", "sitrep"), nil
	}
}

// makeFolder creates a folder that only its owner can enter.
func makeFolder(dir string) error { return os.MkdirAll(dir, 0o700) }

// ConfigPath returns the configuration file and whether it was named
// explicitly: then it must exist.
func (o Options) ConfigPath() (path string, named bool, err error) {
	if o.ConfigFile != "" {
		return o.ConfigFile, true, nil
	}
	if p := o.Getenv("SITREP_CONFIG"); p != "" {
		return p, true, nil
	}
	dir, err := o.folder("CONFIG")
	if err != nil {
		return "", false, err
	}
	return filepath.Join(dir, "config.yaml"), false, nil
}

// cachePath returns where the cache is: the flag, then SITREP_DATA, then
// cache.dir, then the system's data folder.
func (o Options) cachePath(cfg *config.Config) (string, error) {
	dir := o.DataDir
	if dir == "" {
		dir = o.Getenv("SITREP_DATA")
	}
	if dir == "" {
		dir = cfg.Cache.Dir
	}
	if dir == "" {
		var err error
		if dir, err = o.folder("DATA"); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "sitrep.db"), nil
}

// LogPath returns where the log is.
func (o Options) LogPath() (string, error) {
	dir, err := o.folder("STATE")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "sitrep.log"), nil
}

// HomePath returns a path with the home folder as ~, for people.
func (o Options) HomePath(path string) string {
	if home := o.Getenv("HOME"); home != "" {
		if rel, err := filepath.Rel(home, path); err == nil && filepath.IsLocal(rel) {
			return filepath.Join("~", rel)
		}
	}
	return path
}

// Exists reports whether there is something at path.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
