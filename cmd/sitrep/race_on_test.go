//go:build race

package main

// memoryFactor is how much smaller tests of memory are under the race detector, which
// takes many times as much and as long.
const memoryFactor = 100
