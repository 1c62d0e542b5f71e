package crash

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// repeats is how many events a webhook may send again behind a kill: those that were
// delivered and not noted yet (docs/webhooks.md).
const repeats = 20

// hooked is a server with a webhook to a target of the test.
type hooked struct {
	*world
	target *target
	hook   string
}

type hookState struct {
	Paused            string
	Position, Waiting int
	DeadLetterCount   int
	LastFailure       *struct{ Outcome string }
}

func newHooked(t *testing.T) *hooked {
	t.Helper()
	t.Setenv("GATEHOUSE_WEBHOOK_ALLOW", "127.0.0.0/8")
	h := &hooked{world: newWorld(t, t.TempDir(), 1), target: newTarget(t)}
	var made struct{ Webhook struct{ ID string } }
	h.change(`createWebhook(input:{siteId:"`+h.client.site+`",url:"`+h.target.URL+`"}){webhook{id} userErrors{message}}`, "createWebhook", &made)
	if h.hook = made.Webhook.ID; h.hook == "" {
		t.Fatal("no webhook was made")
	}
	return h
}

// change runs a mutation and reads its payload.
func (h *hooked) change(mutation, field string, into any) {
	h.t.Helper()
	a, err := h.p.ask("mutation{"+mutation+"}", nil)
	if err == nil && a.code() == "" {
		err = json.Unmarshal(a.Data[field], into)
	}
	if err != nil || a.code() != "" {
		h.t.Fatalf("%s: error %v, %+v\n%s", mutation, err, a.Errors, h.p.output)
	}
}

// events makes so many events: the access of one customer is revoked and granted.
func (h *hooked) events(n int) {
	h.t.Helper()
	for i := range n {
		var payload struct{ Changed bool }
		act := []string{"revokeAccess", "grantAccess"}[i%2]
		if h.change(act+`(input:{customerId:"`+h.client.people[0].id+`"}){changed}`, act, &payload); !payload.Changed {
			h.t.Fatalf("event %d changed nothing", i)
		}
	}
}

func (h *hooked) state() (s hookState) {
	h.t.Helper()
	a, err := h.p.ask(`query($id:ID!){node(id:$id){... on Webhook{paused position waiting deadLetterCount lastFailure{outcome}}}}`, map[string]any{"id": h.hook})
	if err == nil {
		err = json.Unmarshal(a.Data["node"], &s)
	}
	if err != nil {
		h.t.Fatalf("the webhook can't be read: %v, %+v", err, a.Errors)
	}
	return s
}

// until waits until the webhook is as it should be.
func (h *hooked) until(what string, so func(hookState) bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !so(h.state()); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("the webhook is not %s: %+v\n%s", what, h.state(), h.p.output)
		}
	}
}

func (h *hooked) kill() {
	h.p.kill()
	h.p = start(h.t, h.dir)
}

