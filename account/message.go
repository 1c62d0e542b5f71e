package account

import "time"

// Message is what a customer is told by mail: that there is an invitation or a
// password reset, and the link. It is for the mailer alone and never for a log:
// all of it is personal, and the link is a secret.
type Message struct {
	Site        Site
	To          string // The address as it was typed when it was taken.
	DisplayName string
	URL         string    // The link, with its secret.
	ExpiresAt   time.Time // When the link stops working, UTC.
}
