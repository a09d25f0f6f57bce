package cluster

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

//go:embed weights.yaml
var weightsFile []byte

// Weights are the figures by which stories are compared; weights.yaml says
// what each is. The zero value is of no use: see Defaults.
type Weights struct {
	Summary   int     `yaml:"summary"` // characters
	IDFPower  float64 `yaml:"idf_power"`
	Gram      float64 `yaml:"gram"`
	Name      float64 `yaml:"name"`
	Number    float64 `yaml:"number"`
	Window    span    `yaml:"window"`
	Nearest   int     `yaml:"nearest"`
	SkipShare int     `yaml:"skip_share"`
	SkipMore  int     `yaml:"skip_more"`
	Size      float64 `yaml:"size"`
	Decay     span    `yaml:"decay"`
	Ground    float64 `yaml:"ground"`
	Storyline float64 `yaml:"storyline"`
	Day       float64 `yaml:"day"`
	Outlet    float64 `yaml:"outlet"`
	Common    float64 `yaml:"common"`
	Cluster   float64 `yaml:"cluster"`
	Span      span    `yaml:"span"`
}

// span is a length of time, written as "36h".
type span struct{ time.Duration }

func (s *span) UnmarshalYAML(text []byte) error {
	d, err := time.ParseDuration(string(bytes.TrimSpace(text)))
	s.Duration = d
	return err
}

// Defaults returns the weights of weights.yaml. The file is part of the
// program and a test reads it, so a broken one panics.
var Defaults = sync.OnceValue(func() Weights {
	w, err := readWeights(weightsFile)
	if err != nil {
		panic(err)
	}
	return w
})

func readWeights(src []byte) (Weights, error) {
	var w Weights
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(&w); err != nil {
		return w, fmt.Errorf("read weights: %w", err)
	}
	if w.Nearest < 1 || w.SkipShare < 1 || w.Summary < 0 || w.Window.Duration <= 0 || w.Decay.Duration <= 0 || w.Span.Duration <= 0 {
		return w, errors.New("read weights: a count or a time is missing")
	}
	return w, nil
}
