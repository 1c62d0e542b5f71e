// Command limit is the ceiling for any gqlgen server: its resolvers return
// constants. With -dump it prints one answer, for peers/consthttp.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"strings"
	"time"

	"gatehouse/internal/bench/peers/graph"
	"gatehouse/internal/bench/peers/graph/serve"
)

var customer = graph.Customer{
	ID: "0189caa4-c8cd-70f0-b9d3-e04df3e68c68", Name: "Małgorzata Wiśniewska", Email: "malgorzata.wisniewska26@inbox.example",
	Status: graph.CustomerStatusActive, CreatedAt: time.Date(2023, 8, 6, 11, 39, 4, 269e6, time.UTC),
}
var cursor = "MDE4OWNhYTQtYzhjZC03MGYwLWI5ZDMtZTA0ZGYzZTY4YzY4"

func rows(n int) []graph.Customer {
	out := make([]graph.Customer, n)
	for i := range out {
		out[i] = customer
	}
	return out
}

type r struct{}

func (r) Query() graph.QueryResolver       { return r{} }
func (r) Mutation() graph.MutationResolver { return r{} }

func (r) CustomerByEmail(context.Context, string) (*graph.Customer, error) { return &customer, nil }
func (r) SearchCustomers(_ context.Context, q string, n int) ([]graph.Customer, error) {
	return rows(n), nil
}
func (r) SearchCustomersWord(_ context.Context, q string, n int) ([]graph.Customer, error) {
	return rows(n), nil
}
func (r) Customers(_ context.Context, n int, after *string) (*graph.CustomerPage, error) {
	return &graph.CustomerPage{Nodes: rows(n), PageInfo: &graph.PageInfo{HasNextPage: true, EndCursor: &cursor}}, nil
}
func (r) RevokeCustomer(context.Context, string) (*graph.Customer, error) { return &customer, nil }
func (r) GrantCustomer(context.Context, string) (*graph.Customer, error)  { return &customer, nil }
func (r) DeleteCustomer(context.Context, string) (*graph.Customer, error) { return &customer, nil }

func main() {
	addr := flag.String("addr", "127.0.0.1:5603", "listen")
	dump := flag.String("dump", "", "answer this request body on stdout and exit")
	flag.Parse()
	h := serve.Handler(graph.NewExecutableSchema(graph.Config{Resolvers: r{}}))
	if *dump != "" {
		q := httptest.NewRequest("POST", "/graphql", strings.NewReader(*dump))
		q.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, q)
		fmt.Print(w.Body.String())
		return
	}
	serve.Listen(*addr, h)
}
