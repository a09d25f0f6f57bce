package feeds

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

// Bodies that are fetched far ahead of reading would take memory without bound.
func TestAGaugeHoldsBackWhoeverComesWhenItIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gauge{most: 10}
		if err := g.enter(t.Context(), 4); err != nil {
			t.Fatal(err)
		}
		g.add(20) // the body is larger than was thought
		entered := make(chan int, 3)
		for i := range 3 {
			go func() {
				if err := g.enter(t.Context(), 8); err == nil {
					entered <- i
				}
			}()
			synctest.Wait()
		}
		if len(entered) > 0 {
			t.Fatal("somebody entered a gauge that is full")
		}
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { left <- g.enter(ctx, 1) }()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Fatalf("enter gave %v to one whose context ended", err)
		}
		for _, step := range []struct {
			left int64
			want []int
		}{{24, []int{0, 1}}, {16, []int{2}}} { // who has waited longest is first, and all for whom there is room enter
			g.add(-step.left)
			synctest.Wait()
			if len(entered) != len(step.want) {
				t.Fatalf("%d entered, want %d", len(entered), len(step.want))
			}
			for _, want := range step.want {
				if got := <-entered; got != want {
					t.Errorf("number %d entered, want %d", got, want)
				}
			}
		}
		if g.used != 8 || len(g.waiting) != 0 {
			t.Errorf("in use %d, waiting %d; want 8 and 0", g.used, len(g.waiting))
		}
	})
}
