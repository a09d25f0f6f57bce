// Package e2e tests the whole program, as it is built: commands by scripts, the
// reader on a terminal, services, hostile and oversized input, and how it treats
// servers. The program is built once for each run of the tests, with the race
// detector if the tests have it. It is not part of the program.
package e2e
