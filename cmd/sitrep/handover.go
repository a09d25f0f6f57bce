package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"sitrep/internal/sanitize"
)

func handoverCmd(e *env) *cobra.Command {
	var note string
	c := &cobra.Command{
		Use:   "handover FILE",
		Short: "Write a file that hands the watch over",
		Long: `handover writes what the next watch needs: up to when you have seen what arrived,
your pins, the notes and judgements, the rules and the alerts of the last seven days. People
can read it without sitrep; sitrep takeover adds it to another cache. The same watch
gives the same bytes.`,
		Args: operands(cobra.ExactArgs(1), "one new file"),
		RunE: func(c *cobra.Command, args []string) error {
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			h, err := s.Handover(c.Context(), note)
			if err != nil {
				return err
			}
			text, err := h.Text()
			if err == nil {
				err = writeNew(args[0], sanitize.Text(text))
			}
			if err != nil {
				return fmt.Errorf("hand over to %s: %w", args[0], why(err))
			}
			e.warn("wrote " + args[0])
			return nil
		},
	}
	c.Flags().StringVar(&note, "note", "", "a `TEXT` to whoever takes over")
	return c
}
