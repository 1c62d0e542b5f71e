package search

import (
	"slices"
	"testing"

	"gatehouse/account"
)

// town is a small store with names of many scripts. Numbers are the ids.
func town() *memory {
	m := newMemory()
	m.put(
		person(1, "Łukasz Żółć", "lukasz.zolc@shop.example"),
		person(2, "王小明", "wang@shop.example"),
		person(3, "Sinéad O’Brien", "sinead+help@Mail.example"),
		person(4, "Ann Smith", "ann@shop.example"),
		person(5, "Anna Mason", "ann.mason@bücher.example"),
		person(6, "محمد أحمد", "m.ahmad@shop.example"),
		person(7, "ไทย แลนด์", "thai@shop.example"),
		person(8, "Smith Annabel", "sa@other.example"),
		person(9, "Ann", "zed@shop.example"),
		with(person(10, "Ann Revoked", "ann.revoked@shop.example"), account.Revoked),
		with(person(11, "Ann Gone", "ann.gone@shop.example"), account.Deleted),
		person(12, "ann.revoked@shop.example", "liar@shop.example"),
	)
	other := person(13, "Ann Elsewhere", "ann@shop.example")
	other.Site = siteB
	m.put(other)
	return m
}

// TestFound is the table of what typed texts find. Picker and filter agree but for
// near misses and for revoked accounts, which only the filter finds, by their whole
// address.
func TestFound(t *testing.T) {
	for _, c := range []struct {
		text           string
		picker, filter []int // In their order.
	}{
		{"lukasz", []int{1}, []int{1}},
		{"ŁUKASZ", []int{1}, []int{1}},
		{"zolc l", []int{1}, []int{1}},
		{"Żółć", []int{1}, []int{1}},
		{"王小明", []int{2}, []int{2}},
		{"小明", []int{2}, []int{2}},
		{"明", []int{2}, []int{2}},
		{"小王", nil, nil},
		{"brien", []int{3}, []int{3}},
		{"o'brien", []int{3}, []int{3}},
		{"sine\u0301ad", []int{3}, []int{3}},
		{"Ｓｉｎｅａｄ", []int{3}, []int{3}},
		{"sinead+", []int{3}, []int{3}},
		{"SINEAD+HELP@mail.example", []int{3}, []int{3}},
		{"ann", []int{12, 9, 4, 5, 8}, []int{12, 9, 4, 5, 8}},
		{"ann s", []int{12, 8, 4}, []int{12, 8, 4}},
		{"smith", []int{8, 4}, []int{8, 4}},
		{"smi a", []int{8, 4}, []int{8, 4}},
		{"ann.m", []int{5}, []int{5}},
		{"ann.mason@bü", []int{5}, []int{5}},
		{"ann.mason@xn--bch", []int{5}, []int{5}},
		{"ann.mason@BÜCHER.example", []int{5}, []int{5}},
		{"@bü", []int{5}, []int{5}},
		{"@xn--", []int{5}, []int{5}},
		{"@mail", []int{3}, []int{3}},
		{"@ail", nil, nil},
		{"محمد", []int{6}, []int{6}},
		{"احمد", []int{6}, []int{6}},
		{"ไท", []int{7}, []int{7}},
		{"smiht", []int{8, 4}, nil},
		{"smit", []int{8, 4}, []int{8, 4}},
		{"lukas", []int{1}, []int{1}},
		{"lukazs", []int{1}, nil},
		{"ann smyth", []int{8, 4}, nil},
		{"kukasz", nil, nil},
		{"anm", nil, nil},
		{"ann@shop.example", []int{4, 12}, []int{4, 12}},
		{"ann.revoked@shop.example", []int{12}, []int{10, 12}},
		{"Ann.Revoked@Shop.Example", []int{12}, []int{10, 12}},
		{"ann.revoked@shop.exampl", []int{12}, []int{12}},
		{"ann.revoked", []int{12}, []int{12}},
		{"revoked", []int{12}, []int{12}},
		{"gone", nil, nil},
		{"ann.gone@shop.example", nil, nil},
		{"elsewhere", nil, nil},
		{"", nil, nil},
		{"   ", nil, nil},
		{"@", nil, nil},
		{".", nil, nil},
		{"*", nil, nil},
		{"a*", []int{12, 9, 5, 4, 8}, []int{12, 9, 5, 4, 8}},
		{"ann~", []int{12, 9, 4, 5, 8}, []int{12, 9, 4, 5, 8}},
		{"smit*h", nil, nil},
		{"obrien", []int{3}, nil},
		{"obrein", []int{3}, nil},
		{"sinead obrien", []int{3}, nil},
		{"an-nabel", []int{8}, nil},
		{"anabe", []int{8}, nil},
		{"annabl smit", []int{8}, nil},
		{"zolcl", []int{1}, nil},
		{"\u200eann smith\u200f", []int{4, 8}, []int{4, 8}},
		{"\u200bann@shop.example", []int{4, 12}, []int{4, 12}},
		{"mail:ann", nil, nil},
		{"+ann -smith", []int{4, 8}, []int{4, 8}},
		{"\xff\xfe", nil, nil},
		{"\xed\xa0\x80ann\xed\xb0\x80", []int{12, 9, 4, 5, 8}, []int{12, 9, 4, 5, 8}},
		{"\"", nil, nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			m := town()
			x, _ := run(t, t.TempDir(), m)
			compareFound(t, x, c.text, c.picker, c.filter)
			release := hold(x)
			defer release()
			m.put(allOf(m)...)
			compareFound(t, x, c.text, c.picker, c.filter)
		})
	}
}

func allOf(m *memory) (all []account.Account) {
	for _, id := range m.order {
		all = append(all, m.accounts[id])
	}
	return all
}

func compareFound(t *testing.T, x *Index, text string, picker, filter []int) {
	t.Helper()
	if got := picked(t, x, text, 20); !slices.Equal(got, picker) {
		t.Errorf("picker %q: got %v, want %v", text, got, picker)
	}
	if got := filtered(t, x, text); !slices.Equal(got, filter) {
		t.Errorf("filter %q: got %v, want %v", text, got, filter)
	}
	if got, want := countOf(t, x, text), len(filter); got != want {
		t.Errorf("count %q: got %d, want %d", text, got, want)
	}
}

// TestAddressFirst ranks addresses before names where the text looks like one, and
// names first where it doesn't.
func TestAddressFirst(t *testing.T) {
	m := newMemory()
	m.put(
		person(1, "Lee Park", "anna@shop.example"),
		person(2, "Ann Acme", "x@shop.example"),
		person(3, "Acme Ann", "y@acme.example"),
	)
	x, _ := run(t, t.TempDir(), m)
	for text, want := range map[string][]int{
		"ann": {3, 2, 1}, "anna@": {1, 3, 2}, "@acme": {3, 2}, "anna@s": {1},
	} {
		if got := picked(t, x, text, 10); !slices.Equal(got, want) {
			t.Errorf("picker %q: got %v, want %v", text, got, want)
		}
	}
}

// TestNewestOfEquals shows the accounts created last where more match equally well
// than are asked for, whatever order the index has them in.
func TestNewestOfEquals(t *testing.T) {
	m := newMemory()
	for n := range 50 {
		m.put(person((n*37)%50+1, "Ann Berg", "a@shop.example"))
	}
	x, _ := run(t, t.TempDir(), m)
	m.reads = 0
	if got, want := picked(t, x, "ann", 3), []int{50, 49, 48}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if m.reads != 3 {
		t.Errorf("read %d rows for 3, want 3", m.reads)
	}
}
