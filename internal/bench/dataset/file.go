package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"strings"
)

type file struct {
	name string
	f    *os.File
	w    *bufio.Writer
	h    interface{ Sum([]byte) []byte }
	enc  *json.Encoder
}

func (f *file) open() {
	var err error
	f.f, err = os.Create(f.name)
	must(err)
	h := sha256.New()
	f.h = h
	f.w = bufio.NewWriterSize(io.MultiWriter(f.f, h), 1<<18)
	f.enc = json.NewEncoder(f.w)
	f.enc.SetEscapeHTML(false)
}

func (f *file) json(v any) { must(f.enc.Encode(v)) }

func (f *file) close() string {
	must(f.w.Flush())
	must(f.f.Close())
	return hex.EncodeToString(f.h.Sum(nil))
}

func csvq(s string) string {
	if strings.ContainsAny(s, "\",\n") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
