package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// withoutInodes polls into a file system of few inodes, uses these up, and reads.
const withoutInodes = `
mount -t tmpfs -o size=20m,nr_inodes=12 none "$SITREP_DATA" && sitrep poll || exit 9
i=0
while touch "$SITREP_DATA/$i" 2>&-; do i=$((i + 1)); done
for command in list 'feeds list' 'poll --all' doctor; do
	echo "= $command"
	sitrep $command 2>&1
	echo "status $?"
done
echo "= reader"
printf 'list\nstar 1\nquit\n' | sitrep --plain 2>&1
echo "status $?"
rm "$SITREP_DATA/0" "$SITREP_DATA/1" "$SITREP_DATA/2"
echo "= with room"
sitrep poll --all 2>&1
echo "status $?"
`

// TestStoriesAreReadWithoutInodes reads where no file can be made. SQLite needs two
// beside the cache, so that nothing could be read, and the message was about rights.
func TestStoriesAreReadWithoutInodes(t *testing.T) {
	unshare, err := exec.LookPath("unshare")
	if err != nil || exec.CommandContext(t.Context(), unshare, "-rm", "mount", "-t", "tmpfs", "none", t.TempDir()).Run() != nil {
		t.Skip("file systems cannot be mounted here")
	}
	program(t, "sitrep") // the script finds it on PATH
	home := t.TempDir()
	pub := newPublisher(t.Cleanup)
	pub.start(1, 2)
	config, data := filepath.Join(home, "config.yaml"), filepath.Join(home, "data")
	if err := os.WriteFile(config, []byte(pub.config()), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), unshare, "-rm", "sh", "-c", withoutInodes)
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "SITREP_CONFIG=" + config, "SITREP_DATA=" + data, "LANG=C.UTF-8"}
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const cause = "no file can be made beside the cache: no space left on device"
	want := map[string][]string{
		"list":       {"Levee 1 of district 0 holds", "status 0"},
		"feeds list": {"District 0", "status 0"},
		"poll --all": {cause, "status 1"},
		"doctor":     {"2 stories", "BAD   cache      check cache: " + cause, "status 1"},
		"reader":     {"stories can be read", cause, "Levee 1 of district 0 holds", "The mark could not be changed", "status 0"},
		"with room":  {"0 failed", "status 0"},
	}
	for part := range strings.SplitSeq(string(out), "\n= ") {
		name, text, _ := strings.Cut(part, "\n")
		for _, w := range want[name] {
			if !strings.Contains(text+"\n", w) {
				t.Errorf("%s: %q, want %q in it", name, text, w)
			}
		}
		if strings.Contains(text, "rights") {
			t.Errorf("%s is about rights: %q", name, text)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s did not run: %s", name, out)
	}
}
