package dates

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// readBoth returns the results of both readers for a text.
func readBoth(s string) map[string]string {
	return map[string]string{"ReadFeed": text(ReadFeed(s)), "ReadPage": text(ReadPage(s))}
}

func TestEveryLanguageFilePassesItsOwnExamples(t *testing.T) {
	paths, err := fs.Glob(dataFiles, "months/*.yaml")
	if err != nil || len(paths) < 33 {
		t.Fatalf("Glob = %v, %v, want 33 languages", paths, err)
	}
	for _, name := range paths {
		t.Run(name, func(t *testing.T) {
			l, err := readLanguage(dataFiles, name)
			if err != nil {
				t.Fatal(err)
			}
			for i, names := range l.Months {
				for _, s := range names {
					s = strings.TrimSuffix(s, ".")
					for _, s := range []string{s, strings.ToUpper(s)} {
						for reader, got := range readBoth("4 " + s + " 2031") {
							if want := fmt.Sprintf("2031-%02d-04", i+1); got != want {
								t.Errorf("%s(4 %s 2031) = %q, want %q", reader, s, got, want)
							}
						}
					}
				}
			}
			for i := range 12 {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(l.Match)), func(day string) bool { return strings.HasPrefix(day, fmt.Sprintf("2031-%02d-", i+1)) }) {
					t.Errorf("no example of month %d", i+1)
				}
			}
			for want, ex := range l.Match {
				for reader, got := range readBoth(ex) {
					if got != want {
						t.Errorf("%s(%s) = %q, want %q", reader, ex, got, want)
					}
				}
			}
			for _, ex := range l.Ignore {
				for reader, got := range readBoth(ex) {
					if got != "" {
						t.Errorf("%s(%s) = %q, want none", reader, ex, got)
					}
				}
			}
		})
	}
}

// TestTheNamesOfBothFormerTablesAreRead holds the union: feeds and pages had
// a table each, with other names, and neither may lose any.
func TestTheNamesOfBothFormerTablesAreRead(t *testing.T) {
	for i, names := range [12]string{
		"jan gen ene янв січ sty led oca ιαν ينا jän jaan ian яну јан студз tam siječ saus ינואר يناير जनवरी",
		"feb fev fév фев лют lut úno şub φεβ فبر luty lutego helm velj vas veeb פברואר فبراير شباط फरवरी फ़रवरी",
		"mar mär mrt maa мар бер bře μαρ مار már mrz сак břez ožuj kov מרץ مارس آذار मार्च",
		"apr avr abr апр кві kwi dub nis απρ أبر ápr крас huht travn bal אפריל أبريل ابريل نيسان अप्रैल",
		"may mai mag mei maj май мая тра kvě μάι μαΐ ماي máj трав траў мај touk květ svib geg מאי مايو أيار मई",
		"jun juin giu июн чер cze čer haz ιουν يون jún jūn juun iun черв чэрв юни јун kes červn lipnj birž יוני يونيو حزيران जून",
		"jul juil lug июл лип lip červenec tem ιουλ يول júl jūl juul iul ліп юли јул hein červenc srpnj liep יולי يوليو تموز जुलाई",
		"aug aoû aou ago авг сер sie srp ağu αυγ أغس agu серп жнів elo kolov rugp אוגוסט أغسطس اغسطس آب अगस्त",
		"sep set сен вер wrz zář eyl σεπ سبت sze септ syys ruj rugs ספטמבר سبتمبر أيلول सितंबर सितम्बर",
		"oct okt ott out окт жов paź říj eki οκτ أكت жовт кастр loka spal אוקטובר أكتوبر اكتوبر अक्टूबर अक्तूबर",
		"nov ноя лис lis kas νοε نوف listop лист лістап ное нов marr noi studen lapkr נובמבר نوفمبر नवंबर नवम्बर",
		"dec dez déc dic des дек гру gru pro ara δεκ ديس dets груд дец снеж joul pros gruod דצמבר ديسمبر दिसंबर दिसम्बर",
	} {
		for s := range strings.FieldsSeq(names) {
			for reader, got := range readBoth("4 " + s + " 2031") {
				if want := fmt.Sprintf("2031-%02d-04", i+1); got != want {
					t.Errorf("%s(4 %s 2031) = %q, want %q", reader, s, got, want)
				}
			}
		}
	}
}

