package uitest

import (
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Start is when the sample's clock begins: the moment at which its newest
// story has just arrived.
func Start() time.Time { return time.Date(2026, time.March, 14, 14, 30, 0, 0, time.UTC) }

// Clock returns a clock that stands at Start now and goes with the time of
// the bubble. Call it inside the bubble.
func Clock() func() time.Time {
	began := time.Now()
	return func() time.Time { return Start().Add(time.Since(began)) }
}

// The feeds of the sample.
const (
	HarborWire  news.FeedID = "https://harbor.example/feed.xml"
	OrilDnes    news.FeedID = "https://oril.example/rss"
	ValleyVoice news.FeedID = "https://valley.example/ar/feed"
	ShiomiPress news.FeedID = "https://shiomi.example/news.rdf"
	QuakeBoard  news.FeedID = "https://quakes.example/alerts.atom"
)

// Named stories of the sample, by their headline's first words.
const (
	FloodID    news.StoryID = "floodharborriver" // a long one: lists, a table, quotes, references in place
	DamID      news.StoryID = "damoftheharborab" // refers back to FloodID: a cycle
	OldTownID  news.StoryID = "evacuateoldtowna" // refers to DamID
	UkraineID  news.StoryID = "orilbridgestorya"
	ArabicID   news.StoryID = "valleywaterstory"
	JapaneseID news.StoryID = "shiomitsunamijaa"
	MarksID    news.StoryID = "kanubaystationaa" // combining marks without a composed form
	TeaserID   news.StoryID = "teaserwithoutbod" // a teaser; its page is not held
	BareID     news.StoryID = "bareheadlineonly" // no text, no time, no address
)

// Sample returns a library of a fictional flood: five feeds in several
// scripts, and stories that refer to one another.
func Sample() *Library {
	l := NewLibrary(sampleFeeds(), append(fillers(), sampleStories()...)...)
	return l
}

func sampleFeeds() []news.FeedStatus {
	ok := func(id news.FeedID, name string, tags ...string) news.FeedStatus {
		return news.FeedStatus{
			Feed:  news.Feed{ID: id, Name: line(name), Tags: tags, Every: 15 * time.Minute},
			State: news.FeedState{LastTry: ago(4 * time.Minute), LastOK: ago(4 * time.Minute), Next: ago(-11 * time.Minute), Status: 200},
		}
	}
	quakes := ok(QuakeBoard, "Quake Board", "hazards")
	quakes.State = news.FeedState{
		LastTry: ago(2 * time.Minute), LastOK: ago(3 * time.Hour), Next: ago(-30 * time.Minute), Status: 503, Failures: 3,
		Err: line("The server is overloaded (503)."), Why: line("server asked for 30m or more"),
	}
	return []news.FeedStatus{
		ok(HarborWire, "Harbor Wire", "local", "world"), ok(OrilDnes, "Оріль сьогодні", "local"),
		ok(ValleyVoice, "صوت الوادي", "world"), ok(ShiomiPress, "汐見新聞", "world"), quakes,
	}
}

func line(s string) sanitize.Clean { return sanitize.Line(s) }

func ago(d time.Duration) time.Time { return Start().Add(-d) }

func story(id news.StoryID, feed news.FeedID, source, lang, headline string, age time.Duration) news.Story {
	host, _, _ := strings.Cut(strings.TrimPrefix(string(feed), "https://"), "/")
	return news.Story{
		ID: id, Feed: feed, Source: line(source), Lang: lang, Headline: line(headline),
		GUID: string(id), URL: fmt.Sprintf("https://%s/%s", host, id),
		Published: ago(age), FirstSeen: ago(age - 5*time.Minute),
	}
}

// Para makes a paragraph of a text in which [words](address) is a link.
func Para(text string) news.Block {
	b := news.Block{Kind: news.Paragraph}
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "[")
		words, rest, ok2 := strings.Cut(rest, "](")
		addr, rest, ok3 := strings.Cut(rest, ")")
		if !ok || !ok2 || !ok3 {
			out.WriteString(text)
			break
		}
		out.WriteString(before)
		start := out.Len()
		out.WriteString(words)
		b.Links = append(b.Links, news.Link{URL: addr, Text: line(words), Start: start, End: out.Len()})
		text = rest
	}
	b.Text = sanitize.Text(out.String())
	return b
}

func block(kind news.BlockKind, text string) news.Block {
	return news.Block{Kind: kind, Text: sanitize.Text(text)}
}

func item(depth, n int, text string) news.Block {
	return news.Block{Kind: news.ListItem, Text: line(text), Level: depth, N: n}
}

func sampleStories() []Entry {
	return []Entry{bare(), teaser(), marksStory(), ukrainian(), japanese(), arabic(), oldTown(), dam(), flood()}
}

