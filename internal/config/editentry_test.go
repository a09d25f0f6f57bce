package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const entries3 = `# mine
feeds: # all of them
  - url: https://a.example/f # aye
    name: "A # 1" # its name
    tags: [x, 'y'] # two

  # the second
  - {url: https://b.example/f, tags: [x]} # short
  -   name: C
      url: https://c.example/f
      tags:
        - x
        - y
      interval: 1h
`

func TestSetFeedChangesNameAndTagsAlone(t *testing.T) {
	for _, c := range []struct {
		name string
		feed Feed
		want string
	}{
		{"values", Feed{URL: "https://a.example/f", Name: "B: two", Tags: []string{"x"}}, `# mine
feeds: # all of them
  - url: https://a.example/f # aye
    name: "B: two" # its name
    tags: [x] # two

  # the second
  - {url: https://b.example/f, tags: [x]} # short
  -   name: C
      url: https://c.example/f
      tags:
        - x
        - y
      interval: 1h
`},
		{"in_braces", Feed{URL: "https://b.example/f", Name: "B, {b}", Tags: []string{"x", "z"}}, `# mine
feeds: # all of them
  - url: https://a.example/f # aye
    name: "A # 1" # its name
    tags: [x, 'y'] # two

  # the second
  - {url: https://b.example/f, tags: [x, z], name: "B, {b}"} # short
  -   name: C
      url: https://c.example/f
      tags:
        - x
        - y
      interval: 1h
`},
		{"a_list_of_lines", Feed{URL: "https://c.example/f", Name: "D", Tags: []string{"z"}}, `# mine
feeds: # all of them
  - url: https://a.example/f # aye
    name: "A # 1" # its name
    tags: [x, 'y'] # two

  # the second
  - {url: https://b.example/f, tags: [x]} # short
  -   name: "D"
      url: https://c.example/f
      tags: [z]
      interval: 1h
`},
		{"not_listed", Feed{URL: "https://d.example/f", Tags: []string{"z"}}, entries3 + "  - url: https://d.example/f\n    tags: [z]\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := SetFeed("f", []byte(entries3), c.feed)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("source differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetFeedAddsKeysThatAreMissing(t *testing.T) {
	got, err := SetFeed("f", []byte("feeds:\r\n- url: https://a.example/f\r\n- url: https://b.example/f"), Feed{URL: "https://b.example/f", Name: "B", Tags: []string{"x"}})
	if err != nil {
		t.Fatal(err)
	}
	want := "feeds:\r\n- url: https://a.example/f\r\n- url: https://b.example/f\r\n  tags: [x]\r\n  name: \"B\"\r\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("source differs (-want +got):\n%s", diff)
	}
	for _, src := range []string{"feeds: [{url: https://b.example/f}]\n", "feeds:\n  -\n    url: https://b.example/f\n", "feeds:\n  - {url: https://b.example/f,\n     tags: []}\n"} {
		if got, err := SetFeed("f", []byte(src), Feed{URL: "https://b.example/f", Name: "B"}); err == nil {
			t.Errorf("%q became\n%s", src, got)
		}
	}
}

func TestADeskIsAddedBehindTheOthers(t *testing.T) {
	desk := Desk{Name: `Floods: "all"`, Query: `flood since:2d`, Key: "f5"}
	const entry = "  - name: \"Floods: \\\"all\\\"\"\n    query: \"flood since:2d\"\n    key: \"f5\"\n"
	for src, want := range map[string]string{
		"": "\ndesks:\n" + entry,
		"desks: # mine\n  - {name: A, query: a}\n# end\n": "desks: # mine\n  - {name: A, query: a}\n" + entry + "# end\n",
		"packs: [world]\n": "packs: [world]\n\ndesks:\n" + entry,
	} {
		got, err := AddDesk("f", []byte(src), desk)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", src, diff)
		}
	}
	if _, err := AddDesk("f", []byte("desks:\n  - {name: A, query: a}\n"), Desk{Name: "A", Query: "b"}); err == nil {
		t.Error("a name that is taken was accepted")
	}
}

func TestPacksAreSwitchedWhereTheyStand(t *testing.T) {
	for _, c := range []struct {
		src   string
		packs []string
		want  string
	}{
		{"packs: [world, health] # few\nfeeds:\n", []string{"world", "hazards"}, "packs: [world, hazards] # few\nfeeds:\n"},
		{"packs:\n  # far\n  - world # all\n  - health\n\npoll: {}\n", []string{"world", "hazards"}, "packs:\n  # far\n  - world # all\n  - hazards\n\npoll: {}\n"},
		{"packs:\n  - world\n", nil, "packs: []\n"},
		{"packs: []\n", []string{"world"}, "packs: [world]\n"},
		{"feeds:\n  - url: https://a.example/f", []string{"world"}, "feeds:\n  - url: https://a.example/f\n\npacks: [world]\n"},
		{"", []string{"world"}, "# sitrep: what is followed. All keys, with their defaults: config.example.yaml\n\npacks: [world]\n\nfeeds:\n"},
	} {
		got, err := SetPacks("f", []byte(c.src), c.packs)
		if err != nil {
			t.Errorf("%q: %v", c.src, err)
			continue
		}
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.src, diff)
		}
	}
	if got, err := SetPacks("f", []byte("packs: [world,\n  health]\n"), []string{"world"}); err == nil {
		t.Errorf("a list over two lines became\n%s", got)
	}
}
