package main

import (
	"bufio"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// askFor sends one GET after the other on a connection of its own until the time is
// over; every answer has to be 204. A client of net/http would cost more than what is
// measured.
func askFor(address, cookie string, until time.Time) (n int, err error) {
	at, err := url.Parse(address)
	if err != nil {
		return 0, err
	}
	c, err := net.Dial("tcp", at.Host)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.SetDeadline(until.Add(10 * time.Second)); err != nil {
		return 0, err
	}
	request := fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n\r\n", at.RequestURI(), at.Host, cookie)
	in := bufio.NewReader(c)
	for ; time.Now().Before(until); n++ {
		if _, err := c.Write(request); err != nil {
			return n, err
		}
		status, err := in.ReadString('\n')
		if err != nil {
			return n, err
		}
		if !strings.Contains(status, " 204 ") {
			return n, fmt.Errorf("an answer is %q, want 204", strings.TrimSpace(status))
		}
		for line := status; line != "\r\n"; {
			if line, err = in.ReadString('\n'); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}
