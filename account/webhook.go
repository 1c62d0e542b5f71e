package account

import "time"

// Webhook is where a site's customer events are sent.
type Webhook struct {
	ID   ID
	Site ID
	Host string // Host and port of the address; the rest of it may hold a secret.
	// Sealed are the address and the secrets, encrypted: who stores them can't read
	// them.
	Sealed []byte
	Paused WebhookPause // "": it delivers.

	// Position is the last event of the log that was taken: delivered, set aside for
	// a retry, or given up.
	Position int64
	// Revision grows with every change by an admin, so that a delivery under way
	// notices.
	Revision int64

	CreatedAt      time.Time
	SecretAt       time.Time // When the secret in use was made.
	OldSecretUntil time.Time // Until when the one before signs, too; zero: there is none.
	DeliveredAt    time.Time // Zero: never.
	Failure        WebhookTry
	Waiting        int       // Events that failed and wait for their next try.
	WaitingSince   time.Time // When the oldest of them happened; zero: none waits.
	DeadLetters    int       // Events that were given up.
}

// WebhookPause is why a webhook does not deliver until an admin resumes it.
type WebhookPause string

// The reasons of a pause.
const (
	// PausedRestored: the deployment was restored from a backup. A webhook that was
	// deleted since would send again, and a rehearsal would tell live systems.
	PausedRestored WebhookPause = "RESTORED"
	// PausedGone: the target answered 410.
	PausedGone WebhookPause = "GONE"
	// PausedKeyLost: the key that its address and secrets are sealed with is not there.
	PausedKeyLost WebhookPause = "KEY_LOST"
)

// WebhookPauses lists the reasons, in the order of the schema.
var WebhookPauses = []WebhookPause{PausedRestored, PausedGone, PausedKeyLost}

// WebhookOutcome is what became of a try to deliver.
type WebhookOutcome string

// The outcomes of a try.
const (
	WebhookDelivered   WebhookOutcome = "DELIVERED"
	WebhookBadStatus   WebhookOutcome = "HTTP_STATUS"
	WebhookRedirect    WebhookOutcome = "REDIRECT"
	WebhookTimeout     WebhookOutcome = "TIMEOUT"
	WebhookTLSFailed   WebhookOutcome = "TLS_FAILED"
	WebhookUnreachable WebhookOutcome = "UNREACHABLE"
	WebhookNotAllowed  WebhookOutcome = "TARGET_NOT_ALLOWED"
)

// WebhookOutcomes lists the outcomes, in the order of the schema.
var WebhookOutcomes = []WebhookOutcome{
	WebhookDelivered, WebhookBadStatus, WebhookRedirect, WebhookTimeout, WebhookTLSFailed, WebhookUnreachable, WebhookNotAllowed,
}

// WebhookTry is one try to deliver; At is zero where there was none.
type WebhookTry struct {
	At      time.Time
	Outcome WebhookOutcome
	Status  int // The HTTP status; 0: there was no answer.
}

// Down tells whether the target as a whole did not work, rather than refuse what it
// was sent: then it is no use to send it anything else right away.
func (t WebhookTry) Down() bool {
	switch t.Outcome {
	case WebhookDelivered, WebhookRedirect:
		return false
	case WebhookBadStatus:
		return t.Status == 429 || t.Status == 502 || t.Status == 503 || t.Status == 504
	}
	return true
}

// WebhookTried is a try to deliver an event that was set aside before, or is now.
type WebhookTried struct {
	WebhookTry
	Event int64     // Its place in the log.
	Tries int       // With this one.
	Due   time.Time // When it is tried again; zero: it was delivered or is given up.
}

// WebhookEvent is an event that was not delivered at its first try.
type WebhookEvent struct {
	Event AuditEvent
	Tries int
	Last  WebhookTry
}

// WebhookWork is what a webhook has to do now.
type WebhookWork struct {
	Position int64          // From here on events are taken from the log.
	Waiting  int            // Events that wait for a retry.
	Down     bool           // Some of them, because the target did not work.
	Due      []WebhookEvent // Those whose time has come, in the order of the log.
	Next     time.Time      // When the next of the others is due; zero: none is.
}
