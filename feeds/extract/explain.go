package extract

import (
	"context"

	"sitrep/feeds/readalso"
)

// Explain reads the references of a page as Page does, and says why each was
// found and each other box refused. It explains no plain text.
func (x *Extractor) Explain(ctx context.Context, body []byte, contentType, url string) (readalso.Explanation, error) {
	k, err := sniff(body, contentType)
	if err != nil || k == kindText {
		return readalso.Explanation{}, err
	}
	doc, err := parse(ctx, decodeHTML(body, contentType))
	if err != nil {
		return readalso.Explanation{}, err
	}
	unfold(doc)
	repairMarks(doc)
	return x.refs().Explain(doc, scanPage(doc, url).base), nil
}
