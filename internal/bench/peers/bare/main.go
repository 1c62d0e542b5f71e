// Command bare answers every request with 204 and a header, by net/http alone: what
// no handler written with it can do faster.
package main

import (
	"flag"
	"log"
	"net/http"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5604", "where to listen")
	flag.Parse()
	log.Fatal(http.ListenAndServe(*addr, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Customer-Id", "cus_0189caa4c8cd70f0b9d3e04df3e68c68")
		w.WriteHeader(http.StatusNoContent)
	})))
}
