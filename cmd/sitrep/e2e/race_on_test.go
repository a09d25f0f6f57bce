//go:build race

package e2e

// memoryFactor is how much smaller tests of memory are under the race detector, which
// takes many times as much and as long.
const memoryFactor = 100

// raceDetector reports whether the tests have the race detector.
const raceDetector = true
