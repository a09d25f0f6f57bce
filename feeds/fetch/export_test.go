package fetch

import (
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/url"
)

// Resolve has a client look names up with r, which may lie.
func (c *Client) Resolve(r *net.Resolver) { c.filter.resolver = r }

// Proxied returns the error of a proxy that cannot be chosen.
func Proxied(choose func(*http.Request) (*url.URL, error)) error {
	_, err := (&addressFilter{}).proxied(choose)(&http.Request{})
	return err
}

// Decode decodes a body.
func Decode(r io.Reader, encoding string, limit int64) ([]byte, error) {
	d, err := decode(r, encoding, limit, func() error { return nil })
	return d.body, err
}

// Trust has a client trust the certificates of pool.
func (c *Client) Trust(pool *x509.CertPool) {
	c.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
}
