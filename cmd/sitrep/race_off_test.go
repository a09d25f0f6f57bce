//go:build !race

package main

// memoryFactor is how much more memory this build takes.
const memoryFactor = 1
