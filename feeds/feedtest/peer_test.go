package feedtest_test

import (
	"crypto/md5" //nolint:gosec // the key of Fever is one
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
)

// asker asks a Peer as a client of one of its APIs.
type asker struct {
	t    *testing.T
	peer *feedtest.Peer
	auth func(r *http.Request)
}

// ask returns the status and the body of an answer.
func (a asker) ask(method, address, body string) (int, string) {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if strings.Contains(body, "=") {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	a.auth(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	out, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return res.StatusCode, string(out)
}

// wants asks, and looks for words in the answer.
func (a asker) wants(method, address, body string, words ...string) {
	a.t.Helper()
	status, got := a.ask(method, address, body)
	if status >= 400 {
		a.t.Errorf("%s %s: status %d", method, address, status)
	}
	for _, w := range words {
		if !strings.Contains(got, w) {
			a.t.Errorf("%s %s: no %s in %s", method, address, w, got)
		}
	}
}

// marks compares the marks of an entry.
func (a asker) marks(id int64, read, starred bool) {
	a.t.Helper()
	if e := a.peer.Entry(id); e.Read != read || e.Starred != starred {
		a.t.Errorf("entry %d is read %v, starred %v; want %v, %v", id, e.Read, e.Starred, read, starred)
	}
}

func newPeer(t *testing.T) *feedtest.Peer {
	t.Helper()
	p, err := feedtest.NewPeer(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	p.AddFeed(feedtest.PeerFeed{ID: 7, URL: "https://courier.tarn.example/feed", Site: "https://courier.tarn.example/", Title: "Courier", Category: "Tarn"})
	for _, title := range []string{"Gauge & weir", "Ferry", "Shelters"} {
		p.Add(feedtest.PeerEntry{Feed: 7, GUID: title, URL: "https://courier.tarn.example/" + title[:1], Title: title, HTML: "<p>Text.</p>", Published: time.Unix(1_900_000_000, 0)})
	}
	return p
}

func basic(r *http.Request) { r.SetBasicAuth(feedtest.PeerUser, feedtest.PeerSecret) }

// TestAPeerSpeaksMiniflux asks as https://miniflux.app/docs/api.html has it.
func TestAPeerSpeaksMiniflux(t *testing.T) {
	p := newPeer(t)
	a := asker{t, p, func(r *http.Request) { r.Header.Set("X-Auth-Token", feedtest.PeerSecret) }}
	at := p.URL("miniflux") + "/v1/"
	a.wants("GET", at+"feeds", "", `"feed_url":"https://courier.tarn.example/feed"`, `"Tarn"`)
	a.wants("GET", at+"entries?limit=2", "", "Gauge", "Ferry", `"total":2`)
	a.wants("GET", at+"entries/3", "", "Shelters", `"unread"`)
	a.wants("PUT", at+"entries", `{"entry_ids":[1,2],"status":"read"}`)
	a.marks(1, true, false)
	a.wants("PUT", at+"entries/2/bookmark", "")
	a.marks(2, true, true)
	p.SetFaults(feedtest.PeerFaults{OldStars: true})
	if status, _ := a.ask("PUT", at+"entries", `{"entry_ids":[1],"starred":true}`); status != http.StatusBadRequest {
		t.Errorf("stars in groups, which are not known: status %d", status)
	}
	a.auth = func(*http.Request) {}
	if status, _ := a.ask("GET", at+"feeds", ""); status != http.StatusUnauthorized {
		t.Errorf("without an account: status %d", status)
	}
	if n := len(p.Requests()); n != 7 {
		t.Errorf("%d requests, want 7", n)
	}
}

// TestAPeerSpeaksGoogleReader signs in, lists, reads and marks, with names in all forms.
func TestAPeerSpeaksGoogleReader(t *testing.T) {
	p := newPeer(t)
	a := asker{t, p, func(*http.Request) {}}
	at := p.URL("greader")
	if status, _ := a.ask("POST", at+"/accounts/ClientLogin", "Email=x&Passwd=y"); status != http.StatusUnauthorized {
		t.Errorf("a wrong account: status %d", status)
	}
	_, got := a.ask("POST", at+"/accounts/ClientLogin", url.Values{"Email": {feedtest.PeerUser}, "Passwd": {feedtest.PeerSecret}}.Encode())
	_, auth, ok := strings.Cut(strings.TrimSpace(got), "Auth=")
	if !ok {
		t.Fatalf("signed in: %q", got)
	}
	a.auth = func(r *http.Request) { r.Header.Set("Authorization", "GoogleLogin auth="+auth) }
	at += "/reader/api/0/"
	_, token := a.ask("GET", at+"token", "")
	token = strings.TrimSpace(token)
	a.wants("GET", at+"subscription/list", "", `"feed/7"`, `"Tarn"`)
	a.wants("GET", at+"stream/items/ids?s=user/-/state/com.google/reading-list&xt=user/-/state/com.google/read", "", `"1"`, `"3"`)
	a.wants("POST", at+"stream/items/contents", url.Values{"T": {token}, "i": {"1", "0000000000000003"}}.Encode(), "Gauge", "Shelters", `"feed/7"`)
	a.wants("POST", at+"edit-tag", url.Values{"T": {token}, "i": {"tag:google.com,2005:reader/item/0000000000000002"}, "a": {"user/-/state/com.google/starred", "user/-/state/com.google/read"}}.Encode(), "OK")
	a.marks(2, true, true)
	a.wants("POST", at+"edit-tag", url.Values{"T": {token}, "i": {"2"}, "r": {"user/-/state/com.google/read"}}.Encode(), "OK")
	a.marks(2, false, true)
	p.SetFaults(feedtest.PeerFaults{LongIDs: true})
	a.wants("GET", at+"stream/items/ids?s=user/-/state/com.google/starred", "", "tag:google.com,2005:reader/item/0000000000000002")
	p.SetFaults(feedtest.PeerFaults{TokenLasts: 1})
	if status, _ := a.ask("GET", at+"token", ""); status != http.StatusUnauthorized {
		t.Errorf("a token that has run out: status %d", status)
	}
}

// TestAPeerSpeaksNextcloudNews asks as its API v1-3 has it.
func TestAPeerSpeaksNextcloudNews(t *testing.T) {
	p := newPeer(t)
	a := asker{t, p, basic}
	at := p.URL("nextcloud") + "/index.php/apps/news/api/v1-3/"
	a.wants("GET", at+"folders", "", `"Tarn"`)
	a.wants("GET", at+"feeds", "", `"folderId":107`)
	a.wants("GET", at+"items?batchSize=2&offset=3", "", "Ferry", "Gauge")
	a.wants("POST", at+"items/read/multiple", `{"itemIds":[1,3]}`)
	a.wants("POST", at+"items/star/multiple", `{"itemIds":[3]}`)
	a.marks(3, true, true)
	a.wants("POST", at+"items/unread/multiple", `{"itemIds":[3]}`)
	a.wants("POST", at+"items/unstar/multiple", `{"itemIds":[3]}`)
	a.marks(3, false, false)
	a.wants("GET", at+"items/updated?lastModified=0", "", "Shelters")
	p.Drop(2)
	if _, got := a.ask("GET", at+"items?batchSize=-1", ""); strings.Contains(got, "Ferry") {
		t.Errorf("an entry that was dropped is listed: %s", got)
	}
}

// TestAPeerSpeaksFever asks with the key that Fever makes of name and password.
func TestAPeerSpeaksFever(t *testing.T) {
	p := newPeer(t)
	a := asker{t, p, func(*http.Request) {}}
	sum := md5.Sum([]byte(feedtest.PeerUser + ":" + feedtest.PeerSecret)) //nolint:gosec // as above
	key := "api_key=" + hex.EncodeToString(sum[:])
	at := p.URL("fever") + "/?api&"
	a.wants("POST", at+"groups&feeds", key, `"auth":1`, `"Tarn"`, `"feed_ids":"7"`, `"site_url"`)
	a.wants("POST", at+"items&since_id=1", key, "Ferry", "Shelters")
	a.wants("POST", at+"unread_item_ids", key, `"1,2,3"`)
	a.wants("POST", at+"mark=item&as=read&id=1", key)
	a.wants("POST", at+"mark=item&as=saved&id=1", key)
	a.marks(1, true, true)
	a.wants("POST", at+"saved_item_ids", key, `"saved_item_ids":"1"`)
	a.wants("POST", at+"items", "api_key=x", `"auth":0`)
	p.Mark(1, false, false)
	a.marks(1, false, false)
}

// TestAPeerMisbehavesAsItIsTold at the paths that are named.
func TestAPeerMisbehavesAsItIsTold(t *testing.T) {
	p := newPeer(t)
	a := asker{t, p, basic}
	at := p.URL("miniflux") + "/v1/"
	p.SetFaults(feedtest.PeerFaults{Missing: "/v1/feeds", Garbage: "/v1/entries", NoDate: true})
	if status, _ := a.ask("GET", at+"feeds", ""); status != http.StatusNotFound {
		t.Errorf("a path that is missing: status %d", status)
	}
	a.wants("GET", at+"entries", "", "<!DOCTYPE html>")
	p.SetFaults(feedtest.PeerFaults{Cut: "/v1/feeds"})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"feeds", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	basic(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("an answer that breaks off was whole")
	}
	p.SetFaults(feedtest.PeerFaults{Repeat: true})
	a.wants("GET", at+"entries?after_entry_id=3", "", "Gauge")
}
