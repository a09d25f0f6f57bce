package readalso

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const pageURL = "https://www.orlapost.example/2031/04/01/flood-closes-three-bridges"

// Running text of a fictional story, before and after the tested part.
const (
	before = `<p>The river Orla rose above its banks on Tuesday night and closed three of the five bridges in the town of Tamsin, the district office said.</p>
<p>About four hundred people left the lower quarters, where water stood in the cellars by dawn and the trams had been taken out of service for the day.</p>`
	after = `<p>The office expects the river to fall from Thursday on, and asks drivers to stay away from the quays until the engineers have looked at the piers.</p>
<p>The school in Mill Street serves as a shelter and has room for two hundred more, the head of the rescue service told reporters at noon on Wednesday.</p>`
)

// article puts a part of a page into a whole one.
func article(part string) string {
	return `<html><body><nav><a href="/news">News</a> <a href="/sport">Sport</a></nav><main><article><h1>Flood closes three bridges</h1><div class="story">` +
		before + part + after + `</div></article></main></body></html>`
}

func parse(tb testing.TB, src string) *html.Node {
	tb.Helper()
	doc, err := html.Parse(strings.NewReader(src))
	if err != nil {
		tb.Fatalf("parse: %v", err)
	}
	return doc
}

// found has the compared fields of a reference.
type found struct {
	Title, URL, Marker string
	Kind               Kind
}

func summary(fs []Found) []found {
	var out []found
	for _, f := range fs {
		out = append(out, found{f.Title.String(), strings.TrimPrefix(f.URL, "https://www.orlapost.example"), f.Marker.String(), f.Kind})
	}
	return out
}

