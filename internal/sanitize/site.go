package sanitize

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Site returns the part of a host that somebody registered, so that hosts of
// one owner have one site: "news.velm.co.uk" is of "velm.co.uk" (the list of
// public suffixes, https://publicsuffix.org). Addresses and names that nobody
// registers are a site of their own, and each with its port, since another
// port is another server. The host may be followed by a port; it is ASCII in
// lower case, as in a canonical address.
func Site(host string) string {
	name, _, _ := strings.Cut(host, ":")
	if _, err := netip.ParseAddr(name); err == nil || strings.HasPrefix(host, "[") {
		return host
	}
	site, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil {
		return host
	}
	return site
}
