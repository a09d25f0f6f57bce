//go:build unix && !race

package sqlite

import (
	"bytes"
	"path/filepath"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// change is one thing that SQLite did to a file, or something that was said to be
// done by then.
type change struct {
	kind   changeKind
	file   string // its name
	number int    // of the file among those that had its name
	at     int64  // where data was written, or the new size
	data   []byte
	folder bool // the folder was flushed with it
	said   int  // how many facts were said
}

type changeKind int

const (
	wrote changeKind = iota
	truncated
	synced
	created
	removed
	said
)

// recorder is a file system for SQLite that passes everything on to the usual one
// and records the writes to the files of a folder. There is one at a time.
type recorder struct {
	dir  string
	vfs  sqlite3.Tsqlite3_vfs
	base uintptr

	mu      sync.Mutex
	changes []change
	open    map[uintptr]recorded                     // by the address of the open file
	methods map[uintptr]*sqlite3.Tsqlite3_io_methods // ours, by those of the usual file system
	there   map[string]bool
	numbers map[string]int // of the last file of that name
}

// recorded is an open file.
type recorded struct {
	name    string
	number  int
	maker   bool    // it made the file, and flushes the folder with it
	methods uintptr // of the usual file system
}

// recording is the recorder that is at work: SQLite calls functions, not methods.
var recording *recorder

// record writes down, until the test ends, what SQLite does to the files of a
// folder by connections that are opened from now on.
func record(t *testing.T, dir string) *recorder {
	t.Helper()
	tls := libc.NewTLS()
	name, err := libc.CString("recorded")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{
		dir: dir, base: sqlite3.Xsqlite3_vfs_find(tls, 0), open: map[uintptr]recorded{},
		methods: map[uintptr]*sqlite3.Tsqlite3_io_methods{}, there: map[string]bool{}, numbers: map[string]int{},
	}
	r.vfs = *at[sqlite3.Tsqlite3_vfs](r.base)
	r.vfs.FpNext, r.vfs.FzName = 0, name
	r.vfs.FxOpen, r.vfs.FxDelete = pointer(openFile), pointer(deleteFile)
	recording = r
	this := uintptr(unsafe.Pointer(&r.vfs))
	if rc := sqlite3.Xsqlite3_vfs_register(tls, this, 1); rc != sqlite3.SQLITE_OK {
		t.Fatalf("register the recorder: %d", rc)
	}
	t.Cleanup(func() {
		sqlite3.Xsqlite3_vfs_unregister(tls, this)
		sqlite3.Xsqlite3_vfs_register(tls, r.base, 1)
		tls.Close()
	})
	return r
}

// at returns the value at an address of SQLite's memory.
func at[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// pointer is the address by which SQLite calls a function.
func pointer[F any](f F) uintptr { return *(*uintptr)(unsafe.Pointer(&f)) }

// function is what pointer was made of.
func function[F any](p uintptr) F { return *(*F)(unsafe.Pointer(&p)) }

type (
	openFunc     = func(tls *libc.TLS, vfs, name, file uintptr, flags int32, outFlags uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, name uintptr, syncDir int32) int32
	closeFunc    = func(tls *libc.TLS, file uintptr) int32
	writeFunc    = func(tls *libc.TLS, file, data uintptr, n int32, at int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

// add writes a change down.
func (r *recorder) add(c change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes = append(r.changes, c)
}

// say writes down how many facts were said to be done.
func (r *recorder) say(facts int) { r.add(change{kind: said, said: facts}) }

func (r *recorder) file(p uintptr) recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.open[p]
}

func openFile(tls *libc.TLS, _, name, file uintptr, flags int32, outFlags uintptr) int32 {
	r := recording
	rc := function[openFunc](at[sqlite3.Tsqlite3_vfs](r.base).FxOpen)(tls, r.base, name, file, flags, outFlags)
	methods := at[sqlite3.Tsqlite3_file](file)
	if rc != sqlite3.SQLITE_OK || name == 0 || methods.FpMethods == 0 {
		return rc
	}
	path := libc.GoString(name)
	if filepath.Dir(path) != r.dir {
		return rc
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	base := filepath.Base(path)
	maker := !r.there[base]
	if maker {
		r.there[base] = true
		r.numbers[base]++
		r.changes = append(r.changes, change{kind: created, file: base, number: r.numbers[base]})
	}
	ours := r.methods[methods.FpMethods]
	if ours == nil {
		m := *at[sqlite3.Tsqlite3_io_methods](methods.FpMethods)
		m.FxClose, m.FxWrite, m.FxTruncate, m.FxSync = pointer(closeFile), pointer(writeFile), pointer(truncateFile), pointer(syncFile)
		ours = &m
		r.methods[methods.FpMethods] = ours
	}
	r.open[file] = recorded{base, r.numbers[base], maker, methods.FpMethods}
	methods.FpMethods = uintptr(unsafe.Pointer(ours))
	return rc
}

func deleteFile(tls *libc.TLS, _, name uintptr, syncDir int32) int32 {
	r := recording
	path := libc.GoString(name)
	rc := function[deleteFunc](at[sqlite3.Tsqlite3_vfs](r.base).FxDelete)(tls, r.base, name, syncDir)
	r.mu.Lock()
	defer r.mu.Unlock()
	if base := filepath.Base(path); rc == sqlite3.SQLITE_OK && r.there[base] && filepath.Dir(path) == r.dir {
		r.changes = append(r.changes, change{kind: removed, file: base, number: r.numbers[base], folder: syncDir != 0})
		r.there[base] = false
	}
	return rc
}

func closeFile(tls *libc.TLS, file uintptr) int32 {
	r := recording
	r.mu.Lock()
	f := r.open[file]
	delete(r.open, file)
	r.mu.Unlock()
	return function[closeFunc](at[sqlite3.Tsqlite3_io_methods](f.methods).FxClose)(tls, file)
}

func writeFile(tls *libc.TLS, file, data uintptr, n int32, offset int64) int32 {
	f := recording.file(file)
	rc := function[writeFunc](at[sqlite3.Tsqlite3_io_methods](f.methods).FxWrite)(tls, file, data, n, offset)
	if rc == sqlite3.SQLITE_OK {
		recording.add(change{kind: wrote, file: f.name, number: f.number, at: offset, data: bytes.Clone(libc.GoBytes(data, int(n)))})
	}
	return rc
}

func truncateFile(tls *libc.TLS, file uintptr, size int64) int32 {
	f := recording.file(file)
	rc := function[truncateFunc](at[sqlite3.Tsqlite3_io_methods](f.methods).FxTruncate)(tls, file, size)
	if rc == sqlite3.SQLITE_OK {
		recording.add(change{kind: truncated, file: f.name, number: f.number, at: size})
	}
	return rc
}

func syncFile(tls *libc.TLS, file uintptr, flags int32) int32 {
	f := recording.file(file)
	rc := function[syncFunc](at[sqlite3.Tsqlite3_io_methods](f.methods).FxSync)(tls, file, flags)
	if rc == sqlite3.SQLITE_OK {
		recording.add(change{kind: synced, file: f.name, number: f.number, folder: f.maker})
	}
	return rc
}
