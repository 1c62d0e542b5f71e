package portal

import (
	"crypto/subtle"
	"encoding/hex"
	"net/http"
)

// formCookie holds the secret that a form sends once more in its body. Another site
// can make a browser send a form, but neither read the cookie nor have it sent
// along.
const formCookie = "gatehouse_portal_form"

const formSecretLength = 16

// newForm gives the secret for the forms of a page: the browser's, where it has one.
func newForm(w http.ResponseWriter, r *http.Request) string {
	if cookie, err := r.Cookie(formCookie); err == nil && len(cookie.Value) == 2*formSecretLength {
		return cookie.Value
	}
	secret := hex.EncodeToString(random(formSecretLength))
	http.SetCookie(w, &http.Cookie{
		Name: formCookie, Value: secret, Path: "/portal/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: w.Header().Get("Strict-Transport-Security") != "",
	})
	return secret
}

// formFits tells whether a form was sent from a page of ours.
func formFits(r *http.Request) bool {
	var protection http.CrossOriginProtection
	cookie, err := r.Cookie(formCookie)
	return err == nil && len(cookie.Value) == 2*formSecretLength && protection.Check(r) == nil &&
		subtle.ConstantTimeCompare([]byte(cookie.Value), []byte(r.PostFormValue("form"))) == 1
}
