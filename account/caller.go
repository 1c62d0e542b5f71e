package account

import "context"

// SystemActor is the actor of what Gatehouse does by itself or on the command
// line.
const SystemActor = "system"

// Caller is who asks. The zero Caller is nobody: it may do nothing and sees no
// row.
type Caller struct {
	Actor string // Token id, or SystemActor. What the audit log names.
	Role  Role
	Site  ID // The caller's own site, for roles of one site.

	// SiteLetsAgentsInvite is the setting of the caller's own site, read with the
	// token.
	SiteLetsAgentsInvite bool
}

// System is the caller of Gatehouse's own work: the follower, the command line.
func System() Caller { return Caller{Actor: SystemActor, Role: OrganizationAdmin} }

// May tells whether the caller has a permission. The refusal is UNAUTHENTICATED
// for nobody; else FORBIDDEN, or EMAIL_MANAGED_BY_IDENTITY_PROVIDER for a change
// of e-mail.
func (c Caller) May(p Permission) error {
	if c.Role == Nobody {
		return &Error{Code: Unauthenticated, Message: "Sign in first: send a valid token as \"Authorization: Bearer TOKEN\". The one that was sent is missing, unknown, expired or revoked."}
	}
	right := RightOf(c.Role, p)
	if right == Yes || right == IfSiteAllows && c.SiteLetsAgentsInvite {
		return nil
	}
	refusal := rights[p].refusal
	return &refusal
}

// Sees tells whether rows of a site are in the caller's scope. Every read of the
// store asks this, in SQL or here.
func (c Caller) Sees(site ID) bool {
	return c.Role != Nobody && (!c.Role.OfOneSite() || c.Site == site && !site.IsZero())
}

type contextKey uint8

const (
	callerKey contextKey = iota
	requestKey
)

// WithCaller puts the caller into the context. With the request id and the
// deadline it is all that travels there.
func WithCaller(ctx context.Context, caller Caller) context.Context {
	return context.WithValue(ctx, callerKey, caller)
}

// CallerFrom gives the caller of the context, or nobody.
func CallerFrom(ctx context.Context) Caller {
	caller, _ := ctx.Value(callerKey).(Caller)
	return caller
}

// WithRequestID puts the id of the request into the context: ours, or the
// client's if it is a UUID.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// RequestIDFrom gives the id of the request, or "".
func RequestIDFrom(ctx context.Context) string {
	id, _ := ctx.Value(requestKey).(string)
	return id
}
