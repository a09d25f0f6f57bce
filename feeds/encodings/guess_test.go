package encodings

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// TestTextWithoutACharsetIsReadByItsLetters writes headlines in the charsets
// of their languages and declares none.
func TestTextWithoutACharsetIsReadByItsLetters(t *testing.T) {
	for _, tc := range []struct{ charset, text string }{
		{"windows-1251", "Паводок у Норрума спадает, дамба выстояла"},
		{"windows-1251", "ПАВОДОК СПАДАЕТ"},
		{"windows-1251", "Повінь біля Норрума спадає, дамба вистояла, її укріпили"},
		{"windows-1251", "Поплава крај реке се повлачи, насип је издржао, људи се враћају"},
		{"windows-1251", "Дигата издържа след нощна работа, реката спада"},
		{"koi8-r", "Паводок у Норрума спадает, дамба выстояла"},
		{"koi8-u", "Повінь біля Норрума спадає, дамба вистояла, її укріпили"},
		{"iso-8859-5", "Паводок у Норрума спадает, дамба выстояла"},
		{"ibm866", "Паводок у Норрума спадает, дамба выстояла"},
		{"windows-1256", "بقي الحاجز قائما بعد أن عمل الناس طوال الليل"},
		{"windows-1256", "سيلاب فروکش کرد و مردم به خانه برگشتند"},
		{"iso-8859-6", "بقي الحاجز قائما بعد أن عمل الناس طوال الليل"},
		{"windows-1253", "Το φράγμα άντεξε μετά από μια νύχτα δουλειάς"},
		{"windows-1255", "הסכר החזיק מעמד אחרי לילה של עבודה"},
		{"windows-1254", "Baraj gece boyunca süren çalışmanın ardından ayakta kaldı, işçiler yorgun"},
		{"windows-1250", "Hráz vydržela po noční práci, řeka klesá a škody jsou malé"},
		{"windows-1250", "Tama wytrzymała, żołnierze pracowali całą noc, woda opada"},
		{"windows-1250", "Az árvíz levonul, a gát kitartott, de az őrség még marad"},
		{"iso-8859-2", "Tama wytrzymała, żołnierze pracowali całą noc, źle ąę"},
		{"windows-1252", "La digue a tenu après une nuit de travail, à l’évidence, déclare l’équipe"},
		{"windows-1252", "Der Deich hält nach einer Nacht voll Mühe — „endlich“"},
		{"windows-1252", "El dique aguantó tras una noche de trabajo, dijo el señor Muñoz"},
		{"windows-1252", "Diget holdt etter en lang natt, sa ordføreren på Åmøy"},
		{"windows-1252", "A café at the weir"},
		{"windows-1252", "“Water” – 5 °C"},
		{"windows-1257", "Užtvanka atlaikė po nakties darbo, upė slūgsta, žmonės grįžta"},
		{"windows-874", "เขื่อนยังคงแข็งแรงหลังจากทำงานทั้งคืน"},
		{"shift_jis", "堤防は持ちこたえた"},
		{"shift_jis", "ノルムの川の水位が下がり始めた"},
		{"euc-jp", "堤防は持ちこたえた"},
		{"iso-2022-jp", "堤防は持ちこたえた"},
		{"gbk", "经过一夜的抢修,大坝仍然坚固,水位开始下降"},
		{"big5", "經過一夜的搶修,大壩仍然堅固,水位開始下降"},
		{"euc-kr", "밤샘 작업 끝에 둑이 버텼다 주민들은 집으로 돌아갔다"},
	} {
		enc, name := charset.Lookup(tc.charset)
		if enc == nil {
			t.Fatalf("no charset %s", tc.charset)
		}
		b, err := enc.NewEncoder().String("<item><title>" + tc.text + "</title><link>https://velm.example/1</link></item>")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := Decode([]byte(b), "").String; !strings.Contains(got, tc.text) {
			t.Errorf("%s %q is read as %.120q", name, tc.text, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x92\xe7\x96\x68"), "")
	f.Add([]byte("\xd3\xe4"), "text/xml; charset=iso-8859-1")
	f.Add([]byte("<?xml version='1.0' encoding='windows-1251'?>\xcf\xe0"), "text/xml; charset=iso-8859-1")
	f.Add([]byte("\x1b$B"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		s := Decode(body, contentType).String
		if strings.ContainsFunc(s, Forbidden) || s != strings.ToValidUTF8(s, "") {
			t.Errorf("%q holds what XML forbids", s)
		}
	})
}

// TestWesternTextStaysWhatItIsDeclaredToBe: letters overrule a declaration
// only where it cannot be.
func TestWesternTextStaysWhatItIsDeclaredToBe(t *testing.T) {
	enc, _ := charset.Lookup("windows-1252")
	for _, text := range []string{
		"La digue a tenu après une nuit de travail, à l’évidence, déclare l’équipe", "Öl in der Größe Ägyptens", "ÉTÉ À LA CÔTE",
		"São João não está à venda", "Ðað er þoka við ströndina á morgun", "Åsgård: blåbær på øya", "£5 – ½ price", "éèà", "ÄÖÜ",
	} {
		b, err := enc.NewEncoder().String(`<?xml version="1.0" encoding="iso-8859-1"?><title>` + text + "</title>")
		if err != nil {
			t.Fatal(err)
		}
		if got := Decode([]byte(b), ""); !strings.Contains(got.String, text) || got.Other {
			t.Errorf("%q is read as %q", text, got.String)
		}
	}
}

// TestDecodeOfUnicodeAndEscapes: marks, byte order and escape sequences decide
// without any guess.
func TestDecodeOfUnicodeAndEscapes(t *testing.T) {
	for _, tc := range []struct {
		name, body, contentType, want string
		other                         bool
	}{
		{"a mark against the header", "\xef\xbb\xbf<a>é</a>", "text/xml; charset=koi8-r", "<a>é</a>", true},
		{"a mark and a byte that is not UTF-8", "\xef\xbb\xbf<a>\xff</a>", "", "<a>\ufffd</a>", false},
		{"UTF-16, little", "\xff\xfe<\x00a\x00>\x00", "text/xml; charset=iso-8859-1", "<a>", true},
		{"UTF-16, big", "\xfe\xff\x00<\x00a\x00>", "text/xml; charset=utf-16", "<a>", false},
		{"UTF-16 without a mark", "<\x00a\x00>\x00", "", "<a>", false},
		{"UTF-16, big, without a mark", "\x00<\x00a\x00>", "", "<a>", false},
		{"UTF-32, little", "\xff\xfe\x00\x00<\x00\x00\x00a\x00\x00\x00>\x00\x00\x00", "", "<a>", false},
		{"UTF-32, big", "\x00\x00\xfe\xff\x00\x00\x00<\x00\x00\x00a\x00\x00\x00>", "", "<a>", false},
		{"UTF-32 without a mark", "<\x00\x00\x00a\x00\x00\x00>\x00\x00\x00", "", "<a>", false},
		{"UTF-32, big, without a mark", "\x00\x00\x00<\x00\x00\x00a\x00\x00\x00>", "", "<a>", false},
		{"ASCII under any name", "<a>b</a>", "text/xml; charset=koi8-r", "<a>b</a>", false},
		{"seven bits, declared", "<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1b$B$\"\x1b(B</a>", "", "<?xml version='1.0' encoding='iso-2022-jp'?><a>あ</a>", false},
		{"an encoding without quotes", "<?xml version='1.0' encoding=x?><a>é</a>", "", "<?xml version='1.0' encoding=x?><a>é</a>", false},
		{"a header that cannot be read", "<a>é</a>", "text/xml; charset=", "<a>é</a>", false},
	} {
		got := Decode([]byte(tc.body), tc.contentType)
		if got.String != tc.want || got.Other != tc.other {
			t.Errorf("%s: %q, other %t; want %q, %t", tc.name, got.String, got.Other, tc.want, tc.other)
		}
	}
}
