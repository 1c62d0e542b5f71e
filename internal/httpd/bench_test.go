package httpd_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"gatehouse/internal/httpd"
	"gatehouse/internal/testkit"
	"gatehouse/store"
)

// BenchmarkDoor measures what the door adds to a request: who asks, the request's
// id, headers, and the line of the access log.
func BenchmarkDoor(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir(), Now: testkit.NewClock().Now})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	secret, _, err := s.Bootstrap(testkit.System(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		access *slog.Logger
	}{
		{"without log", nil},
		{"text log", slog.New(slog.NewTextHandler(io.Discard, nil))},
		{"json log", slog.New(slog.NewJSONHandler(io.Discard, nil))},
	} {
		b.Run(test.name, func(b *testing.B) {
			done := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
			handler := httpd.New(httpd.Config{
				GraphQL: done, GraphiQL: done, Console: done, Sessions: s, Now: testkit.NewClock().Now,
				Log: slog.New(slog.DiscardHandler), Access: test.access,
			})
			r := httptest.NewRequest("POST", "/graphql", nil)
			r.Header.Set("Authorization", "Bearer "+secret)
			b.ReportAllocs()
			for b.Loop() {
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}
