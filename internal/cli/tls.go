package cli

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookForCertificate is how often a handshake looks whether the files have changed:
// rarely enough to cost nothing, soon enough for whoever waits for a renewal.
const lookForCertificate = 10 * time.Second

// certificate is what the server shows. It is read anew when its files change, so
// that a renewal needs no restart; while they can't be read or used, the one from
// before stays.
type certificate struct {
	certFile, keyFile string
	now               func() time.Time
	log               *slog.Logger

	mu     sync.Mutex
	shown  *tls.Certificate
	of     [2]stamp // The files that shown was read from, or that were refused last.
	looked time.Time
}

// stamp tells a file from the one that took its place.
type stamp struct {
	at   time.Time
	size int64
}

// newCertificate reads the certificate. Without both files there is none (nil), and
// the server speaks plain HTTP.
func newCertificate(cert, key string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	const try = "gatehouse serve -tls-cert FILE -tls-key FILE"
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "":
		return nil, misused(try, "-tls-key needs -tls-cert beside it, the file of the certificate")
	case key == "":
		return nil, misused(try, "-tls-cert needs -tls-key beside it, the file of its private key")
	}
	c := &certificate{certFile: cert, keyFile: key, now: now, log: log}
	of, err := c.stamps()
	if err == nil {
		c.shown, err = c.read()
	}
	if err != nil {
		return nil, err
	}
	c.of, c.looked = of, now()
	return c, nil
}

// config is how the server speaks TLS.
func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12}
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if d := now.Sub(c.looked); d < 0 || d >= lookForCertificate {
		c.looked = now
		c.renew()
	}
	return c.shown, nil
}

// renew takes what lies in the files now, if that is another certificate.
func (c *certificate) renew() {
	of, err := c.stamps()
	if err == nil && of == c.of {
		return
	}
	var read *tls.Certificate
	if err == nil {
		c.of = of
		read, err = c.read()
	}
	if err != nil {
		c.log.Error("the new certificate can't be used, so the one from before stays", "error", err)
		return
	}
	c.shown = read
	c.log.Info("the certificate was read anew", "certificate", c.certFile, "until", read.Leaf.NotAfter.UTC())
}

func (c *certificate) stamps() (of [2]stamp, err error) {
	for i, file := range []string{c.certFile, c.keyFile} {
		info, err := os.Stat(file)
		if err != nil {
			return of, fmt.Errorf("read the certificate (-tls-cert, -tls-key): %w", err)
		}
		of[i] = stamp{info.ModTime(), info.Size()}
	}
	return of, nil
}

// read refuses a certificate that no client would take.
func (c *certificate) read() (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return nil, fmt.Errorf("read the certificate in %s (-tls-cert) and its key in %s (-tls-key): %w", c.certFile, c.keyFile, err)
	}
	if end := pair.Leaf.NotAfter; !c.now().Before(end) {
		return nil, fmt.Errorf("the certificate in %s (-tls-cert) ended on %s: put a newer one in its place", c.certFile, end.UTC().Format(time.RFC3339))
	}
	return &pair, nil
}
