package account

import "context"

// SystemActor is the actor of what Gatehouse does by itself or on the command
// line.
const SystemActor = "system"

// Caller is who asks. The zero Caller is nobody: it may do nothing and sees no
// row.
type Caller struct {
	Actor    string // Token id, customer id, or SystemActor. What the audit log names.
	Role     Role
	Site     ID // The caller's own site, for roles of one site.
	Customer ID // Who is signed in, for the role CUSTOMER.

	// SiteLetsAgentsInvite is the setting of the caller's own site, read with the
	// token.
	SiteLetsAgentsInvite bool
}

// System is the caller of Gatehouse's own work: the follower, the command line.
func System() Caller { return Caller{Actor: SystemActor, Role: OrganizationAdmin} }

// May tells whether the caller has a permission at all; where it is for the own
// account alone, MayOn and SeesCustomer say which that is. The refusal is
// UNAUTHENTICATED for nobody; else FORBIDDEN, or
// EMAIL_MANAGED_BY_IDENTITY_PROVIDER for a change of e-mail.
func (c Caller) May(p Permission) error {
	if c.Role == Nobody && p != Anybody {
		return &Error{Code: Unauthenticated, Message: "Sign in first: send a valid token as \"Authorization: Bearer TOKEN\". The one that was sent is missing, unknown, expired or revoked."}
	}
	right := RightOf(c.Role, p)
	if right == Yes || right == IfSiteAllows && c.SiteLetsAgentsInvite || right == Own && !c.Customer.IsZero() {
		return nil
	}
	refusal := rights[p].refusal
	return &refusal
}

// MayOn tells whether the caller has a permission on one customer's account.
func (c Caller) MayOn(p Permission, customer ID) error {
	err := c.May(p)
	if err == nil && RightOf(c.Role, p) == Own && customer != c.Customer {
		refusal := rights[p].refusal
		return &refusal
	}
	return err
}

// Sees tells whether a site is in the caller's scope. Every read of the store asks
// this or one of the two below, in SQL or here.
func (c Caller) Sees(site ID) bool {
	return c.Role != Nobody && (!c.Role.OfOneSite() || c.Site == site && !site.IsZero())
}

// SeesRowsOf tells whether the rows of a site are in the caller's scope. A customer
// sees its site, and of the rows only what is its own.
func (c Caller) SeesRowsOf(site ID) bool { return c.Role != Customer && c.Sees(site) }

// SeesCustomer tells whether an account of a site is in the caller's scope.
func (c Caller) SeesCustomer(site, customer ID) bool {
	if c.Role == Customer {
		return c.Sees(site) && customer == c.Customer && !customer.IsZero()
	}
	return c.Sees(site)
}

type contextKey uint8

const (
	callerKey contextKey = iota
	requestKey
	visitKey
)

// WithCaller puts the caller into the context. With the request id, the visit and
// the deadline it is all that travels there.
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
