package feeds

import "sync"

// UsualPage is how many bytes a page is taken to have before any was fetched, as it is sent.
const UsualPage = 60_000

// bound holds how much a Prefetch fetches. The zero value sets no bound.
type bound struct {
	most int64

	mu      sync.Mutex // guards what follows
	spent   int64
	pages   int64 // that were fetched
	ofPages int64 // bytes of them
	now     int64 // pages that are being fetched
}

// begin reports whether one more page may be begun: it and those that are being
// fetched are taken to be as large as those before.
func (b *bound) begin() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	each := int64(UsualPage)
	if b.pages > 0 {
		each = max(b.ofPages/b.pages, 1)
	}
	if b.most > 0 && b.spent+(b.now+1)*each > b.most {
		return false
	}
	b.now++
	return true
}

// end notes that a page that was begun is fetched, or failed.
func (b *bound) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now--
}

// spend notes bytes that were fetched; ofPage says that they are a page.
func (b *bound) spend(n int64, ofPage bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent += n
	if ofPage && n > 0 {
		b.pages, b.ofPages = b.pages+1, b.ofPages+n
	}
}
