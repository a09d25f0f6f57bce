package terminal

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestNothingBeginsOnceTheEndIsWaitedFor(t *testing.T) {
	var u underWay
	if !u.begin() {
		t.Fatal("nothing may begin at first")
	}
	var began atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for u.begin() {
				began.Add(1)
				u.end()
			}
		})
	}
	group.Go(u.end)
	u.wait()
	group.Wait() // ends, since nothing may begin
	if u.begin() {
		t.Error("something began after the end")
	}
}
