package cli

import (
	"crypto/tls"
	"fmt"
)

// tlsConfig reads the certificate that the server shows. Without both files there
// is none, and the server speaks plain HTTP.
func tlsConfig(cert, key string) (*tls.Config, error) {
	switch {
	case cert == "" && key == "":
		return nil, nil
	case cert == "":
		return nil, misused("gatehouse serve -tls-cert FILE -tls-key FILE", "-tls-key needs -tls-cert beside it, the file of the certificate")
	case key == "":
		return nil, misused("gatehouse serve -tls-cert FILE -tls-key FILE", "-tls-cert needs -tls-key beside it, the file of its private key")
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("read the certificate in %s and its key in %s: %w", cert, key, err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}, nil
}

// serveHTTP answers on the listener, by TLS where there is a certificate.
func (s *Server) serveHTTP() error {
	if s.tls != nil {
		return s.http.ServeTLS(s.listener, "", "")
	}
	return s.http.Serve(s.listener)
}