// textOf returns the text of a document without space around it and without
// empty lines.
func textOf(doc *html.Node) string {
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && (n.Parent == nil || n.Parent.DataAtom != atom.Style && n.Parent.DataAtom != atom.Script) {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// remove takes the nodes out of their document.
func remove(fs []Found) {
	for _, f := range fs {
		for _, n := range f.Remove {
			if n.Parent != nil {
				n.Parent.RemoveChild(n)
			}
		}
	}
}

// TestATitleBetweenShortParagraphsIsFound: where none or only one of them is
// long enough to count as running text, and at the end of the text.
func TestATitleBetweenShortParagraphsIsFound(t *testing.T) {
	const (
		short = `<p>The bridge was closed on Monday, the office said.</p>`
		long  = `<p>The bridge was closed on Monday after two barges had struck its third pier, the office of the district said in the evening.</p>`
		title = `<p>Read also: Port of Tamsin closed again</p>`
		crews = `<p>Crews worked all night to clear it.</p>`
	)
	want := []found{{"Port of Tamsin closed again", "", "Read also", Text}}
	for _, text := range []string{short + title + crews, long + title + crews, short + long + title, crews + short + title} {
		doc := parse(t, `<html><body><nav><a href="/">Home</a></nav><main><article><h1>Bridge</h1>`+text+`</article></main><footer><p>The Orla Post, a paper of the valley since 1911.</p></footer></body></html>`)
		if d := cmp.Diff(want, summary(newMatcher(t).Page(doc, pageURL))); d != "" {
			t.Errorf("found in %s (-want +got):\n%s", text, d)
		}
	}
}

func TestPageFindsEveryFormAndTakesItOutWhole(t *testing.T) {
	const port, dam = "/2031/03/30/port-of-tamsin-closed-again", "/2031/03/28/old-dam-holds-engineers-say"
	one := func(marker string) []found {
		return []found{{"Port of Tamsin closed again", port, marker, Inline}}
	}
	two := func(marker string) []found {
		return append(one(marker), found{"Old dam holds, engineers say", dam, marker, Inline})
	}
	link := `<a href="` + port + `">Port of Tamsin closed again</a>`
	link2 := `<a href="` + dam + `">Old dam holds, engineers say</a>`
	tests := []struct {
		name, part string
		want       []found
		left       string // what stays between the paragraphs
	}{
		{"paragraph", `<p><strong>READ MORE: </strong>` + link + `</p>`, one("READ MORE"), ""},
		{"paragraph_without_a_separator", `<p class="read-also">Читайте також ` + link + `</p>`, one("Читайте також"), ""},
		{"paragraph_and_full_stop", `<p>Lire aussi. ` + link + `</p>`, one("Lire aussi"), ""},
		{"colon_after_a_narrow_space", "<p>À lire aussi\u202f: " + link + `</p>`, one("À lire aussi"), ""},
		{"full_width_colon", `<p>Related：` + link + `</p>`, one("Related"), ""},
		{"byte_order_mark", "<p>Read more: <a href='" + port + "'>\ufeffPort of Tamsin closed again</a></p>", one("Read more"), ""},
		{"name_of_the_site_in_the_label", `<p>LIRE AUSSI SUR LE VEILLEUR &gt;&gt; ` + link + `</p>`, one("LIRE AUSSI SUR LE VEILLEUR"), ""},
		// A colon of the title was taken for the marker's.
		{"colon_in_the_title", `<div class="read-also"><span>À lire aussi</span> <a href="` + port + `">Tamsin: port closed again</a></div>`, []found{{"Tamsin: port closed again", port, "À lire aussi", Inline}}, ""},
		// The link in the list below was dropped, and the title stayed without its address.
		{"title_in_the_text_and_link_below", `<p>Read also: Port of Tamsin closed again</p><aside class="related"><h3>Related coverage</h3><ul><li>` + link + `</li></ul></aside>`, one("Read also"), ""},
		{"short_title_with_a_dated_address", `<p>Read also: <a href="/2026/11/bridge-reopens">Bridge reopens</a></p>`, []found{{"Bridge reopens", "/2026/11/bridge-reopens", "Read also", Inline}}, ""},
		{"two_markers", `<p>Related Articles Read also: ` + link + `</p>`, one("Related Articles Read also"), ""},
		{"div", `<div>También puede leer: ` + link + `</div>`, one("También puede leer"), ""},
		{"section", `<section class="read"><b>Читайте также: </b>` + link + `</section>`, one("Читайте также"), ""},
		{"span", `<span class="capsule"> À LIRE AUSSI ` + link + `</span>`, one("À LIRE AUSSI"), ""},
		{"heading", `<h3>READ MORE: ` + link + `</h3>`, one("READ MORE"), ""},
		{"quote_element", `<q class="lire_aussi">Lire aussi ` + link + `</q>`, one("Lire aussi"), ""},
		{"table", `<table><tr><td>Czytaj też: ` + link + `</td></tr></table>`, one("Czytaj też"), ""},
		{"bracket", `<p>[Read: ` + link + `]</p>`, one("Read"), ""},
		{"bracket_inside_the_link", `<p><a href="` + port + `">(MORE: Port of Tamsin closed again)</a></p>`, one("MORE"), ""},
		{"marker_inside_the_link", `<p><a href="` + port + `">RELATED: Port of Tamsin closed again</a></p>`, one("RELATED"), ""},
		{"bracket_at_the_end_after_a_break", `<p>The town has opened a hall.<br><br>(Le puede interesar: ` + link + `)</p>`, one("Le puede interesar"), "The town has opened a hall."},
		{"bracket_inside_a_link_at_the_end", `<p>The town has opened a hall. <strong><a href="` + port + `">(RELATED: Port of Tamsin closed again)</a></strong></p>`, one("RELATED"), "The town has opened a hall."},
		{"arrows_and_words", `<p>&gt;&gt; Mehr lesen: ` + link + `</p>`, one("Mehr lesen"), ""},
		{"arrows_below_words", `<p><b>LIRE AUSSI SUR LE VEILLEUR<br>&gt;&gt;</b> ` + link + `</p>`, one("LIRE AUSSI SUR LE VEILLEUR"), ""},
		{"arrows_alone", `<p>&gt;&gt;&gt; ` + link + `</p>`, one(""), ""},
		{"label_and_list", `<div class="framed"><p>À lire aussi :</p><ul><li>` + link + `</li><li>` + link2 + `</li></ul></div>`, two("À lire aussi"), ""},
		{"label_and_list_in_the_text", `<p>Lesen Sie auch:</p><ul><li>` + link + `</li><li>` + link2 + `</li></ul>`, two("Lesen Sie auch"), ""},
		{"lines_of_one_paragraph", `<p>READ MORE:<br>* ` + link + `<br>* ` + link2 + `</p>`, two("READ MORE"), ""},
		{"label_and_next_paragraphs", `<p><strong>Читайте также:</strong></p><p>` + link + `</p><p>` + link2 + `</p>`, two("Читайте также"), ""},
		{"card", `<div class="card"><a href="` + port + `"><img src="p.jpg"></a><div class="label">Lesen Sie auch</div><h4>` + link + `</h4></div>`, one("Lesen Sie auch"), ""},
		{"label_and_title_without_a_space", `<div><span>Lesen Sie auch</span>` + link + `</div>`, one("Lesen Sie auch"), ""},
		{"card_with_kicker_and_byline", `<div class="inline-teaser"><div>Czytaj więcej</div><a href="` + port + `"><span>Gospodarka</span><h4>Port of Tamsin closed again</h4></a><span>Anna Example</span></div>`, one("Czytaj więcej"), ""},
		{"card_of_spans", `<span class="content-related"><span><span>Lee también</span></span><h2>` + link + `</h2><span>Anna Example</span></span>`, one("Lee también"), ""},
		{"aside", `<aside class="linkcard"><a href="` + port + `"><div>Mehr zum Thema</div><div>Port of Tamsin closed again</div></a></aside>`, one("Mehr zum Thema"), ""},
		{"whole_card_is_a_link", `<a class="teaser" href="` + port + `"><div>Also on Orla Post</div><h3>Port of Tamsin closed again</h3><div>31 March</div></a>`, one("Also on Orla Post"), ""},
		{"figure", `<figure class="seeAlso"><figcaption>Zobacz także</figcaption>` + link + `</figure>`, one("Zobacz także"), ""},
		{"empty_link_and_heading_beside_it", `<div class="promote-related-post"><span>Related</span><a href="` + port + `"></a><h3>Port of Tamsin closed again</h3></div>`, one("Related"), ""},
		{
			"wordpress_inline_related_post",
			`<div style="clear:both"><a href="` + port + `" class="u0123"><!-- INLINE RELATED POSTS 1/3 //--><style>.u{}</style><div><span class="ctaText">Read also</span>&nbsp;<span class="postTitle">Port of Tamsin closed again</span></div></a></div>`,
			one("Read also"), "",
		},
		{"class_without_a_marker", `<div class="article__read-also">` + link + `</div>`, one(""), ""},
		{"tracking_parameters", `<p>Read also: <a href="` + port + `?utm_source=x&amp;ref=more&amp;page=2">Port of Tamsin closed again</a></p>`, []found{{"Port of Tamsin closed again", port + "?page=2", "Read also", Inline}}, ""},
		{"web_archive", `<p>Read also: <a href="https://web.archive.org/web/20310401000000/https://www.orlapost.example` + port + `">Port of Tamsin closed again</a></p>`, one("Read also"), ""},
		{"scheme_written_twice", `<p>Read also: <a href="http://https://www.orlapost.example` + port + `">Port of Tamsin closed again</a></p>`, one("Read also"), ""},
		{"another_site_on_a_line", `<p>Read also: <a href="https://tamsin-times.example/n/12345">Port of Tamsin closed again</a></p>`, []found{{"Port of Tamsin closed again", "https://tamsin-times.example/n/12345", "Read also", Inline}}, ""},
		{"marker_behind_the_link", `<div class="next"><a href="` + port + `">Port of Tamsin closed again</a> <a class="nextRead" href="` + port + `">यह भी पढ़ें</a></div>`, one("यह भी पढ़ें"), ""},
		{"inline_related_posts", `<div style="clear:both"><a href="` + port + `" target="_blank" rel="dofollow" class="u0123456789abcdef0123456789abcdef"><!-- INLINE RELATED POSTS 1/3 //--><style>.x{}</style><div><span class="ctaText">Read also</span>&nbsp; <span class="postTitle">Port of Tamsin closed again</span></div></a></div>`, one("Read also"), ""},
		{"inline_related_posts_in_other_words", `<div style="clear:both"><a href="` + port + `" class="u0123456789abcdef0123456789abcdef"><!-- INLINE RELATED POSTS 1/3 //--><div><span class="ctaText">Worth a look</span>&nbsp; <span class="postTitle">Port of Tamsin closed again</span></div></a></div>`, one("Worth a look"), ""},
		{"embedded_post", `<figure class="wp-block-embed is-type-wp-embed"><div><blockquote class="wp-embedded-content" data-secret="x"><a href="` + port + `">Port of Tamsin closed again</a></blockquote><iframe class="wp-embedded-content" src="` + port + `/embed/"></iframe></div></figure>`, one(""), ""},
		{"bookmark_card", `<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="` + port + `"><div class="kg-bookmark-content"><div class="kg-bookmark-title">Port of Tamsin closed again</div><div class="kg-bookmark-description">The water was too high for the pilots.</div></div></a></figure>`, one(""), ""},
		{"vowel_marks", `<p>اِقْرَأْ أَيْضًا: ` + link + `</p>`, one("اِقْرَأْ أَيْضًا"), ""},
		{"hebrew_points", `<p>קִרְאוּ גַּם: ` + link + `</p>`, one("קִרְאוּ גַּם"), ""},
		{"turkish_capitals", `<p>İLGİLİ HABER: ` + link + `</p>`, one("İLGİLİ HABER"), ""},
		{"without_accents", `<p>CITESTE SI: ` + link + `</p>`, one("CITESTE SI"), ""},
		{"vietnamese_without_accents", `<p>XEM THEM: ` + link + `</p>`, one("XEM THEM"), ""},
		{"decomposed", "<p>Le\u0301igh freisin: " + link + `</p>`, one("Léigh freisin"), ""},
		{"zero_width", "<p>Read\u200b\u2060 also\ufeff: " + link + `</p>`, one("Read also"), ""},
		{"no_break_space", "<p>Baca\u00a0juga\u00a0: " + link + `</p>`, one("Baca juga"), ""},
		{"greek_capitals", `<p>ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ: ` + link + `</p>`, one("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ"), ""},
		{"label_that_is_a_link_too", `<aside class="embed"><h3><a href="` + port + `">Lesen Sie auch</a></h3><h2><a href="` + port + `">Port of Tamsin closed again</a></h2></aside>`, one("Lesen Sie auch"), ""},
		{"date_and_hidden_words_in_the_link", `<aside class="related"><h3>Related</h3><ul><li><a href="` + port + `"><span class="icon-new"><span class="off-screen">Video </span></span><h4>Port of Tamsin closed again<time>MAR. 30</time></h4></a></li><li><a href="` + dam + `"><span>Old dam holds, engineers say</span><span class="date">28 March</span></a></li></ul></aside>`, two("Related"), ""},
		{"black_lenticular_brackets", `<p>【関連記事】<br>・` + link + `</p>`, one("関連記事"), ""},
		{"title_without_a_link", `<p>Read also: Port of Tamsin closed again</p>`, []found{{"Port of Tamsin closed again", "", "Read also", Text}}, ""},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, article(tt.part))
			whole := textOf(doc)
			got := m.Page(doc, pageURL)
			if d := cmp.Diff(tt.want, summary(got)); d != "" {
				t.Errorf("references (-want +got):\n%s", d)
			}
			if textOf(doc) != whole {
				t.Error("Page changed the document")
			}
			for _, f := range got {
				if f.At == nil || f.Score < threshold || f.Score > 1 {
					t.Errorf("At = %v, Score = %v, want an element and %v to 1", f.At, f.Score, threshold)
				}
			}
			remove(got)
			want := textOf(parse(t, article(tt.left)))
			if d := cmp.Diff(want, textOf(doc)); d != "" {
				t.Errorf("text that is left (-want +got):\n%s", d)
			}
		})
	}
}

