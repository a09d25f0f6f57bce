package app

import (
	"path/filepath"

	"sitrep/internal/config"
)

// ServeFiles are the files that a server needs. CA may be empty: no certificate is
// accepted.
type ServeFiles struct{ People, HostKey, CA string }

// ServeFiles returns the files that a server needs, by the configuration.
func (o Options) ServeFiles(cfg *config.Config) (ServeFiles, error) {
	f := ServeFiles{cfg.Serve.People, cfg.Serve.HostKey, cfg.Serve.TrustedCA}
	if f.People == "" {
		path, _, err := o.ConfigPath()
		if err != nil {
			return f, err
		}
		f.People = filepath.Join(filepath.Dir(path), "people")
	}
	if f.HostKey == "" {
		dir, err := o.folder("STATE")
		if err != nil {
			return f, err
		}
		f.HostKey = filepath.Join(dir, "ssh_host_key")
	}
	return f, nil
}
