package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"gatehouse/internal/bench/harness"
)

// organization is the deployment that is measured, as its admin sees it.
type organization struct {
	harness.Running
	webhooks []string
}

// hook makes webhooks until there are so many.
func (o *organization) hook(ctx context.Context, url string, n int) error {
	var found struct{ Site struct{ ID string } }
	if err := o.Ask(ctx, o.Token, `{site(key:"help"){id}}`, nil, &found); err != nil {
		return err
	}
	for len(o.webhooks) < n {
		var made struct {
			CreateWebhook struct{ Webhook struct{ ID string } }
		}
		err := o.Ask(ctx, o.Token, `mutation($site:ID!,$url:String!){createWebhook(input:{siteId:$site,url:$url}){webhook{id} userErrors{message}}}`,
			map[string]any{"site": found.Site.ID, "url": url}, &made)
		if err != nil {
			return err
		}
		o.webhooks = append(o.webhooks, made.CreateWebhook.Webhook.ID)
	}
	return nil
}

// replay has every webhook send the newest events again, and gives deliveries a second
// and how many there were.
func (o *organization) replay(ctx context.Context, r *receiver, events int) (rate float64, n int, err error) {
	var newest struct{ Data struct{ Position int } }
	if err := json.Unmarshal(r.end, &newest); err != nil {
		return 0, 0, err
	}
	began := time.Now()
	for _, id := range o.webhooks {
		err := o.Ask(ctx, o.Token, `mutation($id:ID!,$after:Int!){replayWebhook(input:{webhookId:$id,after:$after}){userErrors{message}}}`,
			map[string]any{"id": id, "after": newest.Data.Position - events}, &struct{}{})
		if err != nil {
			return 0, 0, err
		}
	}
	n, err = r.await(ctx, func(_, ends int) bool { return ends == len(o.webhooks) })
	return float64(n) / time.Since(began).Seconds(), n, err
}

// revoke runs a bulk job to its end.
func (o *organization) revoke(ctx context.Context, lines []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL+"/bulk?site=help&action=REVOKE", bytes.NewReader(lines))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"Authorization": "Bearer " + o.Token, "Content-Type": "application/x-ndjson", "Idempotency-Key": "measured"} {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var begun struct{ Job struct{ ID string } }
	if err := json.NewDecoder(response.Body).Decode(&begun); err != nil {
		return fmt.Errorf("no job: status %d: %w", response.StatusCode, err)
	}
	for {
		var found struct {
			Job struct {
				State  string
				Counts struct{ Changed int }
			}
		}
		if err := o.Ask(ctx, o.Token, `query($id:ID!){job(id:$id){state counts{changed}}}`, map[string]any{"id": begun.Job.ID}, &found); err != nil {
			return err
		}
		if found.Job.State == "DONE" {
			if want := bytes.Count(lines, []byte("\n")); found.Job.Counts.Changed != want {
				return fmt.Errorf("the job changed %d accounts, want %d", found.Job.Counts.Changed, want)
			}
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
