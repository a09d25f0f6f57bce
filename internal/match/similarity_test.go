package match

import (
	"testing"

	"sitrep/internal/news"
)

func tierOf(a, b string) Tier {
	tier, _ := nearTier(a, news.TitleKey(a), b, news.TitleKey(b))
	return tier
}

// The list had "χωρις" with its final sigma, which a folded title never has.
func TestANegationEndsInAFoldedSigma(t *testing.T) {
	const with, without = "Χιλιάδες σπίτια στην Όρλα μετά τη φωτιά με ρεύμα", "Χιλιάδες σπίτια στην Όρλα μετά τη φωτιά χωρίς ρεύμα"
	if got := tierOf(with, without); got != Maybe {
		t.Errorf("tier %d, want %d", got, Maybe)
	}
}
