package dates

import "testing"

// feedTexts are dates as feeds write them: mostly RFC 822 in English, some
// ISO 8601, and a few with names of months in other languages.
var feedTexts = []string{
	"Mon, 16 Feb 2026 07:30:00 +0200", "Tue, 17 Mar 2026 07:30:00 GMT", "Wed, 08 Apr 2026 21:04:11 +0000", "Thu, 24 Dec 2026 05:30:00 EST",
	"2026-02-16T07:30:00+02:00", "2026-09-30T05:30:00Z", "Пн, 16 лют 2026 07:30:00 +0200", "пн, 16 февраля 2026 08:30:00 +0300",
	"Lun, 16 févr. 2026 06:30:00 +0100", "Mo., 16. Oktober 2026 06:30 MEZ",
}

// pageTexts are times and days as pages write them.
var pageTexts = []string{
	"2031-03-04T06:10:00+02:00", "2031-03-04 06:10:00", "Tue, 4 Mar 2031 06:10:00 GMT", "March 4, 2031 6:10 AM EST",
	"4. März 2031", "4 березня 2031", "2031. gada 4. martā", "4 मार्च 2031", "2031年3月4日",
}

// lineTexts are short lines of pages without a date.
var lineTexts = []string{
	"Bridge closed after the flood", "By Ana Verra", "12 people were hurt in 2031", "Міст зачинено після повені", "Read more",
}

func BenchmarkReadFeed(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range feedTexts {
			if ReadFeed(s).IsZero() {
				b.Fatalf("%q was not read", s)
			}
		}
	}
}

func BenchmarkReadPage(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range pageTexts {
			if ReadPage(s).IsZero() {
				b.Fatalf("%q was not read", s)
			}
		}
	}
}

func BenchmarkDayIn(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range lineTexts {
			if !DayIn(s).IsZero() {
				b.Fatalf("%q has a date", s)
			}
		}
	}
}
