package config

import "sitrep/internal/sanitize"

// Secrets says what in the configuration is for its owner only, such as "a
// token in the address of a feed". It repeats none of it.
func (c *Config) Secrets() []string {
	var found []string
	if sanitize.HasSecret(c.Poll.Proxy) {
		found = append(found, "the password of a proxy (poll.proxy)")
	}
	for _, f := range c.Feeds {
		if sanitize.HasSecret(f.URL) {
			return append(found, "a token in the address of a feed")
		}
	}
	return found
}
