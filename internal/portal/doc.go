// Package portal lets customers in: invitations, password resets, sign-ins and the
// pages for them. Who may come in at all is the domain's table; that nobody stays in
// after a revoke is the store's transaction. Here is what must not give away who has
// an account: the same work and the same words for whoever can't come in.
package portal
