package account_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gatehouse/account"
)

func TestParseEmail(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"ana@example.com", "ana@example.com"},
		{"  Ana.Ruiz+News@Example.COM \n", "ana.ruiz+news@example.com"},
		{"ana@bücher.example", "ana@xn--bcher-kva.example"},
		{"ana@BU\u0308CHER.example", "ana@xn--bcher-kva.example"},
		{"ana@bucher.example", "ana@bucher.example"},
		{"ana@faß.example", "ana@xn--fa-hia.example"},
		{"ana@example.com.", "ana@example.com"},
		{"ana@xn--bcher-kva.example", "ana@xn--bcher-kva.example"},
		{"Ａna@ｅxample.com", "ana@example.com"},
		{"JOSE\u0301@example.com", "josé@example.com"},
		{"josé@example.com", "josé@example.com"},
		{"a..b@docomo.example", "a..b@docomo.example"},
		{"o'brien@example.com", "o'brien@example.com"},
		{"小明@例え.テスト", "小明@xn--r8jz45g.xn--zckzah"},
		{"ana@localhost", "ana@localhost"},
		{strings.Repeat("a", 242) + "@example.com", strings.Repeat("a", 242) + "@example.com"},
	} {
		got, err := account.ParseEmail(tt.typed)
		if err != nil || got.Canonical != tt.want {
			t.Errorf("ParseEmail(%q) = %q, %v, want %q", tt.typed, got.Canonical, err, tt.want)
		}
		if want := strings.TrimSpace(tt.typed); err == nil && got.Typed != want {
			t.Errorf("ParseEmail(%q).Typed = %q, want %q", tt.typed, got.Typed, want)
		}
	}
}

func TestParseEmailRefuses(t *testing.T) {
	for _, typed := range []string{
		"", " ", "ana", "@", "ana@", "@example.com", "a@b@c.example", "ana@example..com", "ana@.example", "ana@.",
		"ana@[127.0.0.1]", `"ana b"@example.com`, "ana b@example.com", "Ana <ana@example.com>", "ana@exa mple.com",
		"an\u200Ba@example.com", "an\u00ADa@example.com", "ana\x00@example.com", "ana\u202E@example.com",
		"ana＠b@example.com", "ana@-example.com", "ana@ex_ample.com", "ana@" + strings.Repeat("a", 64) + ".com",
		strings.Repeat("a", 243) + "@example.com", "ana\xff@example.com", "ana@exam%ple.com", "ana,bob@example.com",
		"ana@" + strings.Repeat("bücher.", 31) + "example",
	} {
		_, err := account.ParseEmail(typed)
		var refusal *account.Error
		if !errors.As(err, &refusal) || refusal.Code != account.InvalidEmail {
			t.Errorf("ParseEmail(%q) gave %v, want INVALID_EMAIL", typed, err)
			continue
		}
		if len(refusal.Field) != 1 || refusal.Field[0] != "email" {
			t.Errorf("ParseEmail(%q) names field %v, want [email]", typed, refusal.Field)
		}
		if trimmed := strings.TrimSpace(typed); len(trimmed) > 3 && strings.Contains(strings.ReplaceAll(refusal.Message, "ana@example.com", ""), trimmed) {
			t.Errorf("ParseEmail(%q) repeats the address in its message: %s", typed, refusal.Message)
		}
	}
}

// The canonical form is a fixed point: an address read again from the store, a
// file or a provider is the same address.
func TestParseEmailIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.String().Draw(t, "local") + "@" + rapid.String().Draw(t, "domain")
		if rapid.Bool().Draw(t, "plausible") {
			typed = rapid.StringMatching(`[\pL\pN.+_'-]{1,12}@[\pL\pN]{1,8}\.[\pL]{2,6}\.?`).Draw(t, "address")
		}
		once, err := account.ParseEmail(typed)
		if err != nil {
			return
		}
		twice, err := account.ParseEmail(once.Canonical)
		if err != nil || twice.Canonical != once.Canonical {
			t.Fatalf("%q became %q, then %q (%v)", typed, once.Canonical, twice.Canonical, err)
		}
		if upper, err := account.ParseEmail(strings.ToUpper(once.Canonical)); err == nil && isASCII(once.Canonical) && upper.Canonical != once.Canonical {
			t.Fatalf("%q in capitals became %q", once.Canonical, upper.Canonical)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
}
