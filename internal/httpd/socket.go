package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"gatehouse/account"
	"gatehouse/graph"
)

const protocol = "graphql-transport-ws"

// Close codes of graphql-transport-ws, beside those of WebSockets.
const (
	closeMalformed    websocket.StatusCode = 4400
	closeUnauthorized websocket.StatusCode = 4401
	closeForbidden    websocket.StatusCode = 4403
	closeProtocol     websocket.StatusCode = 4406
	closeInitTimeout  websocket.StatusCode = 4408
	closeSameID       websocket.StatusCode = 4409
	closeTooMany      websocket.StatusCode = 4429
)

// closing is why a WebSocket is closed.
type closing struct {
	code   websocket.StatusCode
	reason string
}

func (c *closing) Error() string { return c.reason }

// socket is one WebSocket.
type socket struct {
	*stream
	streams *Streams
	conn    *websocket.Conn
	request *http.Request
	right   *right // Nil until the client has said who it is.
	caller  account.Caller

	mu      sync.Mutex
	running map[string]context.CancelFunc // Subscriptions by the client's ids.
}

type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// socket speaks graphql-transport-ws. A browser may connect from the server's own
// pages and from those of the hosts that the settings name; a client without an
// Origin is no browser.
func (s *Streams) socket(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Sec-WebSocket-Protocol") == "" {
		refuse(w, r, http.StatusBadRequest, &account.Error{Code: account.DocumentRefused, Message: "A WebSocket here speaks " + protocol + ": name it in Sec-WebSocket-Protocol."})
		return
	}
	opened := newStream(context.WithoutCancel(r.Context()))
	if err := s.enter(opened, ""); err != nil {
		refuse(w, r, http.StatusServiceUnavailable, err)
		return
	}
	defer s.leave(opened)
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}, OriginPatterns: s.Origins})
	if err != nil {
		return // Accept has answered.
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxMessage)
	k := &socket{stream: opened, streams: s, conn: conn, request: r, running: map[string]context.CancelFunc{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-opened.ctx.Done()
		code, reason := closeCode(context.Cause(opened.ctx))
		_ = conn.Close(code, reason) // Waits for the client's word, five seconds at most.
	}()
	if conn.Subprotocol() != protocol {
		opened.end(&closing{closeProtocol, "Subprotocol not acceptable"})
	} else {
		opened.end(k.converse())
	}
	<-ended
}

func closeCode(why error) (websocket.StatusCode, string) {
	var known *closing
	switch {
	case errors.As(why, &known):
		return known.code, known.reason
	case errors.Is(why, errStopping):
		return websocket.StatusGoingAway, "The server is stopping"
	case errors.Is(why, errRightEnded):
		return closeUnauthorized, "Unauthorized"
	}
	return websocket.StatusNormalClosure, ""
}

// converse reads what the client sends until one side has had enough, and tells why.
func (k *socket) converse() error {
	init := time.AfterFunc(initTime, func() { k.end(&closing{closeInitTimeout, "Connection initialisation timeout"}) })
	defer init.Stop()
	go k.live()
	for {
		// Its own context: one that ends would tear the connection down before its
		// close code is out.
		_, text, err := k.conn.Read(context.Background())
		if err != nil {
			return err
		}
		var m socketMessage
		if json.Unmarshal(text, &m) != nil {
			return &closing{closeMalformed, "Invalid message"}
		}
		switch m.Type {
		case "connection_init":
			if k.right != nil {
				return &closing{closeTooMany, "Too many initialisation requests"}
			}
			if err := k.greet(m.Payload); err != nil {
				return err
			}
			init.Stop()
		case "ping":
			k.write(socketMessage{Type: "pong"})
		case "pong":
		case "subscribe":
			if err := k.subscribe(m); err != nil {
				return err
			}
		case "complete":
			k.forget(m.ID)
		default:
			return &closing{closeMalformed, "Invalid message"}
		}
	}
}

