package account

import (
	"time"
)

// BulkAction is what a bulk job does to each of its lines.
type BulkAction string

// The bulk actions.
const (
	BulkRevoke BulkAction = "REVOKE"
	BulkGrant  BulkAction = "GRANT"
	BulkDelete BulkAction = "DELETE"
	BulkInvite BulkAction = "INVITE"
)

// BulkActions lists the bulk actions, in the order of the schema.
var BulkActions = []BulkAction{BulkRevoke, BulkGrant, BulkDelete, BulkInvite}

// bulk says what a bulk action stands for: the act on one account (none for an
// invite), the right that each item needs, and the state of those whom a
// selector by activity or domain picks (0: every state but DELETED).
type bulk struct {
	act   Act
	needs Permission
	picks Status
}

var bulks = map[BulkAction]bulk{
	BulkRevoke: {RevokeAccess, ChangeAccess, Active},
	BulkGrant:  {GrantAccess, ChangeAccess, Revoked},
	BulkDelete: {DeleteCustomer, Delete, 0},
	BulkInvite: {0, Invite, 0},
}

// ParseBulkAction reads the name used in the schema.
func ParseBulkAction(name string) (BulkAction, bool) {
	_, ok := bulks[BulkAction(name)]
	return BulkAction(name), ok
}

// Act is what the action does to one account; 0 for an invite.
func (b BulkAction) Act() Act { return bulks[b].act }

// Picks is the state of those whom a selector by activity or domain picks: those
// whom the action would change. 0: every state but DELETED.
func (b BulkAction) Picks() Status { return bulks[b].picks }

// MayBulk tells whether the caller may run jobs of this action: the right to run
// jobs and the right that each item needs (RULES 1: site admins run no delete
// jobs). The refusals are those of May.
func (c Caller) MayBulk(action BulkAction) error {
	if err := c.May(RunJobs); err != nil {
		return err
	}
	return c.May(bulks[action].needs)
}

// JobState is how far a job is.
type JobState string

// The states of a job. The last three are final.
const (
	JobQueued    JobState = "QUEUED"
	JobRunning   JobState = "RUNNING"
	JobDone      JobState = "DONE"
	JobCancelled JobState = "CANCELLED"
	JobFailed    JobState = "FAILED"
)

// JobStates lists the states, in the order of the schema.
var JobStates = []JobState{JobQueued, JobRunning, JobDone, JobCancelled, JobFailed}

// Ended tells whether nothing more is done.
func (s JobState) Ended() bool { return s == JobDone || s == JobCancelled || s == JobFailed }

// JobFailure is why a job is FAILED.
type JobFailure string

// The failures.
const (
	// RightEnded: the token that started the job was revoked, expired or lost the
	// right. What was done stays done.
	RightEnded JobFailure = "RIGHT_ENDED"
	// Restored: the deployment was restored from a backup in which the job was
	// under way. It does not go on by itself: the world has changed since.
	Restored JobFailure = "RESTORED"
)

// JobFailures lists the failures, in the order of the schema.
var JobFailures = []JobFailure{RightEnded, Restored}

// Codes of a line of a job, beside those of RULES 5 and INVALID_ID.
const (
	// LineChanged: done; for a dry run: the run would do it.
	LineChanged Code = "CHANGED"
	// LineUnchanged: the account is in that state already.
	LineUnchanged Code = "UNCHANGED"
	// LineRepeated: an earlier line names the same account or address; that line's
	// outcome holds.
	LineRepeated Code = "DUPLICATE_LINE"
	// LineNotPicked: the account no longer matches the selector (it has signed in
	// since), so it was left alone.
	LineNotPicked Code = "NO_LONGER_SELECTED"
	// LineUnreadable: the line is not one JSON object in UTF-8 with what the action
	// needs, or longer than it may be.
	LineUnreadable Code = "UNREADABLE_LINE"
)

// LineCodes lists the codes of lines, in the order of the schema. The store keeps
// them by their place here: add at the end only.
var LineCodes = []Code{
	LineChanged, LineUnchanged, LineRepeated, LineNotPicked, LineUnreadable, InvalidID, NotFound, CustomerDeleted,
	CustomerRevoked, InvalidEmail, EmailTaken, EmailOnHold, DomainNotAllowed, InvalidDisplayName,
}

