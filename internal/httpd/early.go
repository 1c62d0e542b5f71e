package httpd

import (
	"context"
	"io"
	"net"
	"net/http"
)

// Once a body has been read to its end net/http starts a goroutine that waits on the
// connection, to notice a client that goes away. For that Go wakes a second thread: on a
// server with little to do this takes longer than a look-up in memory. So what can be
// answered from memory is answered before the last byte of its body is taken. That byte
// is known by then, for the connection has given it out.
//
// A client can make it another one, by sending the next request along with this one or by
// holding the byte back. Then its answer is for a body that was not quite sent, and the
// connection is closed behind it: no request begins before the one before it has ended.

// lastOfObject is the byte with which the body of nearly every request ends.
const lastOfObject = '}'

// maxEarly bounds the bodies that are known early, in bytes.
const maxEarly = 16 << 10

// noted is a connection that knows the last byte it gave out.
type noted struct {
	*net.TCPConn
	last byte
}

func (c *noted) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	if n > 0 {
		c.last = p[n-1]
	}
	return n, err
}

// notes accepts connections that are noted.
type notes struct{ net.Listener }

func (l notes) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if tcp, ok := c.(*net.TCPConn); ok {
		return &noted{TCPConn: tcp}, err
	}
	return c, err
}

type notedKey struct{}

// withNoted puts a noted connection into the context of its requests.
func withNoted(ctx context.Context, c net.Conn) context.Context {
	if c, ok := c.(*noted); ok {
		return context.WithValue(ctx, notedKey{}, c)
	}
	return ctx
}

// readEarly reads a request's body up to its last byte, if that is known to come; else
// as readAhead does.
func readEarly(r *http.Request) *ahead {
	c, ok := r.Context().Value(notedKey{}).(*noted)
	if !ok || r.ContentLength < 2 || r.ContentLength > maxEarly || r.Header["Expect"] != nil {
		return readAhead(r.Body)
	}
	a := newAhead(r.Body)
	n, err := a.read.ReadFrom(io.LimitReader(r.Body, r.ContentLength-1))
	switch {
	case err != nil || n < r.ContentLength-1:
	case c.last == lastOfObject:
		a.read.WriteByte(lastOfObject)
		a.owed = true
	default:
		_, _ = a.read.ReadFrom(io.LimitReader(r.Body, maxAhead))
	}
	return a
}

// Early gives the whole body, if its last byte is known and not taken yet; else nil. It
// is for answers that come at once: until the byte is taken nobody notices a client that
// goes away. Whoever reads the body takes the byte before.
func (a *ahead) Early(w http.ResponseWriter) []byte {
	if !a.owed || http.NewResponseController(w).EnableFullDuplex() != nil {
		return nil
	}
	a.early = true
	return a.read.Bytes()
}

// take takes the last byte if it is still to be taken, and tells whether it was the one
// that was known.
func (a *ahead) take() bool {
	if !a.owed {
		return true
	}
	a.owed = false
	var last [1]byte
	if _, err := io.ReadFull(a.rest, last[:]); err != nil {
		a.read.Truncate(a.read.Len() - 1) // Whoever reads on gets the error, or the end.
		return false
	}
	a.read.Bytes()[a.read.Len()-1] = last[0]
	return last[0] == lastOfObject
}
