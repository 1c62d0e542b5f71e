package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gatehouse/internal/bench/harness"
)

const (
	newest = `{ site(key: "help") { portalCustomers(first: 3) { nodes { id email } } } }`
	remove = `mutation($input: DeleteCustomerInput!) { deleteCustomer(input: $input) { deletion { id } userErrors { message } } }`
	proven = `query($id: ID!) { node(id: $id) { ... on Deletion { deletedAt erasedAt } } }`
)

// erase deletes three accounts, one behind the other, and gives the middle one's
// seconds from the delete to the proof that the files are clean of it.
func erase(ctx context.Context, p *harness.Process, token string) (float64, error) {
	var list struct {
		Site struct {
			PortalCustomers struct{ Nodes []struct{ ID, Email string } }
		}
	}
	if err := p.Ask(ctx, token, newest, nil, &list); err != nil {
		return 0, err
	}
	var seconds []float64
	for _, c := range list.Site.PortalCustomers.Nodes {
		took, err := eraseOne(ctx, p, token, c.ID, c.Email)
		if err != nil {
			return 0, err
		}
		seconds = append(seconds, took)
	}
	slices.Sort(seconds)
	return harness.Median(seconds), nil
}

func eraseOne(ctx context.Context, p *harness.Process, token, id, email string) (float64, error) {
	var done struct {
		DeleteCustomer struct {
			Deletion   struct{ ID string }
			UserErrors []struct{ Message string }
		}
	}
	input := map[string]any{"input": map[string]any{"customerId": id, "confirmEmail": email}}
	if err := p.Ask(ctx, token, remove, input, &done); err != nil {
		return 0, err
	}
	if refused := done.DeleteCustomer.UserErrors; len(refused) > 0 {
		return 0, fmt.Errorf("delete: %s", refused[0].Message)
	}
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var answer struct {
			Node struct {
				DeletedAt time.Time
				ErasedAt  *time.Time
			}
		}
		if err := p.Ask(ctx, token, proven, map[string]any{"id": done.DeleteCustomer.Deletion.ID}, &answer); err != nil {
			return 0, err
		}
		if at := answer.Node.ErasedAt; at != nil {
			return at.Sub(answer.Node.DeletedAt).Seconds(), nil
		}
	}
	return 0, fmt.Errorf("an erasure took longer than 10 minutes")
}