// log reads the positions of the customer's changes of access, oldest first.
func (h *hooked) log() (positions []int) {
	h.t.Helper()
	a, err := h.p.ask(`query($id:ID!){organization{auditLog(first:100,filter:{subjectId:$id}){nodes{sequence action}}}}`, map[string]any{"id": h.client.people[0].id})
	var o struct {
		AuditLog struct {
			Nodes []struct {
				Sequence int
				Action   string
			}
		}
	}
	if err == nil {
		err = json.Unmarshal(a.Data["organization"], &o)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range o.AuditLog.Nodes {
		positions = append([]int{e.Sequence}, positions...)
	}
	return positions
}

// TestWebhooksSurviveKills kills the server in the middle of deliveries: none is lost,
// each has one id, few come twice, and what waits for a retry still waits.
func TestWebhooksSurviveKills(t *testing.T) {
	h := newHooked(t)
	h.events(90)
	const kills = 3
	for i := range kills {
		h.target.await(t, "the next deliveries", func(all []delivery) bool { return len(all) >= 10+25*i })
		if i == 0 {
			// From the beginning once more, so that there is much to do at each kill.
			var payload struct{ Webhook struct{ Position int } }
			h.change(`replayWebhook(input:{webhookId:"`+h.hook+`",after:0}){webhook{position}}`, "replayWebhook", &payload)
		}
		h.kill()
	}
	want := h.log()
	h.until("at the end of the log", func(s hookState) bool { return s.Position >= want[len(want)-1] })
	ids, times := map[int]string{}, map[string]int{}
	back, before := 0, 0
	for _, d := range h.target.deliveries() {
		if known := ids[d.position]; known != "" && known != d.id {
			t.Errorf("position %d has the ids %s and %s", d.position, known, d.id)
		}
		if d.position <= before {
			back++
		}
		ids[d.position], before = d.id, d.position
		times[d.id]++
	}
	if back > kills+1 {
		t.Errorf("the deliveries went back %d times, want once for each kill and for the replay: nothing had failed", back)
	}
	again := 0
	for _, n := range times {
		again += n - 1
	}
	for _, position := range want {
		if ids[position] == "" {
			t.Errorf("position %d was never delivered", position)
		}
	}
	// Everything once more for the replay, and what was not noted at each kill.
	if most := len(ids) + kills*(repeats+1); again > most {
		t.Errorf("%d deliveries came again, want %d at most", again, most)
	}

	h.target.answer(http.StatusInternalServerError)
	h.events(1)
	h.until("waiting", func(s hookState) bool { return s.Waiting == 1 })
	h.kill()
	if s := h.state(); s.Waiting != 1 || s.LastFailure == nil || s.LastFailure.Outcome != "HTTP_STATUS" {
		t.Errorf("behind a kill the event that waited is forgotten: %+v", s)
	}
	h.target.answer(0)
	h.until("done", func(s hookState) bool { return s.Waiting == 0 && s.DeadLetterCount == 0 })
	if err := h.p.stop(); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// TestWebhooksBehindARestore: a restored webhook says nothing until an admin resumes
// it; then it goes on in the restored log, whose positions are given out a second time
// under new ids.
func TestWebhooksBehindARestore(t *testing.T) {
	h := newHooked(t)
	h.events(2)
	last := h.log()
	h.until("at the end of the log", func(s hookState) bool { return s.Position >= last[len(last)-1] })
	backup := filepath.Join(t.TempDir(), "backup")
	if text, err := run("backup", "-data", h.dir, "-to", backup); err != nil {
		t.Fatalf("backup: %v\n%s", err, text)
	}
	h.events(3)
	last = h.log()
	h.until("at the end of the log", func(s hookState) bool { return s.Position >= last[len(last)-1] })
	if err := h.p.stop(); err != nil {
		t.Fatal(err)
	}
	if text, err := run("restore", "-from", backup, "-data", h.dir, "-force"); err != nil {
		t.Fatalf("restore: %v\n%s", err, text)
	}
	told := len(h.target.deliveries())
	h.p = start(t, h.dir)
	if s := h.state(); s.Paused != "RESTORED" {
		t.Errorf("behind a restore the webhook is %+v, want it paused", s)
	}
	h.awaitLog("webhooks are paused")
	h.events(2)
	if n := len(h.target.deliveries()); n != told {
		t.Errorf("%d deliveries by a paused webhook", n-told)
	}
	var payload struct{ Changed bool }
	if h.change(`resumeWebhook(input:{webhookId:"`+h.hook+`"}){changed}`, "resumeWebhook", &payload); !payload.Changed {
		t.Error("nothing was resumed")
	}
	want := h.log()
	h.until("at the end of the log", func(s hookState) bool { return s.Position >= want[len(want)-1] })
	before := map[string]bool{}
	for i, d := range h.target.deliveries() {
		if i >= told && d.position > want[len(want)-3] && before[d.id] {
			t.Errorf("position %d was given out again under an id of before", d.position)
		}
		before[d.id] = true
	}
	if fresh := len(h.target.deliveries()) - told; fresh < 2 {
		t.Errorf("%d deliveries behind the resume, want both events", fresh)
	}
}
