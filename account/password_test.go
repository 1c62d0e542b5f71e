package account_test

import (
	"strings"
	"testing"

	"gatehouse/account"
)

func TestParsePassword(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"correct horse", "correct horse"},
		{"Pa\u0301sswo\u0308rd", "Pásswörd"},            // One form, however it was typed.
		{"full\u3000width spaces", "full width spaces"}, // OpaqueString maps every space to one.
		{strings.Repeat("é", 128), strings.Repeat("é", 128)},
		{"ＡＢＣＤＥＦＧＨ", "ＡＢＣＤＥＦＧＨ"}, // But width and case are the password's own.
	} {
		got, err := account.ParsePassword(tt.typed)
		if err != nil || got != tt.want {
			t.Errorf("ParsePassword(%q) = %q, %v, want %q", tt.typed, got, err, tt.want)
		}
		if again, ok := account.TypedPassword(tt.typed); !ok || again != got {
			t.Errorf("signing in with %q compares %q, want %q", tt.typed, again, got)
		}
	}
	for _, typed := range []string{
		"", "1234567", "12345678\n", "with\x00null", "bad utf8 \xff\xff", strings.Repeat("é", 129), strings.Repeat("x", 1<<20),
	} {
		if _, err := account.ParsePassword(typed); account.CodeOf(err) != account.InvalidPassword {
			t.Errorf("ParsePassword of %d octets gave %v, want INVALID_PASSWORD", len(typed), err)
		}
	}
	if _, ok := account.TypedPassword(strings.Repeat("x", 1<<20)); ok {
		t.Error("a password of 1 MB would be compared")
	}
}
