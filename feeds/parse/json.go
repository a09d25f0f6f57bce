package parse

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	jsonfeed "github.com/mmcdole/gofeed/json"

	"sitrep/feeds/bounds"
	"sitrep/feeds/dates"
	"sitrep/internal/sanitize"
)

// parseJSON reads a JSON Feed (versions 1 and 1.1). One field or item of the
// wrong type does not lose the others; of a document that breaks off, the
// items before the break are kept.
func parseJSON(src, url string) (*Document, error) {
	src, cut := bounds.JSON(src, bounds.JSONLimits{Values: maxElements, Elements: maxItems, Each: maxParts, Text: maxText})
	f, err := new(jsonfeed.Parser).Parse(strings.NewReader(src))
	repaired := false
	if err != nil {
		if f = piecemeal(src); f == nil {
			return nil, errors.Join(ErrNotFeed, err)
		}
		repaired = true
	}
	if !strings.Contains(f.Version, "jsonfeed.org") && (len(f.Items) == 0 || f.Title == "" && f.Version == "") {
		return nil, fmt.Errorf("%w: it is JSON, but no JSON Feed", ErrNotFeed)
	}
	d := &Document{
		Kind:    jsonKind(f.Version),
		Title:   titleText(f.Title),
		Lang:    language(f.Language),
		Expired: f.Expired,
		Mended:  repaired,
		Bounded: cut,
		Cut:     repaired && !strings.ContainsAny(lastByte(src), "}]"),
	}
	d.Home, _ = sanitize.URL(url, f.HomePageURL)
	d.SelfURL, _ = sanitize.URL(url, f.FeedURL)
	base := firstOf(url, d.SelfURL, d.Home)
	hints := hintsOf(d, jsonOrder(f), url)
	for _, it := range f.Items {
		if it != nil {
			d.Items = append(d.Items, jsonItem(it, f, base, hints))
		}
	}
	return d, nil
}

// jsonOrder returns the order of day and month that the dates of a feed prove.
func jsonOrder(f *jsonfeed.Feed) (o dates.Order) {
	for _, it := range f.Items {
		if it != nil {
			o.See(it.DatePublished)
			o.See(it.DateModified)
		}
	}
	return o
}

func jsonItem(it *jsonfeed.Item, f *jsonfeed.Feed, base string, hints dates.Hints) Item {
	out := Item{
		GUID:    strings.TrimSpace(it.ID),
		Title:   plainTitle(it.Title),
		Summary: escapeText(it.Summary),
		Content: unescaped(RawHTML(strings.TrimSpace(it.ContentHTML))),
		Lang:    language(it.Language),
		Base:    base,
	}
	if out.Content == "" {
		out.Content = escapeText(it.ContentText)
	}
	for _, ref := range [...]string{it.URL, it.ExternalURL, it.ID} {
		if ref == it.ID && !strings.Contains(ref, "://") {
			continue
		}
		if u, ok := sanitize.URL(base, ref); ok {
			out.URL = u
			break
		}
	}
	if out.URL != "" {
		out.Base = out.URL
	}
	if out.URL == "" {
		out.attach(base, jsonFiles(it)...)
	}
	out.Published, out.PublishedDay = firstDate(hints, it.DatePublished)
	out.Updated, _ = firstDate(hints, it.DateModified)
	out.Author = jsonAuthors(it.Authors, it.Author)
	if out.Author.IsZero() {
		out.Author = jsonAuthors(f.Authors, f.Author)
	}
	for _, t := range it.Tags {
		out.Categories = appendCategory(out.Categories, t)
	}
	if it.ExternalURL != "" && it.URL != "" {
		out.Related = appendRelated(out.Related, base, it.ExternalURL, "related", "")
	}
	return out
}

// jsonFiles returns the files that come with an item.
func jsonFiles(it *jsonfeed.Item) []file {
	if it.Attachments == nil {
		return nil
	}
	var out []file
	for _, a := range *it.Attachments {
		out = append(out, file{a.URL, a.MimeType})
	}
	return out
}

func jsonAuthors(as []*jsonfeed.Author, one *jsonfeed.Author) sanitize.Clean {
	if one != nil && len(as) == 0 {
		as = []*jsonfeed.Author{one}
	}
	var names []sanitize.Clean
	for _, a := range as {
		if a == nil {
			continue
		}
		if n := sanitize.Line(a.Name); !n.IsZero() && len(names) < 16 {
			names = append(names, n)
		}
	}
	return sanitize.Join(", ", names...)
}

func jsonKind(version string) string {
	_, v, ok := strings.Cut(version, "/version/")
	switch {
	case !ok || v == "":
		return "json"
	case v == "1":
		return "json 1.0"
	}
	return "json " + sanitize.Line(v).String()
}

// piecemeal reads a JSON Feed member by member and item by item, as far as
// it goes. It returns nil if src is no object or has no items.
func piecemeal(src string) *jsonfeed.Feed {
	// Line breaks must be escaped in strings and are white space outside of them.
	src = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(src)
	dec := json.NewDecoder(strings.NewReader(src))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	f := new(jsonfeed.Feed)
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			break
		}
		name, ok := key.(string)
		if !ok {
			break
		}
		if name == "items" {
			if !items(dec, f) {
				break
			}
			continue
		}
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			break
		}
		expired := f.Expired
		setMember(f, name, raw)
		f.Expired = f.Expired || expired
	}
	if len(f.Items) == 0 {
		return nil
	}
	return f
}