func flood() Entry {
	s := story(FloodID, HarborWire, "Harbor Wire", "en", "River Tarn crests at 6.2 m as Velm empties its lower streets", 20*time.Minute)
	s.Byline = line("Night desk")
	s.Summary = line("The crest passed the old bridge shortly after noon; three districts are without power.")
	table := news.Block{Kind: news.Table, Rows: [][]sanitize.Clean{
		{line("Gauge"), line("Level"), line("Change")},
		{line("Upper Tarn"), line("4.8 m"), line("-0.3 m")},
		{line("Old bridge"), line("6.2 m"), line("+0.1 m")},
		{line("Harbor mouth"), line("3.9 m"), line("0")},
	}}
	blocks := []news.Block{
		Para("The River Tarn crested at 6.2 meters at the old bridge of Velm on Saturday, the highest level since the gauge was set up, and the city council told everyone below Mill Street to leave by dusk."),
		Para("Some 4,100 people had left by early afternoon, according to [the council's count](https://velm.example/counts). Buses run from the market to the school at Highfield every ten minutes."),
		block(news.Heading, "What is closed"),
		item(1, 0, "The old bridge and both quays, to everyone"),
		item(1, 0, "The line between Velm and Oresk; the operator expects the first train on Monday at the earliest and asks travelers to stay away from the station"),
		item(2, 0, "Replacement buses start at Oresk only"),
		item(1, 0, "All schools but Highfield"),
		block(news.Quote, "We have seen high water before. We have not seen it come this fast, and we do not know yet what the dam will let through tonight."),
		Para("Engineers at the dam opened two of its five gates in the morning and said that [a third](https://harbor.example/damoftheharborab) may follow. The [bulletin](https://quakes.example/tarn/bulletin) of the gauges, at noon:"),
		table,
		block(news.Caption, "Water at the steps of the fish market, Saturday morning"),
		block(news.Heading, "What to take along"),
		item(1, 1, "Papers, medicines, water for two days"),
		item(1, 2, "A charged telephone; the mast at Mill Street runs on batteries until about eight in the evening"),
		block(news.Pre, "Velm FM   94.2 MHz   every half hour\nHotline   555-0142   day and night, in three languages"),
		Para("The next report of the gauges is due at six in the evening."),
	}
	blocks[2].Level, blocks[11].Level = 2, 2
	return Entry{
		Story: s,
		Body:  []news.Block{Para("The crest passed the old bridge shortly after noon; three districts are without power.")},
		Page:  blocks,
		References: []news.Reference{
			{Title: line("Third gate of the Harbor dam may open tonight"), URL: "https://harbor.example/damoftheharborab", Marker: line("Read also"), Kind: news.RefInline, Paragraph: 2, Score: 0.98},
			{Title: line("Evacuation of the old town: what to pack and where to go"), Marker: line("Read also"), Kind: news.RefText, Paragraph: 8, Score: 0.9},
			{Title: line("Міст через Оріль закрито для вантажівок"), URL: "https://oril.example/orilbridgestorya", Marker: line("Читайте також"), Kind: news.RefInline, Paragraph: 11, Score: 0.97},
			{Title: line("How the gauges of the Tarn work"), URL: "https://archive.example/tarn/gauges", Marker: line("More on this"), Kind: news.RefBlock, Paragraph: 16, Score: 0.8},
			{Title: line("Ten years after the great flood, a chronicle"), Marker: line("Read also"), Kind: news.RefText, Paragraph: 16, Score: 0.7},
		},
		Revisions: []news.Revision{{N: 1, SeenAt: ago(15 * time.Minute), Headline: line("River Tarn crests at 5.9 m as Velm empties its lower streets")}},
	}
}

func dam() Entry {
	s := story(DamID, HarborWire, "Harbor Wire", "en", "Third gate of the Harbor dam may open tonight", 3*time.Hour)
	return Entry{
		Story: s, Whole: true,
		Body: []news.Block{
			Para("The operator of the Harbor dam will decide at nine whether to open a third gate."),
			Para("Two gates have been open since the morning. Each lets through about 90 cubic meters a second."),
		},
		References: []news.Reference{
			{Title: line("River Tarn crests at 6.2 m as Velm empties its lower streets"), URL: "https://harbor.example/floodharborriver", Marker: line("Read also"), Kind: news.RefInline, Paragraph: 1, Score: 0.98},
			{Title: line("Evacuation of the old town: what to pack and where to go"), URL: "https://harbor.example/evacuateoldtowna", Marker: line("Read also"), Kind: news.RefJSONLD, Paragraph: 2, Score: 0.9},
		},
	}
}

func oldTown() Entry {
	s := story(OldTownID, HarborWire, "Harbor Wire", "en", "Evacuation of the old town: what to pack and where to go", 75*time.Hour)
	s.PublishedDay, s.Read, s.Starred = true, true, true
	return Entry{
		Story: s, Whole: true,
		Body:       []news.Block{Para("The council has published a list."), item(1, 1, "Papers"), item(1, 2, "Water")},
		References: []news.Reference{{Title: line("Third gate of the Harbor dam may open tonight"), URL: "https://harbor.example/damoftheharborab", Kind: news.RefFeed, Paragraph: 3, Score: 1}},
	}
}

