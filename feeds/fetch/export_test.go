package fetch

import (
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