func TestPageFindsTheListBehindTheText(t *testing.T) {
	src := strings.Replace(article(""), "</article>", `</article><section class="more"><h2>More on this story</h2><ul>
<li><a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a> <span>30 March</span></li>
<li><a href="/2031/03/28/old-dam-holds-engineers-say">Old dam holds, engineers say</a></li></ul></section>`, 1)
	got := newMatcher(t).Page(parse(t, src), pageURL)
	want := []found{
		{"Port of Tamsin closed again", "/2031/03/30/port-of-tamsin-closed-again", "More on this story", Block},
		{"Old dam holds, engineers say", "/2031/03/28/old-dam-holds-engineers-say", "More on this story", Block},
	}
	if d := cmp.Diff(want, summary(got)); d != "" {
		t.Errorf("references (-want +got):\n%s", d)
	}
}

func TestPageReadsRelatedLinksOfStructuredData(t *testing.T) {
	src := `<script type="application/ld+json">{"@graph":[{"@type":"WebPage","relatedLink":["/2031/03/30/port-of-tamsin-closed-again",
{"url":"https://www.orlapost.example/2031/03/28/old-dam-holds-engineers-say","name":"Old dam holds"}, "https://elsewhere.example/2031/01/01/other-news-of-the-day", 7]}]}</script>
<script type="application/ld+json">{"relatedLink": [broken</script>` + article("")
	got := newMatcher(t).Page(parse(t, src), pageURL)
	want := []found{
		{"", "/2031/03/30/port-of-tamsin-closed-again", "", JSONLD},
		{"Old dam holds", "/2031/03/28/old-dam-holds-engineers-say", "", JSONLD},
	}
	if d := cmp.Diff(want, summary(got)); d != "" {
		t.Errorf("references (-want +got):\n%s", d)
	}
}

