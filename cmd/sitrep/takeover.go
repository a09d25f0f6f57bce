package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/sanitize"
)

func takeoverCmd(e *env) *cobra.Command {
	var dry bool
	c := &cobra.Command{
		Use:   "takeover FILE",
		Short: "Add what another watch handed over",
		Long: `takeover adds the pins, notes, judgements, rules and alerts of a file that sitrep
handover wrote. What is there already stays as it is. The file is from outside: it
can add nothing else, and start nothing. --dry-run says what it holds.`,
		Args: operands(cobra.ExactArgs(1), "one file"),
		RunE: func(c *cobra.Command, args []string) error {
			src, err := readHandover(args[0])
			if err != nil {
				return fmt.Errorf("take over %s: %w", args[0], why(err))
			}
			h, notes, err := present.ReadHandover(src)
			if err != nil {
				return fmt.Errorf("take over %s: %w", args[0], err)
			}
			open := e.open
			if dry {
				open = e.openToRead
			}
			s, err := open(c.Context())
			if err != nil {
				return err
			}
			said, err := s.Takeover(c.Context(), h, dry)
			if h.Note != "" {
				said = append(said, "note: "+h.Note)
			}
			for _, line := range append(said, notes...) {
				err = errors.Join(err, e.print(sanitize.Join("", sanitize.Line(line), sanitize.Lit("\n"))))
			}
			return err
		},
	}
	c.Flags().BoolVar(&dry, "dry-run", false, "say what would be added, and write nothing")
	return c
}

// readHandover reads at most the size of a handover.
func readHandover(path string) (src []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, present.MaxHandover+1))
}
