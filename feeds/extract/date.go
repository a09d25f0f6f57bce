package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/internal/news"
)

// published returns when the article was published, by what the page says
// for machines, then its address, then what it shows near the headline.
func (s *surveyed) published() news.FuzzyTime {
	for _, k := range []string{"datePublished", "dateCreated", "uploadDate"} {
		if t := parseTime(s.article.str(k)); !t.IsZero() {
			return t
		}
	}
	if t := s.firstTime("article:published_time", "og:published_time", "article:published", "og:article:published_time", "datepublished",
		"publish-date", "publish_date", "publishdate", "published_time", "published-date", "pubdate", "dc.date.issued", "dcterms.issued",
		"dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
		"cxenseparse:publishtime", "article.published", "article_date_original", "article:post_date", "date.publish", "publication_date",
		"publication-date", "published", "citation_publication_date", "citation_online_date", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "displaydate", "datecreated",
		"created", "dateposted", "eprints.date", "dc:date", "dc:created", "article.created", "date", "pdate", "timestamp"); !t.IsZero() {
		return t
	}
	for _, o := range s.ld {
		if t := parseTime(o.str("datePublished")); !t.IsZero() {
			return t
		}
	}
	if t := s.timeElement(); !t.IsZero() {
		return t
	}
	if t := timeInURL(s.url); !t.IsZero() {
		return t
	}
	if t := timeInURL(s.canonicalURL()); !t.IsZero() {
		return t
	}
	return s.shown()
}

