package model

import (
	"time"

	"gatehouse/account"
)

// Customer is an account that is not deleted, as the asking caller may see it. Row
// is what its lazy fields are computed from.
type Customer struct {
	ID              string
	Email           string
	DisplayName     string
	Label           string
	Status          CustomerStatus
	CreatedAt       time.Time
	RevokedAt       *time.Time
	LastSignInAt    *time.Time
	AccessReason    *string
	ConsumesLicense bool

	Row account.Account
}

// IsNode makes Customer a Node.
func (*Customer) IsNode() {}

// GetID gives the id.
func (c *Customer) GetID() string { return c.ID }

// Site is a help center; its surfaces have resolvers.
type Site struct {
	ID   string
	Key  string
	Name string

	Row account.Site
}

// IsNode makes Site a Node.
func (*Site) IsNode() {}

// GetID gives the id.
func (s *Site) GetID() string { return s.ID }

// Job is a bulk job; its site and its outcomes are read when they are asked for.
type Job struct {
	ID         string
	Action     BulkAction
	DryRun     bool
	State      JobState
	Failure    *JobFailure
	ActorID    string
	CreatedAt  time.Time
	FinishedAt *time.Time
	Counts     *JobCounts

	Row account.Job
}

// IsNode makes Job a Node.
func (*Job) IsNode() {}

// GetID gives the id.
func (j *Job) GetID() string { return j.ID }

// Webhook is where events are sent; its site and its dead letters are read when they
// are asked for.
type Webhook struct {
	ID                string
	Host              string
	Paused            *WebhookPause
	CreatedAt         time.Time
	SecretCreatedAt   time.Time
	FormerSecretUntil *time.Time
	Position          int
	LastDeliveredAt   *time.Time
	LastFailure       *WebhookTry
	Waiting           int
	WaitingSince      *time.Time
	DeadLetterCount   int

	Row account.Webhook
}

// IsNode makes Webhook a Node.
func (*Webhook) IsNode() {}

// GetID gives the id.
func (w *Webhook) GetID() string { return w.ID }

// Organization is the deployment.
type Organization struct {
	Name             *string
	SupportURL       *string
	UserManagement   *UserManagement
	ReinviteHoldDays *int

	Row account.Organization
}
