package feedtest

import (
	"crypto/md5" //nolint:gosec // the key of Fever is one
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ServeHTTP answers one request.
func (p *Peer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := r.URL.RequestURI()
	p.requests = append(p.requests, r.Method+" "+at)
	switch {
	case p.faults.NoDate:
		w.Header()["Date"] = nil
	default:
		w.Header().Set("Date", p.now().Add(p.faults.ClockOff).UTC().Format(http.TimeFormat))
	}
	is := func(part string) bool { return part != "" && strings.Contains(at, part) }
	switch {
	case is(p.faults.Missing):
		http.NotFound(w, r)
		return
	case is(p.faults.Garbage):
		_, _ = w.Write([]byte("<!DOCTYPE html><p>Sign in to read your feeds.</p>"))
		return
	case is(p.faults.Endless):
		p.endless(w, r)
		return
	case is(p.faults.Cut):
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write([]byte(`{"entries":[{"id":1`))
		return
	}
	if err := r.ParseForm(); err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	p.route(w, r)
	if p.faults.BreakMarks && r.Method != http.MethodGet && (strings.Contains(at, "/v1/entries") || strings.Contains(at, "edit-tag") || strings.Contains(at, "/multiple")) {
		panic(http.ErrAbortHandler)
	}
}

func (p *Peer) route(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/v1/"):
		p.miniflux(w, r, strings.TrimPrefix(path, "/v1/"))
	case strings.HasPrefix(path, "/greader/"):
		p.greader(w, r, strings.TrimPrefix(path, "/greader"))
	case strings.HasPrefix(path, "/index.php/apps/news/api/v1-3/"):
		p.nextcloud(w, r, strings.TrimPrefix(path, "/index.php/apps/news/api/v1-3/"))
	case strings.HasPrefix(path, "/fever"):
		p.fever(w, r)
	default:
		http.NotFound(w, r)
	}
}

// endless writes until the client goes away.
func (p *Peer) endless(w http.ResponseWriter, r *http.Request) {
	p.mu.Unlock()
	defer p.mu.Lock()
	chunk := []byte(strings.Repeat(" ", 1<<16))
	for r.Context().Err() == nil {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

func number(s string, without int64) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return without
	}
	return n
}

func (p *Peer) miniflux(w http.ResponseWriter, r *http.Request, path string) {
	user, pass, _ := r.BasicAuth()
	if p.faults.Refuse || r.Header.Get("X-Auth-Token") != PeerSecret && (user != PeerUser || pass != PeerSecret) {
		http.Error(w, `{"error_message":"Access Unauthorized"}`, http.StatusUnauthorized)
		return
	}
	id, rest, _ := strings.Cut(strings.TrimPrefix(path, "entries/"), "/")
	switch {
	case path == "feeds":
		var out []map[string]any
		for _, f := range p.feeds {
			out = append(out, map[string]any{"id": f.ID, "feed_url": f.URL, "site_url": f.Site, "title": f.Title, "category": map[string]any{"title": f.Category}})
		}
		p.send(w, out)
	case path == "entries" && r.Method == http.MethodGet:
		p.minifluxEntries(w, r)
	case path == "entries":
		var in struct {
			IDs     []int64 `json:"entry_ids"`
			Status  string  `json:"status"`
			Starred *bool   `json:"starred"`
		}
		if json.NewDecoder(r.Body).Decode(&in) != nil || in.Status == "" && (in.Starred == nil || p.faults.OldStars) {
			http.Error(w, `{"error_message":"The status is not valid."}`, http.StatusBadRequest)
			return
		}
		p.set(in.IDs, func(e *PeerEntry) {
			if in.Status != "" {
				e.Read = in.Status == "read"
			}
			if in.Starred != nil {
				e.Starred = *in.Starred
			}
		})
		w.WriteHeader(http.StatusNoContent)
	case rest == "bookmark":
		p.set([]int64{number(id, 0)}, func(e *PeerEntry) { e.Starred = !e.Starred })
		w.WriteHeader(http.StatusNoContent)
	case p.entry(number(id, 0)) != nil:
		p.send(w, p.minifluxEntry(p.entry(number(id, 0))))
	default:
		http.NotFound(w, r)
	}
}

