package store

import (
	"strings"
	"sync"
)

// manyRows are how many rows one statement inserts, the most first.
var manyRows = [...]int{64, 16, 4, 1}

// inserts is a statement with the values of rows, mostly an INSERT, spelled for each
// of manyRows.
type inserts struct {
	columns int
	sql     [len(manyRows)]string
}

// insertsOf returns the statement that begins and ends so, around rows with so many
// columns. It is made when it is first called.
func insertsOf(begin string, columns int, end string) func() *inserts {
	return insertsWith(begin, `?`, columns, end)
}

// insertsOfNumbers is insertsOf for a statement that is not an INSERT, whose columns
// have no type of their own: they are numbers.
func insertsOfNumbers(begin string, columns int, end string) func() *inserts {
	return insertsWith(begin, `CAST(? AS bigint)`, columns, end)
}

func insertsWith(begin, value string, columns int, end string) func() *inserts {
	return sync.OnceValue(func() *inserts {
		in := &inserts{columns: columns}
		row := `(` + value + strings.Repeat(`, `+value, columns-1) + `)`
		for i, n := range manyRows {
			in.sql[i] = begin + row + strings.Repeat(`, `+row, n-1) + end
		}
		return in
	})
}

// insert runs a statement for rows whose columns stand in args, one row after the
// other.
func (s *statements) insert(in *inserts, args []any) error {
	for i, n := range manyRows {
		for size := n * in.columns; len(args) >= size; args = args[size:] {
			if err := s.exec(in.sql[i], args[:size]...); err != nil {
				return err
			}
		}
	}
	return nil
}
