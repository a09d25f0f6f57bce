package remote

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// greader is an account on a server of the Google Reader API. It signs in when it
// needs to, and once anew when the server refuses the token.
type greader struct {
	*caller
	auth, token string
}

const (
	tagRead    = "user/-/state/com.google/read"
	tagStarred = "user/-/state/com.google/starred"
	tagList    = "user/-/state/com.google/reading-list"
)

// How many names one page of a list has, and how many entries are asked for, or
// marked, at once.
const (
	greaderIDs   = 10_000
	greaderItems = 250
)

// lookEvery is how long entries that are neither unread nor starred are not looked
// for if nothing else is new.
const lookEvery = time.Hour

func (g *greader) signIn(ctx context.Context) error {
	fields := url.Values{"Email": {g.o.User}, "Passwd": {g.o.Secret}, "service": {"reader"}, "accountType": {"HOSTED_OR_GOOGLE"}, "client": {"sitrep"}}
	a, err := g.call(ctx, "POST", "/accounts/ClientLogin", nil, form, []byte(fields.Encode()))
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	for line := range strings.Lines(string(a.Body)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "Auth="); ok && v != "" && len(v) < 4096 && !strings.ContainsAny(v, " \t") {
			g.auth, g.token = v, ""
			return nil
		}
	}
	return fmt.Errorf("sign in: %w", ErrSignIn)
}

// do makes a request of the API, which it signs in for. fields of a POST get the
// token that changes want.
func (g *greader) do(ctx context.Context, method, path string, fields url.Values) ([]byte, error) {
	for again := false; ; again = true {
		body, err := g.once(ctx, method, path, fields)
		if err == nil || again || !errors.Is(err, ErrSignIn) {
			return body, err
		}
		g.auth, g.token = "", "" // they have run out
	}
}

func (g *greader) once(ctx context.Context, method, path string, fields url.Values) ([]byte, error) {
	if g.auth == "" {
		if err := g.signIn(ctx); err != nil {
			return nil, err
		}
	}
	header := map[string]string{"Authorization": "GoogleLogin auth=" + g.auth}
	if method == "GET" {
		a, err := g.call(ctx, "GET", "/reader/api/0/"+path+"?"+fields.Encode(), header, "", nil)
		if err != nil {
			return nil, err
		}
		return a.Body, nil
	}
	if g.token == "" {
		a, err := g.call(ctx, "GET", "/reader/api/0/token", header, "", nil)
		if err != nil {
			return nil, err
		}
		if g.token = strings.TrimSpace(string(a.Body)); g.token == "" || len(g.token) > 4096 {
			return nil, fmt.Errorf("ask for a token: %w", ErrSignIn)
		}
	}
	fields = cloned(fields)
	fields.Set("T", g.token)
	a, err := g.call(ctx, "POST", "/reader/api/0/"+path, header, form, []byte(fields.Encode()))
	if err != nil {
		return nil, err
	}
	return a.Body, nil
}

func cloned(fields url.Values) url.Values {
	out := url.Values{}
	for k, v := range fields {
		out[k] = slices.Clone(v)
	}
	return out
}

// Feeds returns the subscriptions.
func (g *greader) Feeds(ctx context.Context) ([]Feed, error) {
	body, err := g.do(ctx, "GET", "subscription/list", url.Values{"output": {"json"}})
	if err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var got struct {
		Subscriptions []struct {
			ID         text `json:"id"`
			Title      text `json:"title"`
			URL        text `json:"url"`
			Site       text `json:"htmlUrl"`
			Categories []struct {
				ID    text `json:"id"`
				Label text `json:"label"`
			} `json:"categories"`
		} `json:"subscriptions"`
	}
	if err := decode(body, &got); err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var out []Feed
	for _, s := range got.Subscriptions[:min(len(got.Subscriptions), mostFeeds)] {
		f := Feed{Key: string(s.ID), URL: string(s.URL), Home: string(s.Site), Title: sanitize.Line(string(s.Title))}
		if f.URL == "" {
			f.URL = strings.TrimPrefix(f.Key, "feed/")
		}
		for _, c := range s.Categories {
			label := string(c.Label)
			if label == "" {
				label = string(c.ID[strings.LastIndex(string(c.ID), "/")+1:])
			}
			f.Folders = append(f.Folders, label)
		}
		out = append(out, f)
	}
	return out, nil
}

// ids reads the names of a stream. It reports whether they are all.
func (g *greader) ids(ctx context.Context, fields url.Values) (keys []string, whole bool, err error) {
	fields.Set("output", "json")
	fields.Set("n", strconv.Itoa(greaderIDs))
	seen := map[string]bool{}
	before := map[string]bool{}
	for range mostPages {
		body, err := g.do(ctx, "GET", "stream/items/ids", fields)
		if err != nil {
			return nil, false, fmt.Errorf("list entries: %w", err)
		}
		var got struct {
			Refs *[]struct {
				ID text `json:"id"`
			} `json:"itemRefs"`
			Next text `json:"continuation"`
		}
		if err := decode(body, &got); err != nil {
			return nil, false, fmt.Errorf("list entries: %w", err)
		}
		if got.Refs == nil {
			return keys, false, nil // some have no list, others forget an empty one
		}
		fresh := 0
		for _, r := range *got.Refs {
			if k := itemKey(string(r.ID)); isKey(k) && !seen[k] {
				seen[k] = true
				keys = append(keys, k)
				fresh++
			}
		}
		switch {
		case got.Next == "" || got.Next == "0":
			return keys, true, nil
		case before[string(got.Next)] || fresh == 0 || len(keys) > mostIDs:
			return keys, false, nil
		}
		before[string(got.Next)] = true
		fields.Set("c", string(got.Next))
	}
	return keys, false, nil
}

