package theme_test

import (
	"testing"

	"charm.land/lipgloss/v2"

	"sitrep/ui/theme"
)

func TestAThemeOfOnesOwnDiffersInItsRoles(t *testing.T) {
	th, err := theme.Custom("mine", theme.Dark(), map[string]string{"new": "#ff8700 bold", "rest": "252 on 237 underline", "cursor": "reverse"})
	if err != nil {
		t.Fatal(err)
	}
	if th.Name != "mine" || th.New.GetForeground() != lipgloss.Color("#ff8700") || !th.New.GetBold() {
		t.Errorf("the style of what is new: %v, bold %v", th.New.GetForeground(), th.New.GetBold())
	}
	if th.Rest.GetForeground() != lipgloss.Color("252") || th.Rest.GetBackground() != lipgloss.Color("237") || !th.Rest.GetUnderline() {
		t.Errorf("the style of the row at rest: %v on %v", th.Rest.GetForeground(), th.Rest.GetBackground())
	}
	if th.Bad.GetForeground() != theme.Dark().Bad.GetForeground() {
		t.Error("a role that is not named differs from the theme below it")
	}
	if !th.Cursor.GetReverse() || isSet(th.Cursor.GetForeground()) {
		t.Error("the style of a role adds to the one of the theme below it")
	}
	if _, err := theme.Custom("mine", theme.Dark(), map[string]string{"name": "bold"}); err == nil {
		t.Error("a role that does not exist is accepted")
	}
}