func TestPageKeepsOneReferenceForOneStory(t *testing.T) {
	part := `<p>Read also: <a href="/2031/03/30/port-of-tamsin-closed-again?utm_medium=a">Port of Tamsin closed again</a></p>` + after +
		`<p>Read more: <a href="https://orlapost.example/2031/03/30/port-of-tamsin-closed-again#x=1">Port closed</a></p>`
	doc := parse(t, article(part))
	got := newMatcher(t).Page(doc, pageURL)
	if len(got) != 1 {
		t.Fatalf("%d references, want 1: %v", len(got), summary(got))
	}
	remove(got)
	if s := textOf(doc); strings.Contains(s, "Read") {
		t.Errorf("both lines must go, left: %s", s)
	}
}

func TestPageTakesNothingElseForAReference(t *testing.T) {
	tests := []struct{ name, part string }{
		{"tags", `<div class="article-tags">Read more <a href="/tags/orla/">Orla</a> <a href="/tags/floods/">Floods</a> <a href="/tags/tamsin/">Tamsin</a></div>`},
		{"tags_without_their_paths", `<div>Mehr zum Thema <a href="/orla">Orla</a> <a href="/hochwasser">Hochwasser</a> <a href="/tamsin">Tamsin Hafen</a></div>`},
		{"topics", `<div><h4>Lesen Sie mehr zu diesen Themen:</h4><ul><li><a href="/meinung">Meinung</a></li><li><a href="/region">Region</a></li></ul></div>`},
		{"sections", `<div class="read-more-in">Read More In: <a href="/news">News</a> <a href="/arts-life">Arts &amp; Life</a></div>`},
		{"topic_page", `<p>Read more about: <a href="/topic/flood-of-the-orla-river">The flood of the Orla river</a></p>`},
		{"button", `<p><a href="/2031/03/30/port-of-tamsin-closed-again">Czytaj więcej</a></p>`},
		{"load_more", `<div class="btn"><a href="/news">Más información &gt;</a></div>`},
		{"sentence", `<p>Also on board was the governor of <a href="/2031/03/30/corvin-elects-its-governor-again">Corvin</a>, who had come from the shelter by boat the night before.</p>`},
		{"recap", `<p>Нагадаємо, що <a href="/2031/03/30/port-of-tamsin-closed-again">пороми не ходять з неділі</a>, а порт закрито.</p>`},
		{"finding_more_in_a_guide", `<p>Mehr zum Thema finden Sie auch im <a href="/2031/ratgeber-hochwasser-im-haus">Ratgeber</a>.</p>`},
		{"citation", `<p>The piers date from 1911 (see <a href="/2031/03/30/piers-of-the-orla-bridges">page 145</a>) and were mended twice.</p>`},
		{"newsletter", `<div class="dont-miss">READ MORE <a href="/news/2031/get-half-off-a-year">Get 50% off an annual subscription to our river newsletter</a></div>`},
		{"newsletter_box", `<div class="newsletter-box"><h3>Read more</h3><a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></div>`},
		{"author_box", `<div class="author-box">Read more: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></div>`},
		{"author_page", `<p>Read more: <a href="/author/anna-example">Stories of Anna Example here</a></p>`},
		{"consent", `<div class="embed-consent">Empfohlener redaktioneller Inhalt <a href="/datenschutz">Mehr dazu in unserer Erklärung</a></div>`},
		{"advertorial", `<div>Lesen Sie auch<div>Advertorial</div><a href="/deals/2031/a-card-for-all-your-travels-12345">A card for all your travels</a></div>`},
		{"sponsored_link", `<p>Read also: <a rel="sponsored" href="/2031/03/30/a-card-for-all-your-travels">A card for all your travels</a></p>`},
		{"link_to_this_page", `<p>Read more: <a href="` + pageURL + `#comments">What readers say about it</a></p>`},
		{"fragment", `<p>Read more: <a href="#story-continues-4">Go on with the main text</a></p>`},
		{"script_address", `<p>Read more: <a href="javascript:void(0)">Show the rest of this</a></p>`},
		{"navigation", `<nav>Read more: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></nav>`},
		{"footer", `<footer>Read more: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></footer>`},
		{"box_of_another_site", `<aside class="related"><h3>Read more</h3><a href="https://tamsin-times.example/n/12345-the-port-is-closed">The port is closed again</a></aside>`},
		{"substring_of_a_class", `<div class="correlation"><a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></div>`},
		{"heading_over_prose", `<h3>Background</h3><p>The bridges were built in 1911 and have been closed twice since, in both cases for less than a week, says <a href="/2031/03/01/history-of-the-orla-bridges">a history</a>.</p>`},
		{"channel", `<p>Читайте нас в Telegram: <a href="https://t.me/orlapost">Новости Орлы каждый час</a></p>`},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.Page(parse(t, article(tt.part)), pageURL); len(got) > 0 {
				t.Errorf("references = %v, want none", summary(got))
			}
		})
	}
}