// greet finds out who is there: by the Authorization of the message's payload, or
// else by what the handshake carried.
func (k *socket) greet(payload json.RawMessage) error {
	var said struct {
		Authorization string
	}
	if len(payload) > 0 && json.Unmarshal(payload, &said) != nil {
		return &closing{closeMalformed, "Invalid message"}
	}
	if said.Authorization == "" {
		said.Authorization = k.request.Header.Get("Authorization")
	}
	found, caller, err := k.streams.rightOf(k.request, said.Authorization)
	if err == nil {
		err = k.streams.known(k.stream, caller.Actor)
	}
	switch {
	case err != nil && account.CodeOf(err) == account.TooManyRequests:
		return &closing{websocket.StatusTryAgainLater, "Too many streams"}
	case err != nil && account.CodeOf(err) != account.Unauthenticated:
		return &closing{websocket.StatusTryAgainLater, "Try again later"}
	case err != nil:
		return &closing{closeForbidden, "Forbidden"}
	}
	k.right, k.caller = found, caller
	go found.watch(k.stream)
	k.write(socketMessage{Type: "connection_ack"})
	return nil
}

func (k *socket) subscribe(m socketMessage) error {
	switch {
	case k.right == nil:
		return &closing{closeUnauthorized, "Unauthorized"}
	case m.ID == "" || len(m.ID) > 128:
		return &closing{closeMalformed, "Invalid message"}
	}
	k.mu.Lock()
	_, twice := k.running[m.ID]
	full := len(k.running) >= maxOnSocket
	if !twice && !full {
		ctx, cancel := context.WithCancel(account.WithCaller(k.ctx, k.caller))
		k.running[m.ID] = cancel
		go k.run(ctx, m)
	}
	k.mu.Unlock()
	if twice {
		return &closing{closeSameID, "Subscriber already exists"}
	}
	if full {
		k.refuse(m.ID, &account.Error{Code: account.TooManyRequests, Message: "A WebSocket carries 20 subscriptions. Complete one first."})
	}
	return nil
}

// run sends the answers of a subscription.
func (k *socket) run(ctx context.Context, m socketMessage) {
	defer k.forget(m.ID)
	answers, err := k.streams.begin(ctx, m.Payload)
	var refusal *graph.Refusal
	switch {
	case errors.As(err, &refusal):
		k.fail(m.ID, refusal)
		return
	case err != nil:
		k.refuse(m.ID, err)
		return
	case answers == nil:
		k.refuse(m.ID, &account.Error{Code: account.DocumentRefused, Message: "Subscriptions alone go over a WebSocket. Send queries and mutations by POST."})
		return
	}
	for {
		answer, err := answers.Next()
		switch {
		case errors.As(err, &refusal):
			k.fail(m.ID, refusal)
			return
		case ctx.Err() != nil:
			return
		case answer == nil:
			k.forget(m.ID)
			k.write(socketMessage{ID: m.ID, Type: "complete"})
			return
		case !k.right.holds(ctx, false):
			k.end(errRightEnded)
			return
		}
		k.write(socketMessage{ID: m.ID, Type: "next", Payload: answer})
	}
}

func (k *socket) forget(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if cancel := k.running[id]; cancel != nil {
		cancel()
		delete(k.running, id)
	}
}

func (k *socket) refuse(id string, err error) { k.fail(id, k.streams.Operations.Refuse(k.ctx, err)) }

// fail sends the errors of a document that isn't executed.
func (k *socket) fail(id string, refusal *graph.Refusal) {
	var body struct {
		Errors json.RawMessage `json:"errors"`
	}
	_ = json.Unmarshal(refusal.Body, &body) // We wrote it.
	k.forget(id)                            // First: from the message on the client may use the id again.
	k.write(socketMessage{ID: id, Type: "error", Payload: body.Errors})
}

// write sends a message. A client that doesn't take it in time is cut; nothing is
// kept for it.
func (k *socket) write(m socketMessage) {
	text, err := json.Marshal(m)
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		defer cancel()
		err = k.conn.Write(ctx, websocket.MessageText, text)
	}
	if err != nil {
		k.end(errSlow)
	}
}

// live sees to it that a client that is gone without a word is noticed.
func (k *socket) live() {
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	for {
		select {
		case <-alive.C:
		case <-k.ctx.Done():
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		err := k.conn.Ping(ctx)
		cancel()
		if err != nil {
			k.end(errSlow)
			return
		}
	}
}
