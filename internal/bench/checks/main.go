// Command checks measures the portal's access check, as a proxy asks it for every
// request, beside a handler of net/http that knows the answer.
//
//	go run ./checks     # in the project's directory: make checks
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"gatehouse/internal/bench/harness"
)

const (
	invite = `mutation($site:ID!){inviteCustomer(input:{siteId:$site,email:"checks@measured.example",displayName:"Checks"}){invitation{url} userErrors{message}}}`
	accept = `mutation($token:String!){acceptInvitation(input:{siteKey:"help",token:$token,password:"a password of some length"}){customerId userErrors{message}}}`
)

func main() {
	size := flag.String("size", "100k", "accounts: 10k, 100k, 1m")
	length := flag.Duration("d", 2*time.Second, "length of a measured slot")
	rounds := flag.Int("rounds", 5, "rounds in turn")
	connections := flag.Int("c", 16, "connections")
	harness.Command("checks", func(ctx context.Context, h *harness.Harness) error {
		return measure(ctx, h, *size, *length, *rounds, *connections)
	})
}

func measure(ctx context.Context, h *harness.Harness, size string, length time.Duration, rounds, connections int) (err error) {
	own, err := h.Fresh(ctx, size, "checks")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Stop()) }()
	bare, err := h.Bare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.Stop()) }()
	cookie, err := session(ctx, own.Process, own.Token)
	if err != nil {
		return err
	}
	var ratios []float64
	for round := range rounds {
		var rates [2]float64
		for i, p := range []*harness.Process{own.Process, bare} {
			if rates[i], err = rate(p.URL+"/portal/check?site=help", cookie, length, connections); err != nil {
				return err
			}
		}
		ratios = append(ratios, rates[0]/rates[1])
		fmt.Printf("round %d: %6.0f checks/s, net/http alone %6.0f, ratio %.2f\n", round+1, rates[0], rates[1], rates[0]/rates[1])
	}
	slices.Sort(ratios)
	fmt.Printf("median ratio %.2f\n", harness.Median(ratios))
	return os.RemoveAll(own.Dir)
}

// session has a customer invited and signed in, and gives the session's cookie.
func session(ctx context.Context, p *harness.Process, token string) (string, error) {
	var found struct{ Site struct{ ID string } }
	if err := p.Ask(ctx, token, `{site(key:"help"){id}}`, nil, &found); err != nil {
		return "", err
	}
	var made struct {
		InviteCustomer struct{ Invitation struct{ URL string } }
	}
	if err := p.Ask(ctx, token, invite, map[string]any{"site": found.Site.ID}, &made); err != nil {
		return "", err
	}
	_, secret, _ := strings.Cut(made.InviteCustomer.Invitation.URL, "#token=")
	body, err := json.Marshal(map[string]any{"query": accept, "variables": map[string]any{"token": secret}})
	if err != nil {
		return "", err
	}
	response, err := http.Post(p.URL+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	for _, c := range response.Cookies() {
		if c.Name == "gatehouse_portal" {
			return c.String(), nil
		}
	}
	return "", fmt.Errorf("the invitation opened no session: status %d", response.StatusCode)
}

// rate asks on so many connections for so long, and gives answers a second.
func rate(address, cookie string, length time.Duration, connections int) (float64, error) {
	cookie, _, _ = strings.Cut(cookie, ";")
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		total int
		fault error
	)
	began := time.Now()
	for range connections {
		all.Go(func() {
			n, err := askFor(address, cookie, began.Add(length))
			mu.Lock()
			defer mu.Unlock()
			total, fault = total+n, errors.Join(fault, err)
		})
	}
	all.Wait()
	return float64(total) / time.Since(began).Seconds(), fault
}
