package readalso

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestKindsFoundLate holds kinds of boxes that were missed because of one sign.
func TestKindsFoundLate(t *testing.T) {
	tests := []struct {
		name, part string
		want       []string
	}{
		{
			"a_sister_house_among_links_to_the_own",
			`<div class="box"><h4>Read also</h4><ul><li><a href="/2031/04/02/the-ferry-is-full-for-days">The ferry is full for days</a></li>
<li><a href="/2031/04/02/who-pays-for-the-old-dam">Who pays for the old dam</a></li><li><a href="https://verra-council.example/news/every-cellar-will-be-dry">Every cellar will be dry</a></li></ul></div>`,
			[]string{"The ferry is full for days", "Who pays for the old dam", "Every cellar will be dry"},
		},
		{
			"more_links_away_than_to_the_own_site",
			`<div class="box"><h4>Read also</h4><ul><li><a href="/2031/04/02/the-ferry-is-full-for-days">The ferry is full for days</a></li>
<li><a href="https://one.example/news/ten-ways-to-save-on-insurance">Ten ways to save on insurance</a></li><li><a href="https://two.example/news/this-trick-makes-you-sleep-well">This trick makes you sleep well</a></li></ul></div>`,
			[]string{"The ferry is full for days"},
		},
		{
			"a_link_that_is_called_navigation",
			`<div class="plug"><a class="forward-navigation" href="/2031/04/02/the-ferry-is-full-for-days"><div><h2><small>Read also</small> <span>The ferry is full for days</span></h2></div></a></div>`,
			[]string{"The ferry is full for days"},
		},
		{
			"a_box_that_is_called_navigation",
			`<div class="story-navigation"><h4>Read also</h4><a href="/2031/04/02/the-ferry-is-full-for-days">The ferry is full for days</a></div>`,
			nil,
		},
		{
			"a_label_behind_its_topic",
			`<table><tr><td><span>On the flood of this spring, read in the Orlapost</span></td></tr>
<tr><td><b><a href="/2031/04/02/the-ferry-is-full-for-days">The ferry is full for days</a></b><br>Two boats carry what five bridges did, and the line on the quay was a mile long by noon on Tuesday.</td></tr>
<tr><td><b><a href="/2031/04/02/who-pays-for-the-old-dam">Who pays for the old dam</a></b><br>The council and the ministry each say that it is the other, and the bill is due on the first of May.</td></tr></table>`,
			[]string{"The ferry is full for days", "Who pays for the old dam"},
		},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range m.Page(parse(t, article(tt.part)), pageURL) {
				got = append(got, f.Title.String())
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("references (-want +got):\n%s", d)
			}
		})
	}
}
