package screen

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/config"
	"sitrep/ui/theme"
)

// TestTheConfigurationKnowsTheThemesOfTheScreen: it names their roles and names itself,
// since it imports nothing of the screen.
func TestTheConfigurationKnowsTheThemesOfTheScreen(t *testing.T) {
	if diff := cmp.Diff(theme.Names(), config.ThemeNames()); diff != "" {
		t.Errorf("names of themes (-screen +configuration):\n%s", diff)
	}
	if diff := cmp.Diff(theme.Roles(), config.ThemeRoles()); diff != "" {
		t.Errorf("roles of themes (-screen +configuration):\n%s", diff)
	}
	cfg, err := config.Parse("x", []byte("themes: {mine: {base: nord, new: 214 bold}}\nreader: {theme: mine}\n"))
	if err != nil {
		t.Fatal(err)
	}
	mine, err := Themes(cfg)
	if err != nil || len(mine) != 1 {
		t.Fatalf("Themes: %v, %v", mine, err)
	}
	if got := themeNamed(cfg.Reader.Theme, mine); got.Name != "mine" || !got.New.GetBold() {
		t.Errorf("the theme of the configuration is %q", got.Name)
	}
}
