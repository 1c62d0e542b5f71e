package account

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzEmail holds what ParseEmail takes to RULES 4: one spelling of its canonical
// form, which is its own, bounded and without anything hidden; and what it refuses
// to one code without the text.
func FuzzEmail(f *testing.F) {
	for _, seed := range []string{
		"ana@example.com", " Ana+tag@Example.COM. ", "ana@bücher.example", "ａｎａ@example.com", "a@b@c", "@x", "x@", "", "ana@[127.0.0.1]",
		"ana@xn--bcher-kva.example", "ana@faß.example", "a\u200db@x.example", "ana@x..example", "\"ana b\"@x.example", "ana@\u0627\u200c.example", "ana@x.example\x00", "\xff@x.example",
		"İ@x.example", "ǅ@x.example", strings.Repeat("a", 250) + "@x.example", "ana@" + strings.Repeat("a", 64) + ".example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		email, err := ParseEmail(text)
		if err != nil {
			if CodeOf(err) != InvalidEmail {
				t.Fatalf("got %v, want INVALID_EMAIL", err)
			}
			if trimmed := strings.TrimSpace(text); len(trimmed) > 12 && strings.Contains(err.Error(), trimmed) {
				t.Errorf("the refusal repeats the address: %v", err)
			}
			return
		}
		if email.Typed != strings.TrimSpace(text) {
			t.Errorf("typed: got %q, want %q", email.Typed, text)
		}
		c := email.Canonical
		if len(c) > maxEmailOctets || len(email.Typed) > maxEmailOctets || !utf8.ValidString(c) || strings.Count(c, "@") != 1 || strings.ContainsFunc(c, unicode.IsControl) {
			t.Errorf("%q has the canonical form %q", text, c)
		}
		again, err := ParseEmail(c)
		if err != nil || again.Canonical != c {
			t.Errorf("%q has the canonical form %q, and that has %q, error %v", text, c, again.Canonical, err)
		}
		if upper, err := ParseEmail(strings.ToUpper(c)); ascii(c) && (err != nil || upper.Canonical != c) {
			t.Errorf("%q in capitals has the canonical form %q, error %v", c, upper.Canonical, err)
		}
	})
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// FuzzID takes what String writes, and nothing else.
func FuzzID(f *testing.F) {
	for _, kind := range Kinds() {
		f.Add(string(kind) + "_0189caa4c8cd70f0b9d3e04df3e68c68")
	}
	for _, seed := range []string{"", "_", "cus_", "cus_0189CAA4C8CD70F0B9D3E04DF3E68C68", "xyz_0189caa4c8cd70f0b9d3e04df3e68c68", "cus_0189caa4-c8cd-70f0-b9d3-e04df3e68c68", "cus_0189caa4c8cd70f0b9d3e04df3e68c6\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseID(text)
		switch {
		case err != nil && (CodeOf(err) != InvalidID || !id.IsZero()):
			t.Errorf("%q: got %v and %v, want INVALID_ID and no id", text, id, err)
		case err == nil && id.String() != text:
			t.Errorf("%q is read as %q", text, id)
		}
	})
}