func TestPageWithoutAnAddressKeepsTitlesOfRelativeLinks(t *testing.T) {
	doc := parse(t, article(`<p>Read also: <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>`))
	got := summary(newMatcher(t).Page(doc, ""))
	want := []found{{"Port of Tamsin closed again", "", "Read also", Inline}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("references (-want +got):\n%s", d)
	}
}

func TestPageIsBoundedOnHostilePages(t *testing.T) {
	m := newMatcher(t)
	deep := &html.Node{Type: html.DocumentNode}
	for n, i := deep, 0; i < 5000; i++ {
		c := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		n.AppendChild(c)
		n = c
	}
	m.Page(deep, pageURL)

	var many strings.Builder
	for i := range 500 {
		many.WriteString(`<p>Read also: <a href="/2031/03/30/story-number-one-of-many-` + strings.Repeat("x", i%50+1) + strings.Repeat("y", i/50+1) + `">A story of many about the river</a></p>` + after)
	}
	if n := len(m.Page(parse(t, article(many.String())), pageURL)); n != maxFound {
		t.Errorf("%d references, want the cap of %d", n, maxFound)
	}
	if got := m.Page(nil, ""); got != nil {
		t.Errorf("Page(nil) = %v, want none", got)
	}
}

func TestReferencesComeInTheOrderOfThePage(t *testing.T) {
	part := `<p>&gt;&gt;&gt; <a href="/2031/03/30/port-of-tamsin-closed-again">Port of Tamsin closed again</a></p>` + after +
		`<p>Read also: <a href="/2031/03/28/old-dam-holds-engineers-say">Old dam holds, engineers say</a></p>`
	var titles []string
	for _, f := range newMatcher(t).Page(parse(t, article(part)), pageURL) {
		titles = append(titles, f.Title.String())
	}
	if want := []string{"Port of Tamsin closed again", "Old dam holds, engineers say"}; !slices.Equal(titles, want) {
		t.Errorf("titles = %q, want %q", titles, want)
	}
}
