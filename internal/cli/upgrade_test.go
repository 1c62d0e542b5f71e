package cli_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// TestUpgradeServes starts a whole server on what each earlier schema left, and has
// every check find it as it should be: also those of the index and of the files.
func TestUpgradeServes(t *testing.T) {
	schemas, err := filepath.Glob("../../store/testdata/schema/*")
	if err != nil || len(schemas) == 0 {
		t.Fatalf("got %d fixtures, error %v", len(schemas), err)
	}
	for _, schema := range schemas {
		t.Run(filepath.Base(schema), func(t *testing.T) {
			dir := t.TempDir()
			var cast struct{ At time.Time }
			for _, err := range []error{
				loadSQL(filepath.Join(dir, "gatehouse.db"), filepath.Join(schema, "gatehouse.sql")),
				os.CopyFS(dir, os.DirFS(schema)),
				os.Chmod(filepath.Join(dir, "hold-keys.json"), 0o600),
				json.Unmarshal(read(t, filepath.Join(schema, "cast.json")), &cast),
				os.Remove(filepath.Join(dir, "cast.json")),
				os.Remove(filepath.Join(dir, "gatehouse.sql")),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			s := testkit.Start(t, testkit.InDir(dir), func(c *cli.Config) { c.Now = func() time.Time { return cast.At } })
			answer := s.Query(s.Token(account.OrganizationAdmin, ""), `{ site(key: "help") {
				picker: userPicker(query: "ana") { label } renamed: userPicker(query: "山") { label }
				revoked: portalCustomers(email: "revoked@fixture.example") { nodes { label } } } }`, nil)
			text, err := json.Marshal(answer.Data)
			if err != nil || !strings.Contains(string(text), "Ana Example (Deactivated)") || !strings.Contains(string(text), "Bea O’Name (山田)") || len(answer.Errors) > 0 {
				t.Errorf("the surfaces show %s, errors %v, want those of before", text, answer.Errors)
			}
			until(t, s, "what waited to be erased is erased", func() bool { return erasures(t, s).Waiting == 0 })
			s.Stop()
			for _, args := range [][]string{{"verify", "-data", dir}, {"verify", "-erasure", "-data", dir}} {
				var out bytes.Buffer
				code := cli.Main(t.Context(), args, &cli.Console{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) (string, bool) { return "", false }, Now: func() time.Time { return cast.At }})
				if code != 0 {
					t.Errorf("gatehouse %v ends with %d:\n%s", args, code, out.String())
				}
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// loadSQL makes a database of its text.
func loadSQL(path, from string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		return err
	}
	_, err = db.Exec(string(text))
	return errors.Join(err, db.Close())
}
