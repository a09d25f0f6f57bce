package readalso

import (
	_ "embed"
	"fmt"
	"math"

	"github.com/goccy/go-yaml"
)

//go:embed weights.yaml
var weightsFile []byte

// Weights are how much each kind of evidence counts for or against a box.
// They are made by feeds/readalso/train and kept in weights.yaml.
type Weights struct {
	// Made is the day they were made, Pages, Sites and Boxes what they were
	// made from, Figures what they reach on sites they were not made from.
	Made    string             `yaml:"made"`
	Pages   int                `yaml:"pages"`
	Sites   int                `yaml:"sites"`
	Boxes   int                `yaml:"boxes"`
	Figures map[string]float64 `yaml:"figures"`
	// Weights holds a number for each name of Evidence, in units of the
	// logarithm of the odds, and for "start", what counts before any.
	Weights map[string]float64 `yaml:"weights"`
}

// Text returns w as weights.yaml holds it.
func (w Weights) Text() ([]byte, error) {
	b, err := yaml.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("write weights: %w", err)
	}
	return b, nil
}

// model is Weights in the form that is used.
type model struct {
	start float64
	of    [evidenceKinds]float64
}

func readWeights(src []byte) (*model, error) {
	var w Weights
	if err := yaml.UnmarshalWithOptions(src, &w, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("weights of boxes: %w", err)
	}
	return w.model()
}

// model refuses weights of evidence that is not known.
func (w Weights) model() (*model, error) {
	m := &model{start: w.Weights["start"]}
	known := 1
	for k, name := range evidenceNames {
		if v, ok := w.Weights[name]; ok {
			m.of[k] = v
			known++
		}
	}
	if _, ok := w.Weights["start"]; !ok || known != len(w.Weights) {
		return nil, fmt.Errorf("weights of boxes: %d names, of which %d are known, or no start", len(w.Weights), known)
	}
	return m, nil
}

// WithWeights returns a Matcher that weighs boxes by w. An error means that w
// names evidence that is not known.
func (m *Matcher) WithWeights(w Weights) (*Matcher, error) {
	mod, err := w.model()
	if err != nil {
		return nil, err
	}
	n := *m
	n.model = mod
	return &n, nil
}

// confidence returns how likely a box holds references, 0 to 1.
func (m *model) confidence(e *evidence) float64 {
	sum := m.start
	for k, v := range e {
		sum += v * m.of[k]
	}
	return 1 / (1 + math.Exp(-sum))
}

// why lists what counts for and against a box, the most first.
func (m *model) why(e *evidence) []Evidence {
	out := []Evidence{{Name: "start", Value: 1, Counts: m.start}}
	for k, v := range e {
		if v != 0 {
			out = append(out, Evidence{Name: evidenceNames[k], Value: v, Counts: v * m.of[k]})
		}
	}
	return out
}
