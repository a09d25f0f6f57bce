package remote

import (
	"context"
	"crypto/md5" //nolint:gosec // the key of this API is one; it is why it is used over TLS only
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// fever is an account on a server of the Fever API.
type fever struct{ *caller }

// do asks for what fields of the query name. The answer has to say that the key is
// right: the status of the answer is 200 in any case.
func (f *fever) do(ctx context.Context, query string, fields url.Values, out any) error {
	key := md5.Sum([]byte(f.o.User + ":" + f.o.Secret)) //nolint:gosec // as above
	fields = cloned(fields)
	fields.Set("api_key", hex.EncodeToString(key[:]))
	path := "/?api"
	if strings.HasSuffix(f.base, ".php") {
		path = "?api"
	}
	a, err := f.call(ctx, "POST", path+query, nil, form, []byte(fields.Encode()))
	if err != nil {
		return err
	}
	var head struct {
		Auth text `json:"auth"`
	}
	if err := decode(a.Body, &head); err != nil {
		return err
	}
	if !head.Auth.truth() {
		return ErrSignIn
	}
	if out == nil {
		return nil
	}
	return decode(a.Body, out)
}

// Feeds returns the subscriptions.
func (f *fever) Feeds(ctx context.Context) ([]Feed, error) {
	var got struct {
		Groups []struct {
			ID    text `json:"id"`
			Title text `json:"title"`
		} `json:"groups"`
		Feeds []struct {
			ID    text `json:"id"`
			URL   text `json:"url"`
			Site  text `json:"site_url"`
			Title text `json:"title"`
		} `json:"feeds"`
		Relations []struct {
			Group text `json:"group_id"`
			Feeds text `json:"feed_ids"`
		} `json:"feeds_groups"`
	}
	if err := f.do(ctx, "&groups", nil, &got); err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	groups := got.Groups
	if err := f.do(ctx, "&feeds", nil, &got); err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	folders := map[string][]string{}
	for _, r := range got.Relations {
		for _, g := range groups {
			if g.ID == r.Group {
				for id := range strings.SplitSeq(string(r.Feeds), ",") {
					folders[strings.TrimSpace(id)] = append(folders[strings.TrimSpace(id)], string(g.Title))
				}
			}
		}
	}
	var out []Feed
	for _, s := range got.Feeds[:min(len(got.Feeds), mostFeeds)] {
		out = append(out, Feed{Key: string(s.ID), URL: string(s.URL), Home: string(s.Site), Title: sanitize.Line(string(s.Title)), Folders: folders[string(s.ID)]})
	}
	return out, nil
}

// News reads the entries above the last one, fifty at a time, and the sets of those
// that are unread and starred.
func (f *fever) News(ctx context.Context, st *news.PeerState, _ Known, save func(Page) error) error {
	for n := 0; ; n++ {
		if n == mostPages {
			return fmt.Errorf("read entries: there are more than %d pages", mostPages)
		}
		var got struct {
			Items []struct {
				ID     text `json:"id"`
				Feed   text `json:"feed_id"`
				Title  text `json:"title"`
				Author text `json:"author"`
				HTML   text `json:"html"`
				URL    text `json:"url"`
				Saved  text `json:"is_saved"`
				Read   text `json:"is_read"`
				At     text `json:"created_on_time"`
			} `json:"items"`
		}
		if err := f.do(ctx, "&items&since_id="+strconv.FormatInt(st.Last, 10), nil, &got); err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		page, before := Page{}, st.Last
		for i := range got.Items {
			it := &got.Items[i]
			id := it.ID.number()
			if id <= before {
				continue // a page that repeats
			}
			st.Last = max(st.Last, id)
			page.Entries = append(page.Entries, Entry{
				Key: itemKey(string(it.ID)), Feed: string(it.Feed), URL: string(it.URL), Title: string(it.Title), Author: string(it.Author), HTML: string(it.HTML),
				Published: it.At.seconds(), Read: it.Read.truth(), Starred: it.Saved.truth(),
			})
		}
		if len(page.Entries) == 0 {
			break
		}
		if err := save(page); err != nil {
			return err
		}
	}
	st.Whole = true
	var sets struct {
		Unread *text `json:"unread_item_ids"`
		Saved  *text `json:"saved_item_ids"`
	}
	if err := f.do(ctx, "&unread_item_ids", nil, &sets); err != nil {
		return fmt.Errorf("list unread entries: %w", err)
	}
	if err := f.do(ctx, "&saved_item_ids", nil, &sets); err != nil {
		return fmt.Errorf("list starred entries: %w", err)
	}
	page := Page{}
	page.Sets.Unread, page.Sets.WholeUnread = keysIn(sets.Unread)
	page.Sets.Starred, page.Sets.WholeStarred = keysIn(sets.Saved)
	return save(page)
}

// keysIn reads a list of names; nil: the answer had none, which says nothing.
func keysIn(list *text) (keys []string, whole bool) {
	if list == nil {
		return nil, false
	}
	for id := range strings.SplitSeq(string(*list), ",") {
		if k := itemKey(id); isKey(k) {
			keys = append(keys, k)
		}
	}
	return keys, len(keys) <= mostIDs
}

// AtOnce is how many entries one call of Mark may have: each takes a request.
func (f *fever) AtOnce() int { return 50 }

// Mark gives entries a mark, or takes it from them.
func (f *fever) Mark(ctx context.Context, flag news.Flag, value bool, keys []string) error {
	as := map[bool]string{true: "read", false: "unread"}[value]
	if flag == news.FlagStarred {
		as = map[bool]string{true: "saved", false: "unsaved"}[value]
	}
	for _, k := range keys {
		if err := f.do(ctx, "", url.Values{"mark": {"item"}, "as": {as}, "id": {k}}, nil); err != nil {
			return err
		}
	}
	return nil
}

// isTooLarge reports whether an answer was over the cap: fewer entries may fit.
func isTooLarge(err error) bool { return errors.Is(err, fetch.ErrTooLarge) }