// News compares the names of the entries that are unread and starred with those the
// cache knows, asks for those that it does not, and once in a while for the names of
// all entries: they may have been read before sitrep saw them.
func (g *greader) News(ctx context.Context, st *news.PeerState, known Known, save func(Page) error) error {
	var sets news.PeerSets
	var err error
	if sets.Unread, sets.WholeUnread, err = g.ids(ctx, url.Values{"s": {tagList}, "xt": {tagRead}}); err != nil {
		return err
	}
	if sets.Starred, sets.WholeStarred, err = g.ids(ctx, url.Values{"s": {tagStarred}}); err != nil {
		return err
	}
	unknown, err := known(ctx, slices.Concat(sets.Unread, sets.Starred))
	if err != nil {
		return err
	}
	now := g.o.Now()
	if len(unknown) > 0 || !st.Whole || now.Sub(time.Unix(st.Looked, 0)) >= lookEvery {
		all, whole, err := g.ids(ctx, url.Values{"s": {tagList}})
		if err != nil {
			return err
		}
		if unknown, err = known(ctx, slices.Concat(unknown, all)); err != nil {
			return err
		}
		if err := g.contents(ctx, unknown, sets, save); err != nil {
			return err
		}
		st.Whole, st.Looked = st.Whole || whole, now.Unix()
	}
	return save(Page{Sets: sets})
}

type greaderContents struct {
	Items []struct {
		ID         text   `json:"id"`
		Title      text   `json:"title"`
		Author     text   `json:"author"`
		Published  text   `json:"published"`
		Updated    text   `json:"updated"`
		Categories []text `json:"categories"`
		Canonical  []href `json:"canonical"`
		Alternate  []href `json:"alternate"`
		Summary    struct {
			Content text `json:"content"`
		} `json:"summary"`
		Content struct {
			Content text `json:"content"`
		} `json:"content"`
		Origin struct {
			Stream text `json:"streamId"`
		} `json:"origin"`
	} `json:"items"`
}

type href struct {
	Href text `json:"href"`
}

// contents asks for entries by their names.
func (g *greader) contents(ctx context.Context, keys []string, sets news.PeerSets, save func(Page) error) error {
	unread, starred := setOf(sets.Unread), setOf(sets.Starred)
	size := greaderItems
	for len(keys) > 0 {
		part := keys[:min(size, len(keys))]
		body, err := g.do(ctx, "POST", "stream/items/contents", url.Values{"output": {"json"}, "i": part})
		if isTooLarge(err) && size > 1 {
			size = max(size/4, 1)
			continue
		}
		if err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		keys = keys[len(part):]
		var got greaderContents
		if err := decode(body, &got); err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		page, asked := Page{}, setOf(part)
		for i := range got.Items {
			it := &got.Items[i]
			e := Entry{
				Key: itemKey(string(it.ID)), Feed: string(it.Origin.Stream), Title: string(it.Title), Author: string(it.Author),
				Published: it.Published.seconds(), HTML: string(it.Content.Content),
			}
			if !asked[e.Key] {
				continue // sent again, or never asked for
			}
			delete(asked, e.Key)
			if len(it.Summary.Content) > len(e.HTML) {
				e.HTML = string(it.Summary.Content)
			}
			for _, at := range slices.Concat(it.Canonical, it.Alternate) {
				if e.URL == "" {
					e.URL = string(at.Href)
				}
			}
			e.Read, e.Starred = isTagged(it.Categories, "/read"), isTagged(it.Categories, "/starred")
			if sets.WholeUnread { // the categories are not right everywhere
				e.Read = !unread[e.Key]
			}
			if sets.WholeStarred {
				e.Starred = starred[e.Key]
			}
			page.Entries = append(page.Entries, e)
		}
		if len(page.Entries) > 0 {
			if err := save(page); err != nil {
				return err
			}
		}
	}
	return nil
}

func setOf(keys []string) map[string]bool {
	out := make(map[string]bool, len(keys))
	for _, k := range keys {
		out[k] = true
	}
	return out
}

func isTagged(categories []text, end string) bool {
	return slices.ContainsFunc(categories, func(c text) bool { return strings.HasSuffix(string(c), "/state/com.google"+end) })
}

// AtOnce is how many entries one call of Mark may have.
func (g *greader) AtOnce() int { return greaderItems }

// Mark gives entries a mark, or takes it from them.
func (g *greader) Mark(ctx context.Context, flag news.Flag, value bool, keys []string) error {
	tag, way := tagRead, "a"
	if flag == news.FlagStarred {
		tag = tagStarred
	}
	if !value {
		way = "r"
	}
	_, err := g.do(ctx, "POST", "edit-tag", url.Values{way: {tag}, "i": keys})
	return err
}
