package extract

import (
	"errors"
	"strings"
	"testing"

	"sitrep/internal/news"
)

// TestTheWordsOfGates holds the examples of the data file.
func TestTheWordsOfGates(t *testing.T) {
	w, err := parseGates(gatesFile)
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for l := range strings.Lines(gatesFile) {
		l = strings.TrimSpace(l)
		head, text, _ := strings.Cut(l, ":")
		f := strings.Fields(head)
		if len(f) != 3 || f[0] != "example" && f[0] != "counter" {
			continue
		}
		examples++
		text = strings.ToLower(text)
		got := f[1] == "robot" && w.checks(text, 0) >= enoughCheck || f[1] == "consent" && w.consents(text)
		if got != (f[0] == "example") {
			t.Errorf("%s: told as a gate: %v", l, got)
		}
	}
	if examples < 30 {
		t.Errorf("%d examples", examples)
	}
	for _, bad := range []string{"cookies: a", "cookies en a", "cookies en: a,,b"} {
		if _, err := parseGates(bad); err == nil {
			t.Errorf("parseGates(%q) gives no error", bad)
		}
	}
}

func TestGatesAreNoArticles(t *testing.T) {
	cookies := "<p>We and our 214 partners store and read information on your device, such as cookies, to show personal advertising and to measure it.</p>"
	for _, tt := range []struct {
		name, page string
		robots     bool
	}{
		{"consent", "<title>Your privacy</title><main><h1>Before you read on</h1>" + cookies + "<p>You can withdraw your consent in the privacy settings whenever you want.</p><form action=/x><button>Accept all</button></form></main>", false},
		{"consent without a form", "<title>Verra Post</title><div>" + cookies + cookies + "<a role=button href='#'>I agree</a></div>", false},
		{"consent in German", "<title>Verra-Bote</title><div><h1>Weiter mit Werbung</h1><p>Mit Ihrer Einwilligung setzen wir und unsere Partner Cookies ein, um Werbung zu personalisieren und ihre Wirkung zu messen.</p><button>Zustimmen</button></div>", false},
		{"check", "<title>Just a moment</title><h1>verra.example</h1><p>Checking your browser before you can read on. This takes some seconds.</p><noscript>Enable JavaScript and cookies</noscript>", true},
		{"check by a script", "<title>verra.example</title><p>Please verify you are human.</p><script src='https://challenges.cloudflare.com/x.js'></script>", true},
		{"check in French", "<title>Un instant</title><p>Nous vérifions votre navigateur. Confirmez que vous n'êtes pas un robot.</p>", true},
		{"consent by links", "<title>Before you read on</title><h1>Before you read on</h1>" + cookies + "<a href=/y>Accept all</a><a href=/n>Reject all</a>", false},
		{"consent in Spanish", "<title>Aviso</title><p>Nosotros y nuestros socios guardamos información en un dispositivo, como cookies, y usamos datos personales para anuncios que se ajustan a usted.</p><input type=submit value='Aceptar'>", false},
		{"blocked", "<title>Attention!</title><h1>You have been blocked</h1><p>You are unable to access verra.example.</p>", true},
		{"unusual traffic", "<title>Are you a robot?</title><h1>Confirm that you are not a robot</h1><p>There is unusual traffic from your network.</p>", true},
		{"check in German", "<title>Moment</title><h1>Einen Moment</h1><p>Wir prüfen, ob Sie ein Mensch sind. Das dauert wenige Sekunden.</p>", true},
		{"script of a check", "<title>verra.example</title><p>Please enable JS.</p><script src='https://ct.captcha-delivery.com/c.js'></script>", true},
		{"a check in one long paragraph", "<title>Are you a robot?</title><h1>Are you a robot?</h1><p>Our systems have seen unusual activity from the network that your computer is in; to go on, show us in the box below that you are not a robot.</p>", true},
		{"a check that explains itself", "<title>DDoS protection</title><h1>Checking your browser before verra.example opens</h1><p>This goes by itself, and the page that you asked for is opened after it; until then it may be five seconds, at times a few more.</p>", true},
		{"tools", "<title>Access to this page has been denied</title><p>Access to this page has been denied because we think that you use automation tools to read this site, or because JavaScript is disabled in your browser.</p>", true},
		{"check in Turkish", "<title>Doğrulama</title><h1>Robot olmadığınızı doğrulayın</h1><p>Sayfayı okuyabilmek için insan olduğunuzu göstermeniz ve tarayıcınızda JavaScript ile çerezleri etkinleştirmeniz gerekiyor.</p>", true},
		{"consent in Swedish, short", "<title>Integritet</title><h1>Vi värnar om din integritet</h1><p>Vi och våra partner sparar cookies på din enhet och behandlar personuppgifter. Godkänn dem för att läsa vidare.</p><button>Godkänn alla</button>", false},
		{"denied", "<title>Access Denied</title><h1>Access Denied</h1>You don't have permission to access this page. <p>Reference #18.2f</p>", true},
	} {
		_, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html><body>"+tt.page), "text/html", "https://verra.example/2031/03/04/bridge")
		gate, ok := errors.AsType[*GateError](err)
		if !ok || gate.Robots != tt.robots {
			t.Errorf("%s: error = %v", tt.name, err)
		}
	}
}

