package graph

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"gatehouse/account"
)

var here = cursors{key: [32]byte{1, 2, 3}}

func position(kind account.Kind) account.Position {
	return account.Position{
		Class: 3, At: time.Date(2026, 11, 23, 12, 0, 0, 7e6, time.UTC),
		ID: account.ID{Kind: kind, UUID: uuid.MustParse("0189caa4-c8cd-70f0-b9d3-e04df3e68c68")},
	}
}

func TestCursorsComeBack(t *testing.T) {
	for _, kind := range cursorKinds {
		scope := here.of("portalCustomers", "site_1", "nora@acme.example")
		want := position(kind)
		got, err := scope.read(ptr(scope.write(want)), "after")
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
	if got, err := here.of("x").read(nil, "after"); got != nil || err != nil {
		t.Errorf("no cursor: got %v, %v", got, err)
	}
}

func ptr[T any](v T) *T { return &v }

// refuses fails where a cursor is taken.
func refuses(t *testing.T, scope cursorScope, cursor, what string) {
	t.Helper()
	got, err := scope.read(&cursor, "before")
	if got != nil || account.CodeOf(err) != account.InvalidCursor {
		t.Errorf("%s: got %v, %v, want INVALID_CURSOR", what, got, err)
	}
	refusal, _ := err.(*account.Error)
	if refusal != nil && (len(refusal.Field) != 1 || refusal.Field[0] != "before") {
		t.Errorf("%s: the error is at %v, want before", what, refusal.Field)
	}
}

// TestCursorsBelongToOneQuery hands a cursor to every other query: another
// connection, other arguments, the same words cut elsewhere, another deployment.
func TestCursorsBelongToOneQuery(t *testing.T) {
	cursor := here.of("requests", "site_1", "ab", "c").write(position(account.RequestKind))
	for what, scope := range map[string]cursorScope{
		"another connection":   here.of("deletions", "site_1", "ab", "c"),
		"another site":         here.of("requests", "site_2", "ab", "c"),
		"words cut elsewhere":  here.of("requests", "site_1", "a", "bc"),
		"an argument fewer":    here.of("requests", "site_1", "ab"),
		"an argument more":     here.of("requests", "site_1", "ab", "c", ""),
		"another deployment":   cursors{key: [32]byte{1, 2, 4}}.of("requests", "site_1", "ab", "c"),
		"a deployment of zero": cursors{}.of("requests", "site_1", "ab", "c"),
	} {
		refuses(t, scope, cursor, what)
	}
}

// TestArgumentsCantImitateEachOther hands over a cursor between two queries whose
// typed texts hold the mark that the scope puts between its words.
func TestArgumentsCantImitateEachOther(t *testing.T) {
	cursor := here.of("requests", "site_1", "a\x00b", "").write(position(account.RequestKind))
	refuses(t, here.of("requests", "site_1", "a", "b\x00"), cursor, "words with a separator in them")
}

// TestChangedCursorsAreRefused changes every bit of a cursor, and its length.
func TestChangedCursorsAreRefused(t *testing.T) {
	scope := here.of("auditLog")
	cursor := scope.write(position(account.AuditKind))
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		for bit := range 8 {
			changed := bytes.Clone(raw)
			changed[i] ^= 1 << bit
			refuses(t, scope, base64.RawURLEncoding.EncodeToString(changed), "a changed bit")
		}
		refuses(t, scope, base64.RawURLEncoding.EncodeToString(raw[:i]), "a cut cursor")
		refuses(t, scope, base64.RawURLEncoding.EncodeToString(raw[i+1:]), "a cursor without its head")
	}
	for i := range cursor {
		refuses(t, scope, cursor[:i], "a cut text")
	}
	for _, text := range []string{
		"", " ", cursor + "A", cursor + "=", cursor + "\n", cursor[:9] + "\n" + cursor[9:], " " + cursor, cursor + cursor,
		"null", "YXJyYXljb25uZWN0aW9uOjA=", strings.Repeat("A", 1<<16), "\x00", "é",
	} {
		refuses(t, scope, text, "text that is none")
	}
}

// TestCursorsHoldNoText decodes cursors of queries for a person: nothing of what
// was typed is in them.
func TestCursorsHoldNoText(t *testing.T) {
	typed := "nora.vos@acme.example"
	raw, err := base64.RawURLEncoding.DecodeString(here.of("customerFilter", "site_1", typed).write(position(account.CustomerKind)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(raw), cursorSize; got != want {
		t.Errorf("a cursor has %d bytes, want %d whatever was typed", got, want)
	}
	for from := range len(typed) - 3 {
		if bytes.Contains(raw, []byte(typed[from:from+4])) {
			t.Errorf("the cursor holds %q", typed[from:from+4])
		}
	}
	other, _ := base64.RawURLEncoding.DecodeString(here.of("customerFilter", "site_1", "somebody").write(position(account.CustomerKind)))
	if !bytes.Equal(raw[:cursorSize-markSize], other[:cursorSize-markSize]) {
		t.Error("the body of a cursor depends on what was typed")
	}
}

// FuzzCursor reads anything at all: no panic, and what is taken is exactly what
// this scope wrote.
func FuzzCursor(f *testing.F) {
	scope := here.of("portalCustomers", "site_1")
	for _, kind := range cursorKinds {
		f.Add(scope.write(position(kind)))
	}
	f.Add(scope.write(position(account.AuditKind)) + "\n")
	random := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		raw := make([]byte, cursorSize)
		for i := range raw {
			raw[i] = byte(random.Uint32())
		}
		raw[0] = cursorVersion
		f.Add(base64.RawURLEncoding.EncodeToString(raw))
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := scope.read(&text, "after")
		switch {
		case err != nil && account.CodeOf(err) != account.InvalidCursor:
			t.Errorf("got %v, want INVALID_CURSOR", err)
		case err == nil && scope.write(*got) != text:
			t.Errorf("%q was taken but is written %q", text, scope.write(*got))
		}
	})
}
