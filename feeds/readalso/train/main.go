// Command train makes weights.yaml, the weights of the evidence over boxes of
// references, from a folder of labelled pages:
//
//	go run ./feeds/readalso/train -made 2031-04-01 DIR > feeds/readalso/weights.yaml
//
// It works offline, and the same folder gives the same file. The figures it
// prints are of cross-validation by site: the pages of each site are read
// with weights that were made without them. See load.go for the folder.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"sitrep/feeds/readalso"
)

func main() {
	made := flag.String("made", "", "`DAY` to write into the file")
	folds := flag.Int("folds", 10, "parts of the sites for cross-validation")
	pull := flag.Float64("pull", 0.5, "how strongly weights are pulled to 0")
	show := flag.Bool("show", false, "list what is missed and what is false")
	flag.Parse()
	if flag.NArg() != 1 || *folds < 2 {
		fmt.Fprintln(os.Stderr, "usage: train [-made DAY] [-folds N] [-pull X] [-show] DIR")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *made, *folds, *pull, *show, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// run makes the weights of the pages in dir and writes them to out, and the
// figures to report.
func run(dir, made string, folds int, pull float64, show bool, out, report io.Writer) error {
	pages, err := load(dir)
	if err != nil {
		return err
	}
	r, err := newReader()
	if err != nil {
		return err
	}
	boxes, err := r.boxes(pages)
	if err != nil {
		return err
	}
	if len(boxes) == 0 {
		return fmt.Errorf("no boxes on the %d pages of %s", len(pages), dir)
	}
	scores, err := r.crossValidate(pages, boxes, folds, pull, show, report)
	if err != nil {
		return err
	}
	w := readalso.Weights{Made: made, Pages: len(pages), Sites: countSites(pages), Boxes: len(boxes), Figures: scores, Weights: fit(boxes, pull)}
	text, err := w.Text()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "# Weights of the evidence over boxes of references. Made by feeds/readalso/train; not to be edited.\n# figures: of cross-validation by site.\n%s", text)
	return err
}

func countSites(pages []*page) int {
	sites := make(map[string]bool)
	for _, p := range pages {
		sites[p.site] = true
	}
	return len(sites)
}
