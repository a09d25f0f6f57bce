package sshd

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"sitrep/internal/sanitize"
)

// Role is a set of permissions.
type Role string

// The roles. Whoever has a key and no other role is a reader.
const (
	Reader  Role = "reader" // reads, marks, searches, notes
	Editor  Role = "editor" // also changes feeds and desks
	Outside Role = "none"   // does not come in, not by a certificate either
)

// Roles returns all roles.
func Roles() []Role { return []Role{Reader, Editor, Outside} }

// The bounds of a file of people.
const (
	maxPeopleFile = 4 << 20
	maxKeys       = 10_000
	longestName   = 64
	leastRSA      = 3072 // bits
)

// Key is a public key of a person. The zero Key is none.
type Key struct {
	Person string
	public ssh.PublicKey
	line   int
}

// Fingerprint returns the SHA-256 of the key, as OpenSSH writes it.
func (k Key) Fingerprint() string { return ssh.FingerprintSHA256(k.public) }

// Type returns the name of the key's algorithm.
func (k Key) Type() string { return k.public.Type() }

// People are the persons who may come in: their keys and roles. The zero People
// has none. It is not changed once it is made, and safe for concurrent use.
type People struct {
	Keys  []Key
	roles map[string]Role
	of    map[string]string // the person of a key, by how the wire has it
}

// roleMark begins a line that gives a person a role.
const roleMark = "@role"

// ParsePeople reads a file of people: keys as in authorized_keys, each with the
// name of its person as the comment, and lines "@role ROLE NAME". name stands for
// the file in errors. An option that restricts a key elsewhere (from=, command=) is
// an error, so that none is dropped.
func ParsePeople(name string, src []byte) (*People, error) {
	p := &People{roles: map[string]Role{}, of: map[string]string{}}
	var errs []error
	n := 0
	for line := range bytes.Lines(src) {
		n++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := p.addLine(text, n); err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, n, err))
		}
		if len(p.Keys) > maxKeys || len(p.roles) > maxKeys || len(errs) > 20 {
			errs = append(errs, fmt.Errorf("%s:%d: there are more than %d keys or 20 mistakes", name, n, maxKeys))
			break
		}
	}
	return p, errors.Join(errs...)
}

func (p *People) addLine(text string, line int) error {
	if rest, ok := strings.CutPrefix(text, roleMark); ok {
		words := strings.Fields(rest)
		if len(words) != 2 {
			return fmt.Errorf("a role is written %s ROLE NAME", roleMark)
		}
		return p.setRole(words[1], Role(words[0]))
	}
	key, comment, options, _, err := ssh.ParseAuthorizedKey([]byte(text))
	switch {
	case err != nil:
		return errors.New("this is no public key (want: TYPE KEY NAME, as ssh-keygen writes it)")
	case len(options) > 0:
		return fmt.Errorf("the option %s is not known; keys have none here", sanitize.Brief(options[0]))
	}
	return p.add(key, comment, line)
}

func (p *People) add(key ssh.PublicKey, person string, line int) error {
	if err := CheckName(person); err != nil {
		return err
	}
	if err := checkKey(key); err != nil {
		return err
	}
	text := key.Marshal()
	if had, ok := p.of[string(text)]; ok {
		return fmt.Errorf("the key is that of %s already", had)
	}
	p.Keys = append(p.Keys, Key{person, key, line})
	p.of[string(text)] = person
	return nil
}

func (p *People) setRole(person string, role Role) error {
	if err := CheckName(person); err != nil {
		return err
	}
	if !slices.Contains(Roles(), role) {
		return fmt.Errorf("%s is no role: %s, %s or %s", sanitize.Brief(string(role)), Reader, Editor, Outside)
	}
	if had, ok := p.roles[person]; ok && had != role {
		return fmt.Errorf("%s has the role %s already", person, had)
	}
	p.roles[person] = role
	return nil
}

// checkKey refuses keys that are too weak, and kinds that have no place here.
func checkKey(key ssh.PublicKey) error {
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521:
		return nil
	case ssh.KeyAlgoRSA:
		c, ok := key.(ssh.CryptoPublicKey)
		if !ok {
			return errors.New("the key cannot be read")
		}
		k, ok := c.CryptoPublicKey().(*rsa.PublicKey)
		if !ok || k.N.BitLen() < leastRSA {
			return fmt.Errorf("an RSA key has %d bits or more; better make one with ssh-keygen -t ed25519", leastRSA)
		}
		return nil
	}
	return fmt.Errorf("keys of the kind %s are not accepted; make one with ssh-keygen -t ed25519", sanitize.Brief(key.Type()))
}

// CheckName reports the problem with the name of a person.
func CheckName(name string) error {
	wrong := strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune("._@-", r)
	})
	switch {
	case name == "":
		return errors.New("the name of the person is missing behind the key")
	case wrong >= 0 || !utf8.ValidString(name):
		return fmt.Errorf("%q is no name: a name has letters, digits and ._@- only", sanitize.Brief(name).String())
	case utf8.RuneCountInString(name) > longestName:
		return fmt.Errorf("the name %s is too long: %d characters at most", sanitize.Brief(name), longestName)
	}
	return nil
}

