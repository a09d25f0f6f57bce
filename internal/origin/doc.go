// Package origin says where the reports of one event come from: which of them
// are one text, which credit or cite the same agency or authority, and which
// are somebody's own. It is pure, and every answer has its evidence.
//
// Agencies are in agencies.yaml, owners in owners.yaml, the words of languages
// in words.yaml. Each entry of the first two has its source.
package origin