// An article about cookies or robots is an article, on a page that asks for
// consent too.
func TestArticlesAreNoGates(t *testing.T) {
	line := "<p>The court heard on Monday that the company had set cookies on the devices of its readers and sold what it learned to partners for advertising.</p>"
	banner := "<div class=x>We use cookies and share data with partners for advertising. <button>Accept all</button><button>Reject</button></div>"
	for _, page := range []string{
		"<article><h1>Court hears of cookies</h1><p>" + strings.Repeat("The hearing at the court of Verra was put off until the end of the month. ", 3) + "</p>" + line + "<p>" + strings.Repeat("Both sides called more witnesses from the office. ", 4) + "</p></article>" + banner,
		"<article><h1>Ferry stops for a day</h1><p>The ferry stops on Friday, as the engine must be checked. A moment of patience, the captain asked.</p></article>",
		"<article><h1>Access denied to the dam</h1><p>Reporters were denied access to the dam on Monday; for a moment it seemed that the water board would open the gate, but a guard sent them away.</p><p>The board had promised to show the cracks to the public before the end of the month, and says now that the road to the wall is too soft for cars.</p></article>",
		"<article><h1>Who solves a captcha</h1><p>A captcha asks you to show that you are not a robot. Robots do so faster than people, the university of Orla found in a study of many sites.</p><p>The authors advise publishers to leave them out, as readers turn away from every third page that has one.</p></article>",
		"<article><h1>Robot at the dam</h1><p>The robot checks the dam for a moment each hour, the water board said; if you are near, a person will ask you to go.</p></article>",
	} {
		p, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html><head><title>x</title></head><body>"+page), "text/html", "")
		if err != nil {
			t.Errorf("%q: %v", page, err)
			continue
		}
		if got := news.Text(p.Blocks); strings.Contains(got, "Accept all") || strings.Contains(got, "We use cookies") {
			t.Errorf("the banner stands in the text: %q", got)
		}
	}
}

func TestOverlaysAreNoPartOfTheArticle(t *testing.T) {
	line := "<p>MARK: we and our 214 partners store and read information on your device, such as cookies, for personal advertising, if you agree to it below.</p>"
	for _, tt := range []struct{ name, in string }{
		{"dialog", "<div role=dialog>" + strings.Repeat(line, 8) + "</div>"},
		{"modal", "<section aria-modal=true>" + strings.Repeat(line, 8) + "</section>"},
		{"box with buttons", "<div><div>" + strings.Repeat(line, 8) + "</div><div><button>Agree</button></div></div>"},
		{"fixed box without buttons", "<div style='position: fixed; bottom: 0'>" + strings.Repeat(line, 8) + "</div>"},
		{"box in Polish", "<div><p>MARK: my i nasi partnerzy zapisujemy na twoim urządzeniu pliki cookie, aby dopasować reklamy, za twoją zgodą.</p><a role=button>Akceptuję wszystko</a></div>"},
	} {
		if got := textOf(t, tt.in); strings.Contains(got, "MARK") || !strings.Contains(got, "Engineers") {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
