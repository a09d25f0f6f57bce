package main

import (
	"maps"
	"math"
	"slices"
)

// example is one box of a page.
type example struct {
	site   string
	values map[string]float64
	right  bool
	weight float64 // how much it counts; more if it holds more references
}

// maxRounds bounds the steps of fit, of which a dozen suffice.
const maxRounds = 60

// fit makes the weights of logistic regression with Newton's method. pull is
// the strength of the pull to 0, which start does not feel.
func fit(boxes []example, pull float64) map[string]float64 {
	seen := make(map[string]bool)
	for _, b := range boxes {
		for name := range b.values {
			seen[name] = true
		}
	}
	names := slices.Sorted(maps.Keys(seen))
	rows := make([][]float64, len(boxes))
	for i, b := range boxes {
		rows[i] = make([]float64, len(names)+1)
		rows[i][0] = 1
		for k, name := range names {
			rows[i][k+1] = b.values[name]
		}
	}
	w := make([]float64, len(names)+1)
	for range maxRounds {
		step := newton(rows, boxes, w, pull)
		moved := 0.0
		for k := range w {
			w[k] += step[k]
			moved = max(moved, math.Abs(step[k]))
		}
		if moved < 1e-8 {
			break
		}
	}
	out := map[string]float64{"start": rounded(w[0])}
	for k, name := range names {
		out[name] = rounded(w[k+1])
	}
	return out
}

func rounded(v float64) float64 { return math.Round(v*1000) / 1000 }

// newton returns the next step of the weights.
func newton(rows [][]float64, boxes []example, w []float64, pull float64) []float64 {
	n := len(w)
	grad := make([]float64, n)
	hess := make([][]float64, n)
	for k := range hess {
		hess[k] = make([]float64, n)
		if k > 0 {
			hess[k][k], grad[k] = pull, -pull*w[k]
		} else {
			hess[k][k] = 1e-6
		}
	}
	for i, x := range rows {
		z := 0.0
		for k, v := range x {
			z += v * w[k]
		}
		p := 1 / (1 + math.Exp(-z))
		y := 0.0
		if boxes[i].right {
			y = 1
		}
		for k, v := range x {
			if v == 0 {
				continue
			}
			grad[k] += v * (y - p) * boxes[i].weight
			for j := range k + 1 {
				hess[k][j] += v * x[j] * p * (1 - p) * boxes[i].weight
			}
		}
	}
	for k := range n {
		for j := range k {
			hess[j][k] = hess[k][j]
		}
	}
	return solve(hess, grad)
}

// solve returns x with a·x = b. a is symmetric and positive; both are changed.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	for k := range n {
		for i := k + 1; i < n; i++ {
			f := a[i][k] / a[k][k]
			if f == 0 {
				continue
			}
			for j := k; j < n; j++ {
				a[i][j] -= f * a[k][j]
			}
			b[i] -= f * b[k]
		}
	}
	x := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		x[k] = b[k]
		for j := k + 1; j < n; j++ {
			x[k] -= a[k][j] * x[j]
		}
		x[k] /= a[k][k]
	}
	return x
}
