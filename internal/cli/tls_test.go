package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// certificate writes a certificate for this machine, and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	return certificateUntil(t, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
}

func certificateUntil(t *testing.T, end time.Time) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(end.Unix()), NotBefore: time.Unix(0, 0), NotAfter: end,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", secret)
}

// TestTLS signs in over https, by HTTP/2 and by HTTP/1.1.
func TestTLS(t *testing.T) {
	cert, key := certificate(t)
	s := testkit.Start(t, func(c *cli.Config) { c.TLSCert, c.TLSKey = cert, key })
	if !strings.HasPrefix(s.URL, "https://127.0.0.1:") {
		t.Errorf("the server is reached at %s, want https", s.URL)
	}
	known, err := os.ReadFile(cert)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(known)
	token := s.Token(account.OrganizationAdmin, "")
	for version, h2 := range map[int]bool{2: true, 1: false} {
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: h2}
		defer transport.CloseIdleConnections()
		response, err := (&http.Client{Transport: transport}).Post(s.URL+"/session", "application/json", strings.NewReader(`{"token":"`+token+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		cookies := response.Cookies()
		if response.StatusCode != 200 || response.ProtoMajor != version || len(cookies) != 1 || !cookies[0].Secure || response.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("HTTP/%d: got %s by %s with %v and %v, want 200 with a Secure cookie and Strict-Transport-Security", version, response.Status, response.Proto, cookies, response.Header)
		}
	}

	// TLS 1.1 and plain HTTP are not spoken there.
	old := &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	if conn, err := tls.Dial("tcp", strings.TrimPrefix(s.URL, "https://"), old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 is spoken")
	}
	response, err := http.Get("http" + strings.TrimPrefix(s.URL, "https") + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || response.StatusCode != 400 {
		t.Errorf("plain HTTP gets %d %s, error %v; want 400", response.StatusCode, body, err)
	}
}

// TestCertificateFiles starts with files that don't do: each says what is wrong in
// one line, and makes no deployment.
func TestCertificateFiles(t *testing.T) {
	cert, key := certificate(t)
	_, other := certificate(t)
	old, oldKey := certificateUntil(t, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, test := range []struct{ name, cert, key, want string }{
		{"no key", cert, "", "-tls-cert needs -tls-key"},
		{"no certificate", "", key, "-tls-key needs -tls-cert"},
		{"no such file", cert + ".old", key, "cert.pem.old: no such file"},
		{"another's key", cert, other, "private key does not match public key"},
		{"mixed up", key, cert, "may have been switched"},
		{"ended", old, oldKey, "ended on 2020-01-01T00:00:00Z: put a newer one in its place"},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		_, err := cli.NewServer(t.Context(), cli.Config{DataDir: dir, TLSCert: test.cert, TLSKey: test.key, Now: testkit.NewClock().Now})
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", test.name, err, test.want)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s: a deployment was made", test.name)
		}
	}
}

// TestCertificateIsRenewed puts a new certificate into the place of the one that is
// shown, and then one that does not do.
func TestCertificateIsRenewed(t *testing.T) {
	cert, key := certificate(t)
	s := testkit.Start(t, func(c *cli.Config) { c.TLSCert, c.TLSKey = cert, key })
	shown := func() int64 {
		t.Helper()
		conn, err := tls.Dial("tcp", strings.TrimPrefix(s.URL, "https://"), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].NotAfter.Unix()
	}
	place := func(from, to string) {
		t.Helper()
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	first := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	second := time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)
	newer, newerKey := certificateUntil(t, second)
	if got := shown(); got != first {
		t.Fatalf("the certificate ends at %d, want %d", got, first)
	}
	place(newer, cert)
	place(newerKey, key)
	if got := shown(); got != first {
		t.Error("the files are read at every handshake, want every ten seconds at most")
	}
	s.Clock.Advance(10 * time.Second)
	if got := shown(); got != second.Unix() {
		t.Errorf("after the renewal the certificate ends at %d, want %d", got, second.Unix())
	}
	place(key, cert)
	for range 2 {
		s.Clock.Advance(time.Minute)
		if got := shown(); got != second.Unix() {
			t.Errorf("beside files that don't do the certificate ends at %d, want the one from before", got)
		}
	}
	if got := strings.Count(s.Logs(), "the new certificate can't be used"); got != 1 {
		t.Errorf("the log tells of the certificate that can't be used %d times, want once", got)
	}
}
