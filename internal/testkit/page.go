package testkit

import (
	"os"
	"regexp"
	"testing"
)

// Example is a block of code of a page.
type Example struct {
	Kind  string // Its language, as sh.
	Setup bool   // It prepares what others need, and prints nothing to compare.
	Code  string
}

var example = regexp.MustCompile("(?ms)^```(sh|ts|python)( setup)?\n(.*?)^```$")

// Examples gives the blocks of a page that can be run, in order.
func Examples(t testing.TB, page string) []Example {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var all []Example
	for _, b := range example.FindAllStringSubmatch(string(text), -1) {
		all = append(all, Example{b[1], b[2] != "", b[3]})
	}
	return all
}
