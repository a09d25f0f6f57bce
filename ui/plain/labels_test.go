package plain_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestALabelIsTypedLikeTheKey holds that label makes a rule of a link or reference by
// its number, that keep shows the text left out, and that both refuse with the reason.
func TestALabelIsTypedLikeTheKey(t *testing.T) {
	o := options(t, uitest.Sample())
	act := &uitest.Actions{}
	act.OnMarkLine = func(context.Context, news.StoryID, string) (sanitize.Clean, error) {
		return sanitize.Lit("What has this label is a reference."), nil
	}
	o.Env.Actions = act
	text := run(t, o, "label 1", "1", "label", "label 99", "label 1", "keep")
	for _, want := range []string{"No story is open: a number opens one.\n", "Label which?", "What has this label is a reference.\n", "Nothing is left out of this story.\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	var methods []string
	for _, c := range act.Calls() {
		if c.Method == "MarkLine" || c.Method == "Keep" {
			methods = append(methods, c.Method)
			if !strings.HasPrefix(c.Arg, string(uitest.FloodID)) {
				t.Errorf("%s was asked about %s", c.Method, c.Arg)
			}
		}
	}
	if diff := cmp.Diff([]string{"MarkLine", "Keep"}, methods); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
	act.OnMarkLine = func(context.Context, news.StoryID, string) (sanitize.Clean, error) {
		return sanitize.Clean{}, errors.New("there is no label before it")
	}
	if text := run(t, o, "1", "label 1"); !strings.Contains(text, "there is no label before it") {
		t.Errorf("the error is not said:\n%s", text)
	}
}