func TestZonesPassTheirOwnExamples(t *testing.T) {
	f, err := readZoneFile(dataFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Match) < 5 || len(f.Ignore) < 3 {
		t.Errorf("%d match and %d ignore examples, want more", len(f.Match), len(f.Ignore))
	}
	for want, ex := range f.Match {
		for reader, got := range readBoth(ex) {
			if got != want {
				t.Errorf("%s(%s) = %q, want %q", reader, ex, got, want)
			}
		}
	}
	for _, name := range f.Ignore {
		if _, known := zones()[name]; known {
			t.Errorf("%s is a zone", name)
		}
		if got := text(ReadFeed("4 Mar 2031 06:10 " + name)); got != "2031-03-04T06:10:00Z" {
			t.Errorf("ReadFeed with zone %s = %q, want UTC", name, got)
		}
	}
}

func TestABrokenDataFileIsRefusedWithItsName(t *testing.T) {
	const twelve = "[[jan], [feb], [mar], [apr], [may], [jun], [jul], [aug], [sep], [oct], [nov], [dec]]"
	tests := []struct{ name, file, src, want string }{
		{"an_unknown_key", "months/xx.yaml", "lang: xx\nmonth: []\n", "month"},
		{"another_name", "months/xx.yaml", "lang: yy\nmonths: " + twelve + "\n", `lang is "yy"`},
		{"eleven_months", "months/xx.yaml", "lang: xx\nmonths: " + strings.Replace(twelve, "[dec]", "", 1) + "\n", "11 months, want 12"},
		{"no_name", "months/xx.yaml", "lang: xx\nmonths: " + strings.Replace(twelve, "dec", "", 1) + "\n", "month 12 has no name"},
		{"capitals", "months/xx.yaml", "lang: xx\nmonths: " + strings.Replace(twelve, "dec", "Dec", 1) + "\n", "lower case"},
		{"two_months", "months/xx.yaml", "lang: xx\nmonths: " + strings.Replace(twelve, "dec", "jan", 1) + "\n", "jan is month 12, and 1 elsewhere"},
		{"an_offset_that_is_none", "zones.yaml", "zones: {east: [EET]}\n", "offset"},
		{"a_zone_twice", "zones.yaml", "zones: {'+02:00': [EET, EET]}\n", `zone "EET"`},
		{"a_word_of_two_kinds", "clock.yaml", "am: [h]\nhours: [h]\n", `word "h"`},
		{"a_word_in_capitals", "clock.yaml", "hours: [Uhr]\n", `word "Uhr"`},
		{"a_key_of_no_clock", "clock.yaml", "hour: [h]\n", "hour"},
		{"an_unknown_location", "zones.yaml", "locations: {Europe/Velm: [VT]}\n", `"Europe/Velm"`},
		{"several_offsets", "zones.yaml", "several: {VT: [{offset: east}]}\n", "offset"},
		{"several_of_a_zone", "zones.yaml", "zones: {'+02:00': [VT]}\nseveral: {VT: [{offset: '+01:00'}]}\n", `zone "VT"`},
		{"no_zones", "zones.yaml", "match: {}\n", "no zones"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{tt.file: {Data: []byte(tt.src)}}
			_, err := readMonths(files)
			switch tt.file {
			case "zones.yaml":
				_, err = readZones(files)
			case "clock.yaml":
				_, err = readClock(files)
			}
			if err == nil || !strings.Contains(err.Error(), tt.file) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want the file's name and %q", err, tt.want)
			}
		})
	}
}

func TestTheWordsAtAClockPassTheirOwnExamples(t *testing.T) {
	f, err := readClockFile(dataFiles)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Match) < 5 || len(f.Ignore) < 5 {
		t.Errorf("%d match and %d ignore examples, want more", len(f.Match), len(f.Ignore))
	}
	for want, texts := range f.Match {
		for _, ex := range texts {
			if got := text(ReadFeed(ex)); got != want {
				t.Errorf("ReadFeed(%s) = %q, want %q", ex, got, want)
			}
		}
	}
	for _, ex := range f.Ignore {
		if got := text(ReadFeed(ex)); got != "" {
			t.Errorf("ReadFeed(%s) = %q, want none", ex, got)
		}
	}
}
