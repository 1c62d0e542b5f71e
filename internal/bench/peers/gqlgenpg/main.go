// Command gqlgenpg is the hand-written Go peer: gqlgen over PostgreSQL (pgx),
// on the tables and indexes of peers/postgres.
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"log"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"gatehouse/internal/bench/peers/graph"
	"gatehouse/internal/bench/peers/graph/serve"
)

type r struct{ db *pgxpool.Pool }

func (x r) Query() graph.QueryResolver       { return x }
func (x r) Mutation() graph.MutationResolver { return x }

const cols = "id::text, name, email, status::text, created_at"

func (x r) many(ctx context.Context, n int, sql string, args ...any) ([]graph.Customer, error) {
	rows, err := x.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := make([]graph.Customer, 0, n)
	for rows.Next() {
		var c graph.Customer
		if err := rows.Scan(&c.ID, &c.Name, &c.Email, (*string)(&c.Status), &c.CreatedAt); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func (x r) one(ctx context.Context, sql string, args ...any) (*graph.Customer, error) {
	var c graph.Customer
	err := x.db.QueryRow(ctx, sql, args...).Scan(&c.ID, &c.Name, &c.Email, (*string)(&c.Status), &c.CreatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &c, err
}

func (x r) CustomerByEmail(ctx context.Context, email string) (*graph.Customer, error) {
	return x.one(ctx, "select "+cols+" from app.customers where lower(email) = lower($1)", email)
}

func (x r) SearchCustomers(ctx context.Context, q string, n int) ([]graph.Customer, error) {
	return x.many(ctx, n, "select "+cols+" from app.search_customers($1, $2)", q, n)
}

func (x r) SearchCustomersWord(ctx context.Context, q string, n int) ([]graph.Customer, error) {
	return x.many(ctx, n, "select "+cols+" from app.search_customers_word($1, $2)", q, n)
}

func (x r) Customers(ctx context.Context, n int, after *string) (*graph.CustomerPage, error) {
	id := "ffffffff-ffff-ffff-ffff-ffffffffffff"
	if after != nil {
		b, err := base64.RawURLEncoding.DecodeString(*after)
		if err != nil {
			return nil, err
		}
		id = string(b)
	}
	cs, err := x.many(ctx, n+1, "select "+cols+" from app.customers where status = 'ACTIVE' and customers.id < $1::uuid order by customers.id desc limit $2", id, n+1)
	if err != nil {
		return nil, err
	}
	p := &graph.CustomerPage{Nodes: cs, PageInfo: &graph.PageInfo{HasNextPage: len(cs) > n}}
	if len(cs) > n {
		p.Nodes = cs[:n]
	}
	if k := len(p.Nodes); k > 0 {
		s := base64.RawURLEncoding.EncodeToString([]byte(p.Nodes[k-1].ID))
		p.PageInfo.EndCursor = &s
	}
	return p, nil
}

func (x r) set(ctx context.Context, id, to, from string) (*graph.Customer, error) {
	return x.one(ctx, "update app.customers set status = $2::text::app.customer_status where id = $1::uuid and ($3 = '' or status::text = $3) returning "+cols, id, to, from)
}

func (x r) RevokeCustomer(ctx context.Context, id string) (*graph.Customer, error) {
	return x.set(ctx, id, "REVOKED", "ACTIVE")
}
func (x r) GrantCustomer(ctx context.Context, id string) (*graph.Customer, error) {
	return x.set(ctx, id, "ACTIVE", "REVOKED")
}
func (x r) DeleteCustomer(ctx context.Context, id string) (*graph.Customer, error) {
	return x.set(ctx, id, "DELETED", "")
}

func main() {
	addr := flag.String("addr", "127.0.0.1:5605", "listen")
	db := flag.String("db", "postgres://bench@127.0.0.1:5544/cust_100k?sslmode=disable", "database")
	flag.Parse()
	cfg, err := pgxpool.ParseConfig(*db)
	if err != nil {
		log.Fatal(err)
	}
	cfg.MaxConns = 20
	pool, err := pgxpool.NewWithConfig(context.Background(), cfg)
	if err != nil {
		log.Fatal(err)
	}
	serve.Listen(*addr, serve.Handler(graph.NewExecutableSchema(graph.Config{Resolvers: r{pool}})))
}