// Role returns the role of a person; Reader if none is given.
func (p *People) Role(person string) Role {
	if r, ok := p.roles[person]; ok {
		return r
	}
	return Reader
}

// Names returns the persons who have a key or a role, sorted.
func (p *People) Names() []string {
	var out []string
	for _, k := range p.Keys {
		out = append(out, k.Person)
	}
	for name := range p.roles {
		out = append(out, name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Of returns the keys of a person.
func (p *People) Of(person string) []Key {
	return slices.DeleteFunc(slices.Clone(p.Keys), func(k Key) bool { return k.Person != person })
}

// find returns the person whose key it is.
func (p *People) find(key ssh.PublicKey) (person string, ok bool) {
	person, ok = p.of[string(key.Marshal())]
	return person, ok
}

// LoadPeople reads the file of people at path. A file that is missing has no
// people. One that others may write is refused.
func LoadPeople(path string) (*People, error) {
	src, err := readOwn(path, maxPeopleFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &People{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	return ParsePeople(path, src)
}

// readOwn reads a file of at most most bytes that only its owner may write.
func readOwn(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", path)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0:
		return nil, fmt.Errorf("others may write %s (chmod go-w %s)", path, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(src)) > most {
		err = fmt.Errorf("%s is too large: %d bytes at most", path, most)
	}
	return src, err
}

// ErrNobody is matched by the error for a name that is not in the file.
var ErrNobody = errors.New("is not in the list of people")

// AddKeys gives a person the keys of src, a file of public keys as ssh-keygen
// writes it, and returns them. The file at path is made if it is missing.
func AddKeys(path, person string, src []byte) ([]Key, error) {
	if err := CheckName(person); err != nil {
		return nil, err
	}
	var added []Key
	err := edit(path, func(p *People, text []byte) ([]byte, error) {
		var lines []string
		for line := range bytes.Lines(src) {
			t := strings.TrimSpace(string(line))
			if t == "" || strings.HasPrefix(t, "#") {
				continue
			}
			key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(t))
			if err != nil || len(options) > 0 {
				return nil, errors.New("this is no file of public keys (want: TYPE KEY on each line, as in ~/.ssh/id_ed25519.pub)")
			}
			if err := p.add(key, person, 0); err != nil {
				return nil, err
			}
			added = append(added, p.Keys[len(p.Keys)-1])
			lines = append(lines, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))+" "+person+"\n")
		}
		if len(lines) == 0 {
			return nil, errors.New("there is no public key in it")
		}
		return append(text, strings.Join(lines, "")...), nil
	})
	return added, err
}

// Remove takes a person out of the file at path: keys and role. The error matches
// ErrNobody if the person is not in it.
func Remove(path, person string) error {
	return edit(path, func(p *People, text []byte) ([]byte, error) {
		if !slices.Contains(p.Names(), person) {
			return nil, fmt.Errorf("%s %w", sanitize.Brief(person), ErrNobody)
		}
		return without(text, func(n int, line string) bool { return p.isKey(n, person) || isRole(line, person) }), nil
	})
}

// SetRole gives a person a role in the file at path. The person need not have a
// key there: a certificate may name them.
func SetRole(path, person string, role Role) error {
	return edit(path, func(p *People, text []byte) ([]byte, error) {
		delete(p.roles, person)
		if err := p.setRole(person, role); err != nil {
			return nil, err
		}
		text = without(text, func(_ int, line string) bool { return isRole(line, person) })
		return append(text, fmt.Sprintf("%s %s %s\n", roleMark, role, person)...), nil
	})
}

func (p *People) isKey(line int, person string) bool {
	return slices.ContainsFunc(p.Keys, func(k Key) bool { return k.line == line && k.Person == person })
}

func isRole(line, person string) bool {
	words := strings.Fields(line)
	return len(words) == 3 && words[0] == roleMark && words[2] == person
}

// without returns a text without some of its lines, which are counted from 1.
func without(text []byte, drop func(n int, line string) bool) []byte {
	var out []byte
	n := 0
	for line := range bytes.Lines(text) {
		if n++; !drop(n, string(line)) {
			out = append(out, line...)
		}
	}
	return out
}

// edit changes the file of people at path, in one step, so that whoever reads it
// meanwhile sees the old or the new one.
func edit(path string, change func(p *People, text []byte) ([]byte, error)) error {
	text, err := readOwn(path, maxPeopleFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read people: %w", err)
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	p, err := ParsePeople(path, text)
	if err != nil {
		return err
	}
	if text, err = change(p, text); err != nil {
		return err
	}
	if _, err := ParsePeople(path, text); err != nil {
		return err
	}
	return replace(path, text)
}

// replace puts a new file in the place of the one at path, for its owner only.
func replace(path string, text []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".people-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error counts
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
