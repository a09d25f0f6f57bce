package remote

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// nextcloud is an account on a Nextcloud with the app News, by its API 1.3.
type nextcloud struct{ *caller }

const (
	nextcloudAPI  = "/index.php/apps/news/api/v1-3"
	nextcloudPage = 250
)

func (n *nextcloud) do(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	a, err := n.call(ctx, method, nextcloudAPI+path, map[string]string{"Authorization": basic(n.o.User, n.o.Secret)}, "application/json", body)
	if err != nil || out == nil {
		return err
	}
	return decode(a.Body, out)
}

// Feeds returns the subscriptions.
func (n *nextcloud) Feeds(ctx context.Context) ([]Feed, error) {
	var folders struct {
		Folders []struct {
			ID   text `json:"id"`
			Name text `json:"name"`
		} `json:"folders"`
	}
	if err := n.do(ctx, "GET", "/folders", nil, &folders); err != nil && !missing(err) {
		return nil, fmt.Errorf("list folders: %w", err)
	}
	names := map[text]string{}
	for _, f := range folders.Folders {
		names[f.ID] = string(f.Name)
	}
	var got struct {
		Feeds []struct {
			ID     text `json:"id"`
			URL    text `json:"url"`
			Title  text `json:"title"`
			Link   text `json:"link"`
			Folder text `json:"folderId"`
		} `json:"feeds"`
	}
	if err := n.do(ctx, "GET", "/feeds", nil, &got); err != nil {
		return nil, fmt.Errorf("list feeds: %w", err)
	}
	var out []Feed
	for _, f := range got.Feeds[:min(len(got.Feeds), mostFeeds)] {
		out = append(out, Feed{Key: string(f.ID), URL: string(f.URL), Home: string(f.Link), Title: sanitize.Line(string(f.Title)), Folders: []string{names[f.Folder]}})
	}
	return out, nil
}

type nextcloudItems struct {
	Items []struct {
		ID       text `json:"id"`
		GUID     text `json:"guid"`
		URL      text `json:"url"`
		Title    text `json:"title"`
		Author   text `json:"author"`
		Body     text `json:"body"`
		Feed     text `json:"feedId"`
		Date     text `json:"pubDate"`
		Modified text `json:"lastModified"`
		Unread   text `json:"unread"`
		Starred  text `json:"starred"`
	} `json:"items"`
}

// page returns the entries, the least number among them and the newest change.
func (g *nextcloudItems) page() (p Page, least, newest int64) {
	for i := range g.Items {
		it := &g.Items[i]
		if it.ID.number() <= 0 {
			continue
		}
		if least == 0 || it.ID.number() < least {
			least = it.ID.number()
		}
		if at := it.Modified.seconds(); !at.IsZero() {
			newest = max(newest, at.Unix())
		}
		p.Entries = append(p.Entries, Entry{
			Key: itemKey(string(it.ID)), Feed: string(it.Feed), GUID: string(it.GUID), URL: string(it.URL), Title: string(it.Title), Author: string(it.Author),
			HTML: string(it.Body), Published: it.Date.seconds(), Read: !it.Unread.truth(), Starred: it.Starred.truth(),
		})
	}
	return p, least, newest
}

// News reads all entries the first time, from the newest to the oldest, and later
// those that changed.
func (n *nextcloud) News(ctx context.Context, st *news.PeerState, _ Known, save func(Page) error) error {
	if st.Whole {
		var got nextcloudItems
		if err := n.do(ctx, "GET", "/items/updated?type=3&id=0&lastModified="+strconv.FormatInt(st.Changed, 10), nil, &got); err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		p, _, newest := got.page()
		if newest > st.Changed+1 {
			st.Changed = newest - 1
		}
		if len(p.Entries) == 0 {
			return nil
		}
		return save(p)
	}
	size, offset, change := nextcloudPage, int64(0), int64(0)
	for range mostPages {
		var got nextcloudItems
		err := n.do(ctx, "GET", fmt.Sprintf("/items?type=3&id=0&getRead=true&batchSize=%d&offset=%d", size, offset), nil, &got)
		if isTooLarge(err) && size > 1 {
			size = max(size/4, 1)
			continue
		}
		if err != nil {
			return fmt.Errorf("read entries: %w", err)
		}
		p, least, newest := got.page()
		change = max(change, newest)
		if len(p.Entries) > 0 {
			if err := save(p); err != nil {
				return err
			}
		}
		if len(got.Items) < size {
			st.Whole, st.Changed = true, max(change-1, 0)
			return nil
		}
		if offset != 0 && least >= offset {
			return fmt.Errorf("read entries: %w", errRepeats)
		}
		offset = least
	}
	return fmt.Errorf("read entries: there are more than %d pages", mostPages)
}

// AtOnce is how many entries one call of Mark may have.
func (n *nextcloud) AtOnce() int { return 1000 }

// Mark gives entries a mark, or takes it from them.
func (n *nextcloud) Mark(ctx context.Context, flag news.Flag, value bool, keys []string) error {
	ids := make([]int64, 0, len(keys))
	for _, k := range keys {
		if id, err := strconv.ParseInt(k, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	verb := map[news.Flag][2]string{news.FlagRead: {"unread", "read"}, news.FlagStarred: {"unstar", "star"}}[flag][0]
	if value {
		verb = map[news.Flag]string{news.FlagRead: "read", news.FlagStarred: "star"}[flag]
	}
	return n.do(ctx, "POST", "/items/"+verb+"/multiple", map[string]any{"itemIds": ids}, nil)
}
