package readalso

import "testing"

// TestWordsOfGenreStayInTitles: "Opinion: The dam must go" lost what tells a comment
// from a report. What only names a medium still goes.
func TestWordsOfGenreStayInTitles(t *testing.T) {
	m := newMatcher(t)
	for line, want := range map[string]string{
		"Opinion: The dam above Velm must go":           "Opinion: The dam above Velm must go",
		"Analysis | Who owns the gates of the dam":      "Analysis | Who owns the gates of the dam",
		"Exclusive: Minister knew of cracks in the dam": "Exclusive: Minister knew of cracks in the dam",
		"Live: Water rises in the old town of Velm":     "Live: Water rises in the old town of Velm",
		"Factbox: Floods on the Tarn since 1910":        "Factbox: Floods on the Tarn since 1910",
		"Kommentar: Der Damm bei Velm muss weg":         "Kommentar: Der Damm bei Velm muss weg",
		"Entretien | Le maire de Velm parle de la crue": "Entretien | Le maire de Velm parle de la crue",
		"Ексклюзив: Міністр знав про тріщини в дамбі":   "Ексклюзив: Міністр знав про тріщини в дамбі",
		"Exclusivo: La ministra sabía de las grietas":   "Exclusivo: La ministra sabía de las grietas",
		"独自: 大臣はダムのひび割れを知っていた":                          "独自: 大臣はダムのひび割れを知っていた",
		"VIDEO: Water rises in the old town of Velm":    "Water rises in the old town of Velm",
		"Фото: Вода піднімається у старому місті":       "Вода піднімається у старому місті",
	} {
		if got := m.cleanTitle(line).String(); got != want {
			t.Errorf("the title of %q is %q, want %q", line, got, want)
		}
	}
}