func (p *Peer) minifluxEntry(e *PeerEntry) map[string]any {
	status := "unread"
	if e.Read {
		status = "read"
	}
	return map[string]any{
		"id": e.ID, "feed_id": e.Feed, "url": e.URL, "title": e.Title, "content": e.HTML, "status": status, "starred": e.Starred,
		"published_at": e.Published.Format(time.RFC3339), "changed_at": e.changed.Format(time.RFC3339Nano), "author": "",
	}
}

func (p *Peer) minifluxEntries(w http.ResponseWriter, r *http.Request) {
	after, limit := number(r.Form.Get("after_entry_id"), 0), int(number(r.Form.Get("limit"), 100))
	since := time.Unix(number(r.Form.Get("changed_after"), 0), 0)
	if p.faults.Repeat {
		after = 0
	}
	out := []map[string]any{}
	for _, e := range p.entries {
		if e.ID > after && len(out) < limit && (r.Form.Get("changed_after") == "" || e.changed.After(since)) {
			out = append(out, p.minifluxEntry(e))
		}
	}
	p.send(w, map[string]any{"total": len(out), "entries": out})
}

func (p *Peer) greader(w http.ResponseWriter, r *http.Request, path string) {
	if path == "/accounts/ClientLogin" {
		if p.faults.Refuse || r.Form.Get("Email") != PeerUser || r.Form.Get("Passwd") != PeerSecret {
			http.Error(w, "Error=BadAuthentication", http.StatusUnauthorized)
			return
		}
		p.signs++
		p.used = 0
		fmt.Fprintf(w, "SID=x\nLSID=x\nAuth=auth-%d\n", p.signs)
		return
	}
	auth, token := fmt.Sprintf("auth-%d", p.signs), fmt.Sprintf("token-%d", p.signs)
	p.used++
	ok := r.Header.Get("Authorization") == "GoogleLogin auth="+auth
	if r.Method == http.MethodPost {
		ok = r.Form.Get("T") == token // as Miniflux has it
	}
	if !ok || p.faults.TokenLasts > 0 && p.used > p.faults.TokenLasts {
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	switch strings.TrimPrefix(path, "/reader/api/0/") {
	case "token":
		fmt.Fprintln(w, token)
	case "subscription/list":
		var out []map[string]any
		for _, f := range p.feeds {
			out = append(out, map[string]any{
				"id": fmt.Sprintf("feed/%d", f.ID), "title": f.Title, "url": f.URL, "htmlUrl": f.Site,
				"categories": []map[string]string{{"id": "user/1/label/" + f.Category, "label": f.Category}},
			})
		}
		p.send(w, map[string]any{"subscriptions": out})
	case "stream/items/ids":
		p.greaderIDs(w, r)
	case "stream/items/contents":
		p.greaderContents(w, r)
	case "edit-tag":
		p.editTag(r)
		fmt.Fprint(w, "OK")
	default:
		http.NotFound(w, r)
	}
}

func (p *Peer) itemID(id int64, list bool) string {
	switch {
	case p.faults.LongIDs || !list && !p.faults.Hex:
		return fmt.Sprintf("tag:google.com,2005:reader/item/%016x", uint64(id)) //nolint:gosec // as servers write it
	case p.faults.Hex:
		return fmt.Sprintf("%016x", uint64(id)) //nolint:gosec // as above
	}
	return strconv.FormatInt(id, 10)
}

func itemNumber(s string) int64 {
	hex, long := strings.CutPrefix(s, "tag:google.com,2005:reader/item/")
	if n, err := strconv.ParseUint(hex, 16, 64); err == nil && (long || len(s) == 16) {
		return int64(n) //nolint:gosec // as servers read it
	}
	return number(s, 0)
}

func (p *Peer) greaderIDs(w http.ResponseWriter, r *http.Request) {
	const pageSize = 1000
	from := int(number(r.Form.Get("c"), 0))
	if p.faults.Repeat {
		from = 0
	}
	var all []int64
	for _, e := range slices.Backward(p.entries) {
		switch {
		case strings.HasSuffix(r.Form.Get("s"), "/starred") && !e.Starred, strings.HasSuffix(r.Form.Get("xt"), "/read") && e.Read:
		default:
			all = append(all, e.ID)
		}
	}
	refs := []map[string]string{}
	for _, id := range all[min(from, len(all)):min(from+pageSize, len(all))] {
		refs = append(refs, map[string]string{"id": p.itemID(id, true)})
	}
	out := map[string]any{"itemRefs": refs}
	if len(refs) == 0 && p.faults.Forget {
		delete(out, "itemRefs")
	}
	if from+pageSize < len(all) {
		out["continuation"] = strconv.Itoa(from + pageSize)
	}
	p.send(w, out)
}

func (p *Peer) greaderContents(w http.ResponseWriter, r *http.Request) {
	items := []map[string]any{}
	for _, s := range r.Form["i"] {
		e := p.entry(itemNumber(s))
		if e == nil {
			continue
		}
		categories := []string{"user/1/state/com.google/reading-list"}
		if e.Read {
			categories = append(categories, "user/1/state/com.google/read")
		}
		if e.Starred {
			categories = append(categories, "user/1/state/com.google/starred")
		}
		items = append(items, map[string]any{
			"id": p.itemID(e.ID, false), "title": strings.ReplaceAll(e.Title, "&", "&amp;"), "published": e.Published.Unix(), "categories": categories,
			"canonical": []map[string]string{{"href": e.URL}}, "summary": map[string]string{"content": e.HTML},
			"origin": map[string]string{"streamId": fmt.Sprintf("feed/%d", e.Feed)},
		})
	}
	if p.faults.Repeat {
		items = append(items, items...)
	}
	p.send(w, map[string]any{"items": items})
}

func (p *Peer) editTag(r *http.Request) {
	var ids []int64
	for _, s := range r.PostForm["i"] {
		ids = append(ids, itemNumber(s))
	}
	for way, value := range map[string]bool{"a": true, "r": false} {
		for _, tag := range r.PostForm[way] {
			p.set(ids, func(e *PeerEntry) {
				switch {
				case strings.HasSuffix(tag, "/read"):
					e.Read = value
				case strings.HasSuffix(tag, "/starred"):
					e.Starred = value
				}
			})
		}
	}
}

func (p *Peer) nextcloud(w http.ResponseWriter, r *http.Request, path string) {
	user, pass, _ := r.BasicAuth()
	if p.faults.Refuse || user != PeerUser || pass != PeerSecret {
		http.Error(w, "", http.StatusUnauthorized)
		return
	}
	switch path {
	case "folders":
		var out []map[string]any
		for _, f := range p.feeds {
			out = append(out, map[string]any{"id": f.ID + 100, "name": f.Category})
		}
		p.send(w, map[string]any{"folders": out})
	case "feeds":
		var out []map[string]any
		for _, f := range p.feeds {
			out = append(out, map[string]any{"id": f.ID, "url": f.URL, "title": f.Title, "link": f.Site, "folderId": f.ID + 100})
		}
		p.send(w, map[string]any{"feeds": out})
	case "items", "items/updated":
		p.nextcloudItems(w, r, path == "items/updated")
	default:
		var in struct {
			IDs []int64 `json:"itemIds"`
		}
		if json.NewDecoder(r.Body).Decode(&in) != nil {
			http.NotFound(w, r)
			return
		}
		p.set(in.IDs, func(e *PeerEntry) {
			switch path {
			case "items/read/multiple", "items/unread/multiple":
				e.Read = path == "items/read/multiple"
			case "items/star/multiple", "items/unstar/multiple":
				e.Starred = path == "items/star/multiple"
			}
		})
	}
}

func (p *Peer) nextcloudItems(w http.ResponseWriter, r *http.Request, updated bool) {
	out := []map[string]any{}
	offset, size := number(r.Form.Get("offset"), 0), int(number(r.Form.Get("batchSize"), -1))
	if p.faults.Repeat {
		offset = 0
	}
	for _, e := range slices.Backward(p.entries) {
		switch {
		case updated && e.changed.Unix() <= number(r.Form.Get("lastModified"), 0), !updated && offset > 0 && e.ID >= offset, size > 0 && len(out) >= size:
		default:
			out = append(out, map[string]any{
				"id": e.ID, "guid": e.GUID, "url": e.URL, "title": e.Title, "body": e.HTML, "feedId": e.Feed, "pubDate": e.Published.Unix(),
				"lastModified": e.changed.Unix(), "unread": !e.Read, "starred": e.Starred,
			})
		}
	}
	p.send(w, map[string]any{"items": out})
}

func (p *Peer) fever(w http.ResponseWriter, r *http.Request) {
	key := md5.Sum([]byte(PeerUser + ":" + PeerSecret)) //nolint:gosec // as above
	if p.faults.Refuse || r.Form.Get("api_key") != hex.EncodeToString(key[:]) {
		p.send(w, map[string]any{"api_version": 3, "auth": 0})
		return
	}
	out := map[string]any{"api_version": 3, "auth": 1}
	if r.Form.Has("groups") {
		var groups, relations []map[string]any
		for _, f := range p.feeds {
			groups = append(groups, map[string]any{"id": f.ID + 100, "title": f.Category})
			relations = append(relations, map[string]any{"group_id": f.ID + 100, "feed_ids": strconv.FormatInt(f.ID, 10)})
		}
		out["groups"], out["feeds_groups"] = groups, relations
	}
	if r.Form.Has("feeds") {
		var feeds []map[string]any
		for _, f := range p.feeds {
			feeds = append(feeds, map[string]any{"id": f.ID, "url": f.URL, "site_url": f.Site, "title": f.Title})
		}
		out["feeds"] = feeds
	}
	p.feverItems(r, out)
	if r.Form.Get("mark") == "item" {
		p.set([]int64{number(r.Form.Get("id"), 0)}, func(e *PeerEntry) {
			switch r.Form.Get("as") {
			case "read", "unread":
				e.Read = r.Form.Get("as") == "read"
			case "saved", "unsaved":
				e.Starred = r.Form.Get("as") == "saved"
			}
		})
	}
	p.send(w, out)
}

func (p *Peer) feverItems(r *http.Request, out map[string]any) {
	bit := map[bool]int{true: 1, false: 0}
	items, unread, saved := []map[string]any{}, []string{}, []string{}
	since := number(r.Form.Get("since_id"), 0)
	if p.faults.Repeat {
		since = 0
	}
	for _, e := range p.entries {
		if e.ID > since && len(items) < 50 {
			items = append(items, map[string]any{
				"id": e.ID, "feed_id": e.Feed, "title": e.Title, "html": e.HTML, "url": e.URL, "is_saved": bit[e.Starred], "is_read": bit[e.Read], "created_on_time": e.Published.Unix(),
			})
		}
		if !e.Read {
			unread = append(unread, strconv.FormatInt(e.ID, 10))
		}
		if e.Starred {
			saved = append(saved, strconv.FormatInt(e.ID, 10))
		}
	}
	switch {
	case r.Form.Has("items"):
		out["items"] = items
	case p.faults.NoSetAnswer:
	case r.Form.Has("unread_item_ids"):
		out["unread_item_ids"] = strings.Join(unread, ",")
	case r.Form.Has("saved_item_ids"):
		out["saved_item_ids"] = strings.Join(saved, ",")
	}
}
