package revision

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestFigures(t *testing.T) {
	for in, want := range map[string]string{
		"31 injured as dam gates jam at Kamin":               "injured 31",
		"Death toll rises to 41 after flood":                 "killed 41",
		"Flood kills 12, injures 30 in Tarn":                 "killed 12; injured 30",
		"About 1,200 homes without power":                    "without power 1200",
		"Cost of the flood: 14 million crowns":               "crown 14000000",
		"Three bridges gone, two people missing":             "bridge 3; missing 2",
		"Second wave expected at 18:00":                      "",
		"Kamin in 2031: what next":                           "",
		"Prices up 12% in Velm":                              "",
		"Кількість загиблих зросла до 25":                    "killed 25",
		"Число пострадавших выросло до 17":                   "injured 17",
		"12 Tote und 30 Verletzte in Tarn":                   "killed 12; injured 30",
		"Al menos 7 muertos y 20 heridos":                    "killed 7; injured 20",
		"إصابة ١٢ شخصا":                                      "injured 12",
		"Quake of magnitude 5.1 cracks spillway":             "magnitude 5.1",
		"Bulletin 2: cracks in apron":                        "",
		"":                                                   "",
		"7, 8, 9":                                            "",
		"12 people were slightly hurt when the gates jammed": "injured 12",
		strings.Repeat("9", 400) + " homes":                  "home +Inf",
	} {
		var got []string
		for _, f := range Figures(in) {
			got = append(got, fmt.Sprintf("%s %s", f.What, strconv.FormatFloat(f.Value, 'f', -1, 64)))
		}
		if s := strings.Join(got, "; "); s != want && len(in) < 300 {
			t.Errorf("figures of %q = %q, want %q", in, s, want)
		}
	}
}
