package main

import (
	"cmp"
	"io"

	"github.com/spf13/cobra"
)

// helpTopic prints the help of a command, which must exist.
func helpTopic(c *cobra.Command, args []string) error {
	topic, err := topicOf(c, args)
	if err != nil {
		return err
	}
	topic.InitDefaultHelpFlag()
	return topic.Help()
}

// topicOf finds the command that args name.
func topicOf(c *cobra.Command, args []string) (*cobra.Command, error) {
	topic, rest, err := c.Root().Find(args)
	switch {
	case err != nil:
		return nil, noCommand(c.Root(), args)
	case len(rest) > 0:
		return nil, noCommand(topic, rest)
	}
	return topic, nil
}

// checkHelp refuses --help after a command that does not exist: cobra asks for
// help before it looks at the operands.
func checkHelp(c *cobra.Command) error {
	operands := c.Flags().Args()
	switch {
	case c.Name() == "help":
		_, err := topicOf(c, operands)
		return err
	case c.HasSubCommands():
		return noCommand(c, operands)
	}
	return nil
}

// setHelp has e keep the error of a help that was refused: cobra's functions of
// help return none.
func setHelp(e *env, root *cobra.Command) {
	text := root.HelpFunc()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		if e.help.refused = checkHelp(c); e.help.refused == nil {
			text(c, args)
		}
	})
}

// help is what became of the output of cobra: help and completion.
type help struct {
	out     keptError
	refused error // why there was no help
}

// err returns what went wrong.
func (h *help) err() error { return cmp.Or(h.refused, h.out.err) }

// keptError writes text of our own, and keeps the first error for those who
// write and do not look: cobra, as it prints help. The zero value cannot be used.
// It is not safe for concurrent use.
type keptError struct {
	w   io.Writer
	err error
}

// Write implements io.Writer. After an error it writes nothing.
func (k *keptError) Write(p []byte) (int, error) {
	if k.err != nil {
		return 0, k.err
	}
	n, err := k.w.Write(p)
	k.err = err
	return n, err
}