func ukrainian() Entry {
	s := story(UkraineID, OrilDnes, "Оріль сьогодні", "uk", "Міст через Оріль закрито для вантажівок", 26*time.Hour)
	s.Read = true
	return Entry{
		Story: s, Whole: true,
		Body: []news.Block{
			Para("Міська рада Орілі закрила старий міст для вантажівок, важчих за 3,5 тонни. Об’їзд іде через [Нижню Слободу](https://oril.example/map), рух регулюють уручну."),
			Para("Пором ходить від шостої ранку; чергу видно на в’їзді."),
		},
		References: []news.Reference{{Title: line("Рівень води в Тарні: показники на полудень"), Marker: line("Читайте також"), Kind: news.RefText, Paragraph: 1, Score: 0.9}},
	}
}

func arabic() Entry {
	s := story(ArabicID, ValleyVoice, "صوت الوادي", "ar", "ارتفاع منسوب المياه في وادي السنديان وإغلاق الطريق الساحلي", 50*time.Minute)
	return Entry{
		Story: s, Whole: true,
		Body: []news.Block{
			Para("أعلنت بلدية وادي السنديان إغلاق الطريق الساحلي بعد ارتفاع منسوب المياه إلى 6.2 متر ظهر السبت، وطلبت من السكان التوجه إلى المدرسة."),
			Para("وقالت البلدية إن الحافلات (رقم 14) تعمل كل 10 دقائق، وإن [خريطة الطرق](https://valley.example/ar/map) محدثة."),
			item(1, 0, "الجسر القديم مغلق"),
			item(1, 0, "المدارس مغلقة عدا مدرسة التل"),
			block(news.Quote, "لم نر المياه ترتفع بهذه السرعة من قبل."),
		},
		References: []news.Reference{{Title: line("السد يفتح بوابة ثالثة"), URL: "https://valley.example/ar/dam", Marker: line("اقرأ أيضا"), Kind: news.RefInline, Paragraph: 2, Score: 0.95}},
	}
}

func japanese() Entry {
	s := story(JapaneseID, ShiomiPress, "汐見新聞", "ja", "汐見市で川の水位が過去最高、低地の住民に避難指示", 2*time.Hour)
	return Entry{
		Story: s, Whole: true,
		Body: []news.Block{
			Para("汐見市は土曜日正午、垂井川の水位が6.2メートルに達したとして、水車通りより低い地域の住民およそ4100人に避難を指示した。市は「日没までに高台の学校へ移動してほしい」と呼びかけている。"),
			Para("バスは市場前から10分おきに出ている。詳しくは[市の地図](https://shiomi.example/map)を参照。"),
		},
		References: []news.Reference{{Title: line("ダム、第三のゲートを開放へ"), URL: "https://shiomi.example/dam", Marker: line("関連記事"), Kind: news.RefBlock, Paragraph: 2, Score: 0.8}},
	}
}

func marksStory() Entry {
	s := story(MarksID, HarborWire, "Harbor Wire", "en", "Station at Ka\u0331nuk\u0313 Bay counts 14 aftershocks", 5*time.Hour)
	return Entry{
		Story: s, Whole: true,
		Body: []news.Block{
			Para("The seismic station at Ka\u0331nuk\u0313 Bay, run by the people of S\u0331im\u0303o\u0331, counted fourteen aftershocks by noon. None was felt beyond the bay."),
			Para("Its name is written k\u0313a\u0331nu\u0331 in the old spelling and [m\u0303ora\u0331n](https://harbor.example/spelling) upriver."),
		},
	}
}

func teaser() Entry {
	s := story(TeaserID, HarborWire, "Harbor Wire", "en", "Ferry between Velm and the islands stops for the night", 7*time.Hour)
	return Entry{
		Story: s, Note: line("The page could not be fetched: the server asks for a login."),
		Body: []news.Block{Para("The last boat leaves at half past five.")},
	}
}

func bare() Entry {
	s := news.Story{ID: BareID, Feed: QuakeBoard, Source: line("Quake Board"), GUID: "bare", Headline: line("M 4.1, 12 km off Tarn Point"), FirstSeen: ago(9 * time.Hour)}
	return Entry{Story: s}
}

// fillers are short reports, enough to scroll a list.
func fillers() []Entry {
	var all []Entry
	for i := range 60 {
		age := time.Duration(24+6*(60-i)) * time.Hour
		s := story(news.StoryID(fmt.Sprintf("fillernumber%04d", i)), QuakeBoard, "Quake Board", "en",
			fmt.Sprintf("M %d.%d, %d km off Tarn Point", 2+i%3, i%10, 5+i), age)
		s.Read = i%4 != 0
		all = append(all, Entry{Story: s, Whole: true, Body: []news.Block{Para(fmt.Sprintf("Report %d of the automatic station. No damage is known.", i+1))}})
	}
	return all
}
