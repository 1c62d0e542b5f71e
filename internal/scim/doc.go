// Package scim is the identity provider's door: Users of one site over SCIM 2.0
// (RFC 7643, RFC 7644). Creating invites, active false revokes access, active true
// grants it; deleting is refused, because only organization admins delete. The
// rules are the store's: this package translates, and decides nothing.
package scim
