package sshd

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"golang.org/x/crypto/ssh"

	"sitrep/internal/sanitize"
)

// accepted are the algorithms of signatures that a client may use.
var accepted = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512,
}

// tries is how many keys a client may try.
const tries = 3

// The names of the fields of a finished handshake about who has signed.
const (
	asPerson = "sitrep-person"
	asKey    = "sitrep-key"
	asProof  = "sitrep-proof" // the key itself
)

// attempt is the state of one connection's authentication.
type attempt struct {
	s   *Server
	key string // fingerprint of the last key shown
	why string // it was refused; empty: none was shown
}

// config returns the configuration of one connection.
func (a *attempt) config() *ssh.ServerConfig {
	c := &ssh.ServerConfig{
		ServerVersion: "SSH-2.0-sitrep", MaxAuthTries: tries, PublicKeyAuthAlgorithms: accepted,
		PublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			p, err := a.s.identify(c.User(), key)
			a.note(key, err)
			if err != nil {
				return nil, err
			}
			// The identity counts once the key has signed; the demands of a certificate on
			// its use does at once.
			return &ssh.Permissions{CriticalOptions: p.CriticalOptions}, nil
		},
		VerifiedPublicKeyCallback: func(c ssh.ConnMetadata, key ssh.PublicKey, _ *ssh.Permissions, _ string) (*ssh.Permissions, error) {
			p, err := a.s.identify(c.User(), key)
			a.note(key, err)
			return p, err
		},
	}
	c.AuthLogCallback = func(_ ssh.ConnMetadata, _ string, err error) {
		if err != nil && a.key != "" && a.why == "" { // such as an address that a certificate does not allow
			a.why = err.Error()
		}
	}
	c.AddHostKey(a.s.Host.signer)
	return c
}

func (a *attempt) note(key ssh.PublicKey, err error) {
	a.key, a.why = keyName(key), ""
	if err != nil {
		a.why = err.Error()
	}
}

// keyName names a key in the audit: its fingerprint, and of a certificate the
// name and number that its authority gave it.
func keyName(key ssh.PublicKey) string {
	cert, ok := key.(*ssh.Certificate)
	if !ok {
		return ssh.FingerprintSHA256(key)
	}
	return ssh.FingerprintSHA256(cert.Key) + " certificate " + strconv.Quote(sanitize.Brief(cert.KeyId).String()) + " number " + strconv.FormatUint(cert.Serial, 10)
}

// identify returns the person of a key, or of a certificate that names the person
// whom the client gave as the user.
func (s *Server) identify(user string, key ssh.PublicKey) (*ssh.Permissions, error) {
	people := s.people.Load()
	cert, ok := key.(*ssh.Certificate)
	if !ok {
		if err := checkKey(key); err != nil {
			return nil, err
		}
		person, ok := people.find(key)
		if !ok {
			return nil, errors.New("nobody has this key")
		}
		if people.Role(person) == Outside {
			return nil, fmt.Errorf("%s is kept outside", person)
		}
		return &ssh.Permissions{Extensions: map[string]string{asPerson: person, asKey: keyName(key), asProof: string(key.Marshal())}}, nil
	}
	if err := s.checkCertificate(people, user, cert); err != nil {
		return nil, err
	}
	return &ssh.Permissions{CriticalOptions: cert.CriticalOptions, Extensions: map[string]string{asPerson: user, asKey: keyName(key), asProof: string(key.Marshal())}}, nil
}

func (s *Server) checkCertificate(people *People, user string, cert *ssh.Certificate) error {
	if err := errors.Join(checkKey(cert.Key), checkKey(cert.SignatureKey), CheckName(user)); err != nil {
		return err
	}
	checker := ssh.CertChecker{Clock: s.Now, IsUserAuthority: s.trusted}
	// It checks kind, authority, principals, times, critical options, signature.
	if _, err := checker.Authenticate(asUser{name: user}, cert); err != nil {
		return err
	}
	if _, ok := cert.Extensions["permit-pty"]; !ok {
		return errors.New("the certificate permits no terminal")
	}
	if people.Role(user) == Outside {
		return fmt.Errorf("%s is kept outside", user)
	}
	return nil
}

// asUser gives a checker of certificates the name of the user; it asks nothing else.
type asUser struct {
	ssh.ConnMetadata
	name string
}

// User returns the name.
func (u asUser) User() string { return u.name }

// trusted reports whether a key is that of an authority that makes certificates.
func (s *Server) trusted(key ssh.PublicKey) bool {
	text := string(key.Marshal())
	return slices.ContainsFunc(*s.authorities.Load(), func(k ssh.PublicKey) bool { return string(k.Marshal()) == text })
}

// loadAuthorities reads the public keys of authorities at path; empty: there is none.
func loadAuthorities(path string) ([]ssh.PublicKey, error) {
	if path == "" {
		return nil, nil
	}
	src, err := readOwn(path, maxPeopleFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read authorities: there is no file %s", path)
	}
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	var out []ssh.PublicKey
	for len(src) > 0 {
		key, _, options, rest, err := ssh.ParseAuthorizedKey(src)
		if err != nil {
			break // the rest holds no key
		}
		if len(options) > 0 {
			return nil, fmt.Errorf("read authorities: %s: the option %s is not known", path, sanitize.Brief(options[0]))
		}
		if err := checkKey(key); err != nil {
			return nil, fmt.Errorf("read authorities: %s: %w", path, err)
		}
		out, src = append(out, key), rest
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read authorities: %s holds no public key", path)
	}
	return out, nil
}
