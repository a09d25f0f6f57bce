package sshd

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/crypto/ssh"
)

// HostKey is the key by which clients know the server. Make one with LoadHostKey
// or MakeHostKey.
type HostKey struct{ signer ssh.Signer }

// Fingerprint returns the SHA-256 of the public key, as OpenSSH shows it.
func (k *HostKey) Fingerprint() string { return ssh.FingerprintSHA256(k.signer.PublicKey()) }

// Line returns the public key as known_hosts has it, for a host.
func (k *HostKey) Line(host string) string {
	return host + " " + string(ssh.MarshalAuthorizedKey(k.signer.PublicKey()))
}

// maxHostKey is the largest file of a host key that is read.
const maxHostKey = 64 << 10

// LoadHostKey reads the private key at path. The error matches fs.ErrNotExist if
// there is none; a file that others may read is refused.
func LoadHostKey(path string) (*HostKey, error) {
	text, err := readOwn(path, maxHostKey)
	if err != nil {
		return nil, fmt.Errorf("read the host key: %w", err)
	}
	if info, err := os.Stat(path); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("read the host key: others may read %s (chmod 600 %s)", path, path)
	}
	signer, err := ssh.ParsePrivateKey(text)
	if _, locked := errors.AsType[*ssh.PassphraseMissingError](err); locked {
		return nil, fmt.Errorf("read the host key: %s has a passphrase; a host key has none", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the host key: %s holds no private key that is known", path)
	}
	if err := checkKey(signer.PublicKey()); err != nil {
		return nil, fmt.Errorf("read the host key: %s: %w", path, err)
	}
	return &HostKey{signer}, nil
}

// MakeHostKey makes a new key at path, where no file may be.
func MakeHostKey(path string) (*HostKey, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a host key: %w", err)
	}
	block, err := ssh.MarshalPrivateKey(private, "sitrep")
	if err != nil {
		return nil, fmt.Errorf("make a host key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make a host key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make a host key: %w", err)
	}
	_, err = f.Write(pem.EncodeToMemory(block))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make a host key: %w", err)
	}
	return LoadHostKey(path)
}

// madeMark is the file that notes that a key was made at path.
func madeMark(path string) string { return path + ".made" }

// HadHostKey reports whether a key was once made at path.
func HadHostKey(path string) bool {
	_, err := os.Stat(madeMark(path))
	return err == nil
}

// EnsureHostKey reads the key at path, or makes one if there is none and may be:
// a server that once had a key gets no other by itself, since its clients would
// be warned of an attack. made: it is new.
func EnsureHostKey(path string) (k *HostKey, made bool, err error) {
	k, err = LoadHostKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, false, err
	}
	mark := madeMark(path)
	if HadHostKey(path) {
		return nil, false, fmt.Errorf("the host key %s is gone: put it back from a backup (a new one would look like an attack to every client; to make one all the same, remove %s)", path, mark)
	}
	if k, err = MakeHostKey(path); err != nil {
		return nil, false, err
	}
	if err := os.WriteFile(mark, []byte(k.Fingerprint()+"\n"), 0o600); err != nil {
		return nil, false, fmt.Errorf("make a host key: %w", err)
	}
	return k, true, nil
}
