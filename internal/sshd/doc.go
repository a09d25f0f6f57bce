// Package sshd is an SSH server for screens: it authenticates persons by their
// keys, and gives each session a terminal with its size, keys and output. It runs
// no program, reads and writes no file for a client, and forwards nothing.
//
// Who may come in stands in a file, People. Limits hold before anybody has
// authenticated, so that strangers cannot stop others.
package sshd
