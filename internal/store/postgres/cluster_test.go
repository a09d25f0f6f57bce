package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"sitrep/internal/store"
	"sitrep/internal/store/postgres"
	"sitrep/internal/store/storetest"
)

// notRun is the sentence with which tests are left out that need PostgreSQL.
const notRun = "not run: no PostgreSQL (apt-get install postgresql)"

// server is a private server of PostgreSQL, or the one of SITREP_TEST_POSTGRES.
type server struct {
	address string // of a database by its name: a format
	dir     string
	cmd     *exec.Cmd
	gone    chan error // receives when cmd has ended
	made    atomic.Int64
}

var errNone = errors.New(notRun)

// theServer starts the server of all tests when the first one asks for it.
var theServer = sync.OnceValues(startServer)

func TestMain(m *testing.M) {
	code := m.Run()
	if started.Load() {
		if s, err := theServer(); err == nil {
			s.stop()
		}
	}
	os.Exit(code)
}

var started atomic.Bool

func startServer() (*server, error) {
	started.Store(true)
	if address := os.Getenv("SITREP_TEST_POSTGRES"); address != "" {
		s := &server{address: address + "/%s"}
		return s, s.makeTemplate()
	}
	bin := binaries()
	if bin == "" {
		return nil, errNone
	}
	dir, err := os.MkdirTemp("", "sitrep-pg-")
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir, gone: make(chan error, 1), address: "postgres://sitrep@/%s?statement_timeout=300000&host=" + dir}
	if err := s.start(bin); err != nil {
		s.stop()
		return nil, err
	}
	if err := s.makeTemplate(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// binaries returns the folder of initdb and postgres; empty: there is none.
func binaries() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	all, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is right
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// start makes the files of a server and starts it. It does not run as root.
func (s *server) start(bin string) error {
	var as *syscall.SysProcAttr
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return errNone
		}
		uid, _ := strconv.Atoi(u.Uid) // numbers on every system that has a root
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}} //nolint:gosec // numbers of the system
	}
	data := filepath.Join(s.dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "sitrep", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = as, s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", s.dir, "-h", "", "-F",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "full_page_writes=off", "-c", "autovacuum=off")
	s.cmd.SysProcAttr, s.cmd.Dir, s.cmd.Stdout, s.cmd.Stderr = as, s.dir, log, log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() { s.gone <- s.cmd.Wait() }()
	return s.ready()
}

// ready waits until the server takes connections.
func (s *server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(ctx, fmt.Sprintf(s.address, "postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-tick.C:
		case werr := <-s.gone:
			s.gone <- werr
			return fmt.Errorf("the server ended: %w", errors.Join(werr, err))
		case <-ctx.Done():
			return err
		}
	}
}

func (s *server) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(syscall.SIGQUIT)
		<-s.gone
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}

// do runs a statement on the database of the server itself.
func (s *server) do(statement string) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, fmt.Sprintf(s.address, "postgres"))
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	return err
}

const template = "sitrep_template"

// makeTemplate makes an empty cache, of which those of tests are copies.
func (s *server) makeTemplate() error {
	if err := errors.Join(s.do(`DROP DATABASE IF EXISTS `+template), s.do(`CREATE DATABASE `+template)); err != nil {
		return err
	}
	db, err := postgres.Open(context.Background(), fmt.Sprintf(s.address, template), store.Options{Now: storetest.Start})
	if err != nil {
		return err
	}
	return db.Close()
}

// need returns the server. Without PostgreSQL the test is left out, or fails if it must
// be there.
func need(t testing.TB) *server {
	t.Helper()
	s, err := theServer()
	if errors.Is(err, errNone) && os.Getenv("SITREP_REQUIRE_POSTGRES") == "" {
		t.Skip(notRun)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newDatabase returns the address of a database of a test's own, which is a copy of
// another one.
func newDatabase(t testing.TB, of string) string {
	t.Helper()
	s := need(t)
	name := s.create(t, of)
	t.Cleanup(func() {
		if err := s.do(fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)); err != nil {
			t.Error(err)
		}
	})
	return fmt.Sprintf(s.address, name)
}

func (s *server) create(t testing.TB, of string) string {
	t.Helper()
	name := fmt.Sprintf("sitrep_test_%d_%d", os.Getpid(), s.made.Add(1))
	if err := s.do(fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, name, of)); err != nil {
		t.Fatal(err)
	}
	return name
}

// free are databases with empty caches that no test uses: to empty one costs less
// than to make one.
var free struct {
	mu    sync.Mutex
	names []string
}

// emptyCache returns the address of a database with an empty cache, which the next
// test gets, too. The test changes no tables.
func emptyCache(t testing.TB) string {
	t.Helper()
	s := need(t)
	free.mu.Lock()
	name := ""
	if n := len(free.names); n > 0 {
		name, free.names = free.names[n-1], free.names[:n-1]
	}
	free.mu.Unlock()
	if name == "" {
		name = s.create(t, template)
	}
	address := fmt.Sprintf(s.address, name)
	t.Cleanup(func() {
		if err := empty(address); err != nil {
			t.Error(err)
			return
		}
		free.mu.Lock()
		defer free.mu.Unlock()
		free.names = append(free.names, name)
	})
	return address
}

// empty makes a cache as it was when it was made.
func empty(address string) error {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, `SET session_replication_role = replica;
		DO $$ DECLARE x text; BEGIN
			FOR x IN SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind = 'r' AND relname <> 'state' LOOP
				EXECUTE 'DELETE FROM ' || x;
			END LOOP;
			FOR x IN SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('public') AND relkind = 'S' LOOP
				EXECUTE 'ALTER SEQUENCE ' || x || ' RESTART';
			END LOOP;
		END $$;
		DELETE FROM state WHERE key <> 'version';
		INSERT INTO state VALUES ('seq', 0), ('changes', 0);
		INSERT INTO feed (num, id) VALUES (0, '');
		INSERT INTO person (num, name, role) VALUES (1, '', 'owner')`)
	return err
}