// modified returns when the article was changed last, as the page says.
func (s *surveyed) modified() news.FuzzyTime {
	if t := parseTime(s.article.str("dateModified")); !t.IsZero() {
		return t
	}
	if t := s.firstTime("article:modified_time", "og:updated_time", "article:updated_time", "article:modified", "datemodified", "last-modified",
		"lastmod", "dcterms.modified", "dc.date.modified", "article.updated", "revision_date", "updated_time", "modified_time"); !t.IsZero() {
		return t
	}
	for _, n := range s.props {
		if attr(n, "itemprop") == "dateModified" {
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	return news.FuzzyTime{}
}

func (s *surveyed) firstTime(keys ...string) news.FuzzyTime {
	for _, k := range keys {
		for _, v := range s.metas[k] {
			if t := parseTime(v); !t.IsZero() {
				return t
			}
		}
	}
	return news.FuzzyTime{}
}

// timeElement returns the time in an element marked as that of publication,
// else of the first time element outside of lists, asides and comments.
func (s *surveyed) timeElement() news.FuzzyTime {
	for _, n := range s.props {
		if attr(n, "itemprop") == "datePublished" || attr(n, "itemprop") == "dateCreated" {
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	for _, n := range s.times {
		c := strings.ToLower(attr(n, "class"))
		if hasAttr(n, "pubdate") || strings.Contains(c, "publish") || strings.Contains(c, "entry-date") || strings.Contains(c, "dt-published") {
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	for _, n := range s.times {
		if strings.Contains(strings.ToLower(attr(n, "class")), "updat") || within(n, "aside", "nav", "footer", "li") {
			continue
		}
		if t := timeOf(n); !t.IsZero() {
			return t
		}
	}
	return news.FuzzyTime{}
}

func timeOf(n *html.Node) news.FuzzyTime {
	for _, k := range []string{"datetime", "content", "title", "data-datetime"} {
		if t := parseTime(attr(n, k)); !t.IsZero() {
			return t
		}
	}
	return dayIn(text(n))
}

// shown returns the first day that the page shows near its headline, or in
// an element that it calls a date.
func (s *surveyed) shown() news.FuzzyTime {
	for i, h := range s.h1 {
		if i > 2 {
			break
		}
		if t := dayAround(h); !t.IsZero() {
			return t
		}
	}
	for _, n := range s.dated {
		if t := text(n); utf8.RuneCountInString(t) < 80 && !within(n, "nav", "aside", "footer", "li") {
			if d := dayIn(t); !d.IsZero() {
				return d
			}
		}
	}
	return news.FuzzyTime{}
}

// dayAround looks for a day in the short texts that follow n.
func dayAround(n *html.Node) news.FuzzyTime {
	words := 0
	for k := next(n, true); k != nil && words < 1500; k = next(k, isElement(k) || k.Type == html.ElementNode && silent(k.Data)) {
		if k.Type != html.TextNode {
			continue
		}
		t := strings.TrimSpace(k.Data)
		words += len(t)
		if t == "" || utf8.RuneCountInString(t) > 120 {
			continue
		}
		if d := dayIn(squeeze(t)); !d.IsZero() {
			return d
		}
	}
	return news.FuzzyTime{}
}

var (
	dayInURL   = regexp.MustCompile(`(?:^|[/\-_.=])((?:19|20)\d\d)[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?(0[1-9]|[12]\d|3[01])(?:[/\-_.]|$)`)
	isoDay     = regexp.MustCompile(`\b((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)\b`)
	europeDay  = regexp.MustCompile(`\b(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)\b`)
	slashDay   = regexp.MustCompile(`\b(\d\d?)[/-](\d\d?)[/-]((?:19|20)\d\d)\b`)
	dayMonth   = regexp.MustCompile(`\b(\d\d?)(?:st|nd|rd|th|er|º|ª)?\.?,?(?:\s+(?:de|of|d[’'])\s*|\s+)([\p{L}\p{M}]{3,})\.?,?\s+(?:de\s+|del\s+)?((?:19|20)\d\d)`)
	monthDay   = regexp.MustCompile(`([\p{L}]{3,})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b`)
	eastDay    = regexp.MustCompile(`((?:19|20)\d\d)\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]`)
	compactDay = regexp.MustCompile(`^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{2}:?\d{2}(?::?\d{2})?)?$`)
	unixTime   = regexp.MustCompile(`^1\d{9}(\d{3})?$`)
	fraction   = regexp.MustCompile(`(:\d\d)[.,]\d+`)
	zoneName   = regexp.MustCompile(`\s*\(?\b(EST|EDT|CST|CDT|MST|MDT|PST|PDT|UTC|GMT|CET|CEST|MEZ|MESZ|EET|EEST|MSK|BST|Z)\)?$`)
)

func timeInURL(s string) news.FuzzyTime {
	_, path, _ := strings.Cut(s, "://")
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if m := dayInURL.FindStringSubmatch(path); m != nil {
		return day(m[1], m[2], m[3])
	}
	return news.FuzzyTime{}
}

// layouts with a time of day, after the fraction of a second and a name of a
// zone have been taken off. A time without a zone is taken for UTC.
func layouts() []string {
	return []string{
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05-07", "2006-01-02T15:04:05",
		"2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04",
		"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05-0700", "2006-01-02 15:04:05", "2006-01-02 15:04",
		"2006/01/02 15:04:05", "2006/01/02 15:04", "20060102T150405Z07:00", "20060102T150405-0700", "20060102T150405",
		"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05", "Mon, 02 Jan 2006 15:04", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 2006",
		"Monday, January 2, 2006 - 15:04", "Monday, January 2, 2006, 3:04 PM", "January 2, 2006 3:04 PM", "January 2, 2006, 3:04 pm", "Jan 2, 2006 3:04 PM", "2 January 2006 15:04", "2 Jan 2006 15:04",
		"02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006, 15:04", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM",
	}
}

// parseTime reads a time as pages give it to machines.
func parseTime(s string) news.FuzzyTime {
	s = squeeze(s)
	if len(s) < 8 || len(s) > 80 {
		return news.FuzzyTime{}
	}
	if unixTime.MatchString(s) {
		n, err := strconv.ParseInt(s[:10], 10, 64)
		if err != nil {
			return news.FuzzyTime{}
		}
		return news.FuzzyTime{T: time.Unix(n, 0).UTC()}
	}
	offset := 0
	bare := fraction.ReplaceAllString(s, "$1")
	if m := zoneName.FindStringSubmatchIndex(bare); m != nil && m[2] >= 0 && bare[m[2]:m[3]] != "Z" {
		offset = zoneOffset(bare[m[2]:m[3]])
		bare = strings.TrimSpace(bare[:m[0]])
	}
	for _, l := range layouts() {
		if t, err := time.Parse(l, bare); err == nil {
			return fuzzy(t.Add(time.Duration(-offset)*time.Hour).UTC(), false)
		}
	}
	return dayIn(s)
}

// zoneOffset returns how many hours a zone is ahead of UTC.
func zoneOffset(name string) int {
	switch name {
	case "EST", "CDT":
		return -5
	case "EDT":
		return -4
	case "CST", "MDT":
		return -6
	case "MST", "PDT":
		return -7
	case "PST":
		return -8
	case "CET", "MEZ", "BST":
		return 1
	case "CEST", "MESZ", "EET":
		return 2
	case "EEST", "MSK":
		return 3
	}
	return 0
}

// dayIn returns the day that a short text names.
func dayIn(s string) news.FuzzyTime {
	if m := compactDay.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := isoDay.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := eastDay.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := dayMonth.FindStringSubmatch(s); m != nil {
		if mo := month(m[2]); mo > 0 {
			return day(m[3], strconv.Itoa(mo), m[1])
		}
	}
	if m := monthDay.FindStringSubmatch(s); m != nil {
		if mo := month(m[1]); mo > 0 {
			return day(m[3], strconv.Itoa(mo), m[2])
		}
	}
	if m := europeDay.FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1])
	}
	if m := slashDay.FindStringSubmatch(s); m != nil {
		// Which comes first is told only by a number above twelve.
		if a, err := strconv.Atoi(m[1]); err == nil && a > 12 {
			return day(m[3], m[2], m[1])
		}
		if b, err := strconv.Atoi(m[2]); err == nil && b > 12 || m[1] == m[2] {
			return day(m[3], m[1], m[2])
		}
	}
	return news.FuzzyTime{}
}

func day(y, m, d string) news.FuzzyTime {
	yi, err1 := strconv.Atoi(y)
	mi, err2 := strconv.Atoi(m)
	di, err3 := strconv.Atoi(d)
	if err1 != nil || err2 != nil || err3 != nil || mi < 1 || mi > 12 || di < 1 || di > 31 {
		return news.FuzzyTime{}
	}
	t := time.Date(yi, time.Month(mi), di, 0, 0, 0, 0, time.UTC)
	if t.Day() != di {
		return news.FuzzyTime{}
	}
	return fuzzy(t, true)
}

// fuzzy refuses times that no article on the web can have.
func fuzzy(t time.Time, isDay bool) news.FuzzyTime {
	if t.Year() < 1990 || t.Year() > 2100 {
		return news.FuzzyTime{}
	}
	return news.FuzzyTime{T: t, Day: isDay}
}

// month returns the number of a month by the beginning of its name in the
// languages that write a day as number, month and year; 0 if it is none.
func month(name string) int {
	name = strings.ToLower(name)
	for i, names := range [12]string{
		"jan jän ene gen sty січ янв oca tam ιαν",
		"feb fev fév luty lutego лют фев şub helm φεβ út",
		"mar mär mrz mars бер мар maa μαρ břez",
		"apr avr abr kwi кві апр nis huht απρ dub",
		"may mai mag maj mei maio maggio трав мая май touk μαΐ květ",
		"jun juin giu cze черв июн haz kes ιουν červn",
		"jul juil lug lip лип июл tem hein ιουλ červenc",
		"aug aoû aou ago sie серп авг ağu elo αυγ srp",
		"sep set sept wrz вер сен eyl syys σεπ září",
		"oct okt ott out paź жовт окт eki loka οκτ říj",
		"nov lis лист ноя kas marr νοε",
		"dec déc dez dic gru груд дек ara joul δεκ pros",
	} {
		for p := range strings.FieldsSeq(names) {
			if strings.HasPrefix(name, p) && utf8.RuneCountInString(name) <= 12 {
				return i + 1
			}
		}
	}
	return 0
}