// Bounds of a job.
const (
	MaxSelectorLines = 10_000  // ids, emails and invitations of startBulkJob.
	MaxBulkLines     = 100_000 // Lines of POST /bulk and of the command line.
	MaxJobKey        = 200     // Characters of an idempotency key.
)

// Selection says whom a job without lines of its own is about.
type Selection struct {
	InactiveSince      time.Time // Who signed in, but not since.
	NeverSignedInSince time.Time // Who was made before and never signed in.
	IdleSince          time.Time // Who neither signed in, was made nor was granted access since: the site's policy.
	Domain             string    // Canonical domain of the address.
}

// IsZero tells whether nobody is selected.
func (s Selection) IsZero() bool { return s == Selection{} }

// IdleSince is the time since which an account must not have been used, for a
// policy of so many days.
func IdleSince(now time.Time, days int) time.Time {
	return now.Add(-time.Duration(days) * 24 * time.Hour).UTC().Truncate(time.Millisecond)
}

// Matches tells whether an account still matches the part of a selection that can
// change while a job runs.
func (s Selection) Matches(a Account) bool {
	never := a.LastSignInAt.IsZero()
	switch {
	case !s.InactiveSince.IsZero():
		return !never && a.LastSignInAt.Before(s.InactiveSince)
	case !s.NeverSignedInSince.IsZero():
		return never && a.CreatedAt.Before(s.NeverSignedInSince)
	case !s.IdleSince.IsZero():
		return a.LastSignInAt.Before(s.IdleSince) && a.CreatedAt.Before(s.IdleSince) && a.GrantedAt.Before(s.IdleSince)
	}
	return true
}

// JobInput is a job as a caller asks for it. Exactly one of Selection and Lines
// says whom.
type JobInput struct {
	Site         ID
	Action       BulkAction
	DryRun       bool
	Key          string // Idempotency key, 1 to MaxJobKey characters.
	ConfirmCount *int   // DELETE: how many lines are meant to be deleted.
	Reason       string // REVOKE and GRANT; erased from the job when it ends.
	Selection    Selection
	Lines        []JobInputLine
}

// JobInputLine is one line as it was given: by id, by e-mail address or, for an
// invite, address and name.
type JobInputLine struct {
	Line        int // From 1.
	ID          string
	Email       string
	DisplayName string
	Bad         Code // Set: the line could not be read.
}

// JobLine is one line of a job.
type JobLine struct {
	Line     int
	Customer ID   // Zero where there is none.
	Code     Code // What became of it; "": still to do.
	Invite   *Invitation
}

// Invitation is whom a line invites. It is kept until the line is done.
type Invitation struct {
	Email       Email
	DisplayName string // "" where the name was none: refused when its turn comes.
}

// NewJob is a job with its lines resolved: what the store keeps.
type NewJob struct {
	Site        ID
	Action      BulkAction
	DryRun      bool
	Key         string
	Fingerprint [32]byte // Of the whole input; the store keeps an HMAC of it.
	Reason      string
	Selection   Selection
	Lines       []JobLine
}

// Job is a bulk job as it stands.
type Job struct {
	ID         ID
	Site       ID
	Action     BulkAction
	DryRun     bool
	State      JobState
	Failure    JobFailure // "" unless FAILED.
	Actor      string
	CreatedAt  time.Time
	FinishedAt time.Time // Zero until it ended.
	Total      int       // Lines.
	Counts     map[Code]int
}

// Done counts the lines that have an outcome.
func (j Job) Done() (n int) {
	for _, count := range j.Counts {
		n += count
	}
	return n
}

// Unchanged counts the lines that were left as they were without a refusal.
func (j Job) Unchanged() int {
	return j.Counts[LineUnchanged] + j.Counts[LineRepeated] + j.Counts[LineNotPicked]
}

// Refused counts the lines that were refused.
func (j Job) Refused() int { return j.Done() - j.Counts[LineChanged] - j.Unchanged() }

// JobStep is what one step of a job did.
type JobStep struct {
	Ended    bool         // There is nothing more to do.
	Position int64        // Of the last change; 0 where nothing changed.
	DryRun   bool         // The job changes nothing.
	Counts   map[Code]int // What became of the lines of this step.
}
