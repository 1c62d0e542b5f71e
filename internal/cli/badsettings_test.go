package cli_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/internal/cli"
)

type badSetting struct {
	name, value string
	beside      string // Further flags.
	code        int
	want        string // What the line says, beside the setting's name.
}

// TestBadSettings gives each setting a value that can't be. The start is refused in
// one line that names the setting and the cure; the exit code says whether the line
// is to be changed (2) or the machine (1). A setting without a row fails.
func TestBadSettings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("No directory, no key.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	ended, endedKey := certificateUntil(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	cert, key := certificateUntil(t, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
	mailed := "-smtp-addr=127.0.0.1:25 -smtp-from=help@example.com"
	rows := []badSetting{
		{"access-log", "maybe", "", 2, "gatehouse serve -h"},
		{"addr", "nonsense", "", 1, "take another address"},
		{"addr", taken.Addr().String(), "", 1, "address already in use: take another address"},
		{"address-header", "X Real IP", "", 2, "X-Forwarded-For"},
		{"allowed-origins", "https://app.example.com/page", "", 2, "app.example.com"},
		{"behind-tls", "maybe", "", 2, "gatehouse serve -h"},
		{"data", filepath.Join(file, "data"), "", 1, "name one that can be written"},
		{"deletions-log", filepath.Join(file, "log"), "", 1, "not a directory"},
		{"introspection", "maybe", "", 2, "gatehouse serve -h"},
		{"log-format", "xml", "", 2, "text or json"},
		{"log-level", "loud", "", 2, "debug, info, warn or error"},
		{"max-requests", "-1", "", 2, "can't be below 0"},
		{"max-requests", "many", "", 2, "gatehouse serve -h"},
		{"ops-addr", taken.Addr().String(), "", 1, "take another address"},
		{"otlp-endpoint", "nonsense", "", 2, "http://127.0.0.1:4318"},
		{"plans", "maybe", "", 2, "gatehouse serve -h"},
		{"public-url", "help.example.com", "", 2, "https://help.example.com"},
		{"rate-limit", "-1", "", 2, "can't be below 0"},
		{"samples", "maybe", "", 2, "gatehouse serve -h"},
		{"smtp-addr", "smtp.example.com", "-smtp-from=help@example.com", 2, "smtp.example.com:587"},
		{"smtp-from", "nobody", "-smtp-addr=127.0.0.1:25", 2, "help@example.com"},
		{"smtp-from", "help@example.com", "", 2, "-smtp-addr"},
		{"smtp-tls", "perhaps", mailed, 2, "starttls"},
		{"smtp-user", "help", mailed, 2, "need each other"},
		{"smtp-password-file", filepath.Join(dir, "nowhere"), mailed + " -smtp-user=help", 1, "no such file"},
		{"tls-cert", cert, "", 2, "-tls-key"},
		{"tls-cert", file, "-tls-key=" + key, 1, ""},
		{"tls-cert", ended, "-tls-key=" + endedKey, 1, "put a newer one in its place"},
		{"tls-key", filepath.Join(dir, "nowhere"), "-tls-cert=" + cert, 1, "no such file"},
		{"tls-key", endedKey, "-tls-cert=" + cert, 1, ""},
		{"trace-share", "2", "-otlp-endpoint=http://127.0.0.1:4318", 2, "from 0 to 1"},
		{"trusted-proxies", "somewhere", "", 2, "10.0.0.0/8"},
		{"webhook-allow", "somewhere", "", 2, "10.1.2.0/24"},
	}
	for _, row := range rows {
		args := []string{"serve", "-data=" + filepath.Join(t.TempDir(), "data"), "-addr=127.0.0.1:0", "-ops-addr=", "-" + row.name + "=" + row.value}
		args = append(args, strings.Fields(row.beside)...)
		code, said := refused(t, args)
		// The line itself, and below it, where the line is to be changed, one to try.
		lines := strings.Split(strings.TrimSpace(said[max(0, strings.Index(said, "gatehouse: ")):]), "\n")
		if code != row.code || !strings.Contains(said, row.name) || !strings.Contains(said, row.want) || len(lines) > row.code {
			t.Errorf("-%s=%s: code %d and\n%s\nwant code %d, the setting and %q", row.name, row.value, code, said, row.code, row.want)
		}
	}
	page := string(read(t, "../../docs/settings.md"))
	for _, setting := range regexp.MustCompile("(?m)^\\| `([a-z-]+)`").FindAllStringSubmatch(page, -1) {
		if !slices.ContainsFunc(rows, func(row badSetting) bool { return row.name == setting[1] }) {
			t.Errorf("nothing tries a bad value of %s: add a row", setting[1])
		}
	}
}

// refused runs a command that must not get anywhere.
func refused(t *testing.T, args []string) (code int, said string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out bytes.Buffer
	code = cli.Main(ctx, args, &cli.Console{In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) (string, bool) { return "", false }, Now: time.Now})
	if ctx.Err() != nil {
		t.Errorf("gatehouse %v started, want it refused", args)
	}
	return code, out.String()
}
