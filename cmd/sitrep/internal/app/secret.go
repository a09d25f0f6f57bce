package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"sitrep/internal/config"
	"sitrep/internal/opener"
)

// mostSecret is the largest file of a secret, in bytes.
const mostSecret = 64 << 10

// Secret returns the secret of a peer: that of its file, which nobody else may read, else
// what its program prints, else the systemd credential of its name. No error
// holds any of it.
func (o Options) Secret(ctx context.Context, p config.Peer) (string, error) {
	switch {
	case p.SecretFile != "":
		return o.secretIn(p.SecretFile, true)
	case len(p.SecretCommand) > 0:
		out, err := opener.Output(ctx, p.SecretCommand)
		if err != nil {
			return "", fmt.Errorf("secret_command: %w", err)
		}
		return firstLine(out)
	}
	if dir := o.Getenv("CREDENTIALS_DIRECTORY"); dir != "" {
		return o.secretIn(filepath.Join(dir, p.Name), false)
	}
	return "", errors.New("no secret is named (write secret_file or secret_command)")
}

func (o Options) secretIn(path string, own bool) (string, error) {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		path = filepath.Join(o.Getenv("HOME"), rest)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the secret: %w", err)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("read the secret: %s is not a regular file", path)
	case own && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return "", fmt.Errorf("read the secret: %s can be read by others (mode %04o); it is not used (chmod 600 %s)", path, info.Mode().Perm(), path)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostSecret))
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	return firstLine(b)
}

func firstLine(b []byte) (string, error) {
	line, _, _ := strings.Cut(string(b), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", errors.New("the secret is empty")
	}
	return line, nil
}
