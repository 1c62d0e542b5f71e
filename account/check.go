package account

// Check tells what is wrong with an account as it was read back, or "". It says
// nothing of the name or the address itself.
func Check(a Account) string {
	email, err := ParseEmail(a.Email.Typed)
	switch {
	case a.Status != Active && a.Status != Revoked:
		return "its state is " + a.Status.String()
	case (a.Status == Revoked) == a.RevokedAt.IsZero():
		return "its state and the date of its revocation don't agree"
	case a.Site.IsZero() || a.ID.IsZero() || a.CreatedAt.IsZero():
		return "it lacks its id, its site or its date"
	case err != nil || email.Canonical != a.Email.Canonical:
		return "its e-mail address is not in canonical form"
	}
	if name, err := ParseDisplayName(a.DisplayName); err != nil || name != a.DisplayName {
		return "its name has characters that names can't have"
	}
	return ""
}