// items appends the items of the array that comes next; false if the
// document breaks off in it.
func items(dec *json.Decoder, f *jsonfeed.Feed) bool {
	open, err := dec.Token()
	switch {
	case err != nil:
		return false
	case open == json.Delim('{'): // one item where a list of it is meant
		members := make(map[string]json.RawMessage)
		whole := object(dec, members)
		for _, raw := range byNumber(members) {
			var one map[string]json.RawMessage
			if json.Unmarshal(raw, &one) == nil {
				f.Items = append(f.Items, itemOf(one))
			}
		}
		if byNumber(members) == nil {
			f.Items = append(f.Items, itemOf(members))
		}
		return whole
	case open != json.Delim('['):
		return open == nil
	}
	for dec.More() {
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return false
		}
		if raw[0] != '{' {
			continue
		}
		it := new(jsonfeed.Item)
		var members map[string]json.RawMessage
		if json.Unmarshal(raw, it) == nil {
			f.Items = append(f.Items, it)
		} else if json.Unmarshal(raw, &members) == nil {
			f.Items = append(f.Items, itemOf(members))
		}
		if len(f.Items) > maxItems {
			return false
		}
	}
	_, err = dec.Token()
	return err == nil
}

// object reads the members of the object that is open; false if the document
// breaks off in it.
func object(dec *json.Decoder, members map[string]json.RawMessage) bool {
	for dec.More() {
		key, err := dec.Token()
		name, ok := key.(string)
		var raw json.RawMessage
		if err != nil || !ok || dec.Decode(&raw) != nil {
			return false
		}
		members[name] = raw
	}
	_, err := dec.Token()
	return err == nil
}

// itemOf returns an item with the members that can be read.
func itemOf(members map[string]json.RawMessage) *jsonfeed.Item {
	it := new(jsonfeed.Item)
	for name, value := range members {
		id := it.ID
		setMember(it, name, value)
		it.ID = firstOf(it.ID, id)
	}
	return it
}

// setMember sets one member of v, or nothing if its type does not fit. The
// library resets the members it coerces (id, expired) with each object.
func setMember[T jsonfeed.Feed | jsonfeed.Item](v *T, name string, value json.RawMessage) {
	if strings.HasPrefix(name, "date_") && len(value) > 0 && value[0] >= '0' && value[0] <= '9' {
		value = json.RawMessage(`"` + string(value) + `"`) // Unix time
	}
	if name == "author" && bytes.HasPrefix(bytes.TrimSpace(value), []byte("[")) {
		name = "authors"
	}
	b, err := json.Marshal(map[string]json.RawMessage{name: coerced(name, value)})
	if err != nil {
		return
	}
	before := *v
	if json.Unmarshal(b, v) != nil {
		*v = before
	}
}

// coerced returns the value of a member in the type that the format asks for:
// a list for a single value, a person for a name, text for a number.
func coerced(name string, value json.RawMessage) json.RawMessage {
	value = bytes.TrimSpace(value)
	if len(value) == 0 || string(value) == "null" {
		return value
	}
	switch name {
	case "author":
		return person(value)
	case "authors":
		return listOf(value, person)
	case "tags":
		return listOf(value, digits)
	case "attachments":
		return listOf(value, func(v json.RawMessage) json.RawMessage { return v })
	case "items", "expired", "hubs":
		return value
	}
	return digits(value)
}

// listOf applies each to the members of a list; a single value is a list of
// one.
func listOf(value json.RawMessage, each func(json.RawMessage) json.RawMessage) json.RawMessage {
	all := []json.RawMessage{value}
	if value[0] == '[' && json.Unmarshal(value, &all) != nil {
		return value
	}
	if numbered := numberedList(value); numbered != nil {
		all = numbered
	}
	for i := range all {
		all[i] = each(bytes.TrimSpace(all[i]))
	}
	return must(json.Marshal(all))
}

// numberedList returns the values of an object whose names are numbers, in the
// order of the numbers: some programs write lists so. nil: it has other names.
func numberedList(value json.RawMessage) []json.RawMessage {
	var members map[string]json.RawMessage
	if value[0] != '{' || json.Unmarshal(value, &members) != nil {
		return nil
	}
	return byNumber(members)
}

func byNumber(members map[string]json.RawMessage) []json.RawMessage {
	var numbers []int
	for name := range members {
		n, err := strconv.Atoi(name)
		if err != nil {
			return nil
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var out []json.RawMessage
	for _, n := range numbers {
		if v, ok := members[strconv.Itoa(n)]; ok {
			out = append(out, v)
		}
	}
	return out
}

// person returns a name as the object that stands for its bearer.
func person(value json.RawMessage) json.RawMessage {
	var someone struct {
		Name []json.RawMessage `json:"name"`
	}
	if len(value) > 0 && value[0] == '{' && json.Unmarshal(value, &someone) == nil && len(someone.Name) > 0 {
		value = bytes.TrimSpace(someone.Name[0])
	}
	if len(value) == 0 || value[0] != '"' {
		return value
	}
	return must(json.Marshal(map[string]json.RawMessage{"name": value}))
}

// digits returns a number or a truth value as text.
func digits(value json.RawMessage) json.RawMessage {
	if len(value) == 0 || value[0] == '"' || value[0] == '{' || value[0] == '[' || value[0] == 'n' {
		return value
	}
	return must(json.Marshal(string(value)))
}

// must returns b, or null if there is an error, which leaves the member out.
func must(b []byte, err error) json.RawMessage {
	if err != nil {
		return json.RawMessage("null")
	}
	return b
}

// lastByte returns the last character that is no white space.
func lastByte(src string) string {
	src = strings.TrimSpace(src)
	return src[max(len(src)-1, 0):]
}
