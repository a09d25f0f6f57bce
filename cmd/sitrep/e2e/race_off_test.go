//go:build !race

package e2e

// memoryFactor is how much more memory this build takes.
const memoryFactor = 1

// raceDetector reports whether the tests have the race detector.
const raceDetector = false
