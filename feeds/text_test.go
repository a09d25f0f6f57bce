package feeds

import (
	"context"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"

	"sitrep/internal/news"
)

// TestALineThatIsDownIsNoFaultOfAPage: such a page may be asked for soon.
func TestALineThatIsDownIsNoFaultOfAPage(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want news.PageFault
	}{
		{&net.DNSError{Err: "no such host", Name: "velm.example", IsNotFound: true}, news.UnreachedFault},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}, news.UnreachedFault},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, news.PassingFault},
		{context.DeadlineExceeded, news.PassingFault},
	} {
		if got := pageFault(fmt.Errorf("fetch page: %w", tt.err)); got != tt.want {
			t.Errorf("%v: fault %d, want %d", tt.err, got, tt.want)
		}
	}
}
