// Package archtest holds the code to ARCHITECTURE.md: who may import whom,
// one door for each outside dependency, one package comment each. It has
// tests only.
package archtest
