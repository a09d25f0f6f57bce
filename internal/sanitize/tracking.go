package sanitize

import "strings"

// WithoutTracking returns the query of an address (as it is spelled, without
// the question mark) without its tracking parameters.
func WithoutTracking(query string) string {
	if query == "" {
		return ""
	}
	kept := make([]string, 0, 4)
	for p := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(p, "=")
		if !IsTracking(name) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

// IsTracking reports whether a query parameter of this name says where a
// visitor came from and never which page is asked for, so that an address
// can be opened without it. Case does not count.
func IsTracking(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range [...]string{"utm_", "at_", "mtm_", "hsa_"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "igsh",
		"mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "_ga", "_gl", "xtor", "xtref", "ref", "ref_src", "ref_url",
		"referrer", "cmpid", "icid", "ico", "ito", "intcmp", "int_cmp", "ns_campaign", "ns_mchannel", "wt_mc", "wt_zmc",
		"wt.mc_id", "__twitter_impression", "guce_referrer", "guce_referrer_sig", "traffic_source":
		return true
	}
	return false
}
