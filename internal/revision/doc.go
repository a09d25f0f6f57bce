// Package revision compares two versions of a story: which sentences changed,
// what kind of change each is, whether it was made silently, and which figures
// a text gives. It is pure.
//
// White space, quotation marks, dashes and letter case at the beginning of a
// sentence are no change. The words that tell changes apart are in words.yaml.
package revision
