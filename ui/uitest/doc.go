// Package uitest drives a screen in tests as a person would: by keys and by
// time, looking at what the terminal shows.
//
// Run puts the model into a bubble of testing/synctest, where each command
// has a goroutine of its own and time stands still until the test lets it
// pass. The screen is idle when every goroutine waits for time or for the
// test; there is nothing to sleep for and nothing to retry. What the model
// draws is fed, frame by frame, to a terminal emulator and read back from
// its cells, so that an escape sequence which leaks shows as what it does.
//
// The package also holds a Library in memory, Actions that record what they
// are asked, and stories in several scripts to fill them with. They are for
// tests only.
//
// Two limits: channels that a model waits on must be made inside the bubble
// (Options.Model runs there), and tea.Sequence is refused.
package uitest
