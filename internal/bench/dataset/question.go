package main

import (
	"strings"
)

type exactQ struct {
	Q   string `json:"q"`
	Hit bool   `json:"hit"`
	ID  string `json:"id,omitempty"`
}

type pickQ struct {
	Q string `json:"q"`
}

// expectQ lists every ACTIVE customer that q matches, in id order.
// Full: the whole name or the e-mail starts with q (case ignored).
// Word: as full, or any blank- or hyphen-separated word of the name does.
type expectQ struct {
	Q    string   `json:"q"`
	Full []string `json:"full"`
	Word []string `json:"word"`
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' })
}

func expect(all []customer, q string) expectQ {
	e := expectQ{Q: q, Full: []string{}, Word: []string{}}
	for _, c := range all {
		if c.Status != "ACTIVE" {
			continue
		}
		name := strings.ToLower(c.Name)
		if strings.HasPrefix(name, q) || strings.HasPrefix(strings.ToLower(c.Email), q) {
			e.Full = append(e.Full, c.ID)
			e.Word = append(e.Word, c.ID)
			continue
		}
		for _, w := range words(name) {
			if strings.HasPrefix(w, q) {
				e.Word = append(e.Word, c.ID)
				break
			}
		}
	}
	return e
}
