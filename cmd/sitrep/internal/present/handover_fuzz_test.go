package present

import "testing"

func FuzzReadHandover(f *testing.F) {
	h := &Handover{By: "Ana", Rules: []HandoverRule{{Name: "dam", When: "dam"}}}
	text, err := h.Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte("```json sitrep-handover-1\n{\"remarks\":[{\"kind\":\"pin\"}]}\n```\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		h, _, err := ReadHandover(src)
		if err != nil {
			return
		}
		once, err := h.Text()
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := ReadHandover([]byte(once))
		if err != nil {
			t.Fatalf("what was written is not read: %v\n%s", err, once)
		}
		if twice, err := again.Text(); err != nil || twice != once {
			t.Fatalf("read and written again it differs: %v\n%s\n%s", err, once, twice)
		}
	})
}
