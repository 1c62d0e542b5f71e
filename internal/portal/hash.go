package portal

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"gatehouse/account"
	"gatehouse/internal/bound"
)

// Parameters of Argon2id: OWASP's first choice. One hash takes 19 MiB and some
// 30 ms of a core.
const (
	argonMemory  = 19 << 10 // KiB.
	argonTime    = 2
	argonThreads = 1
	saltLength   = 16
	hashLength   = 32
)

// Bounds of the hashes that are computed at once: memory is what they cost. Who
// waits longer than this is told to come again.
const (
	hashesPerCore  = 2
	waitersPerHash = 16
	maxHashWait    = 4 * time.Second
)

// hasher computes password hashes, a few at a time.
type hasher struct {
	gate     *bound.Gate
	dummy    string       // What is verified for who has no password.
	computed atomic.Int64 // Hashes so far; tests count the work by it.
}

func newHasher() *hasher {
	h := &hasher{gate: bound.NewGate(hashesPerCore*runtime.GOMAXPROCS(0), waitersPerHash, maxHashWait)}
	h.dummy = encode(random(saltLength), random(hashLength))
	return h
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

const encodedPrefix = "$argon2id$v=19$m=19456,t=2,p=1$"

var encoding = base64.RawStdEncoding

// encode writes salt and hash in the common form, with the parameters before them.
func encode(salt, hash []byte) string {
	return encodedPrefix + encoding.EncodeToString(salt) + "$" + encoding.EncodeToString(hash)
}

// hash computes the hash of a new password. TRY_AGAIN where too many wait.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := random(saltLength)
	hash, err := h.compute(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return encode(salt, hash), nil
}

// verify tells whether a password has a hash. For "" it computes as much and says
// no.
func (h *hasher) verify(ctx context.Context, password, encoded string) (bool, error) {
	against := encoded
	if encoded == "" {
		against = h.dummy
	}
	rest, ours := strings.CutPrefix(against, encodedPrefix)
	saltText, hashText, whole := strings.Cut(rest, "$")
	salt, err := encoding.DecodeString(saltText)
	want, err2 := encoding.DecodeString(hashText)
	if !ours || !whole || err != nil || err2 != nil {
		return false, fmt.Errorf("a password's hash is none of ours")
	}
	got, err := h.compute(ctx, password, salt)
	if err != nil {
		return false, err
	}
	same := subtle.ConstantTimeCompare(got, want) == 1
	return same && encoded != "", nil
}

func (h *hasher) compute(ctx context.Context, password string, salt []byte) ([]byte, error) {
	if !h.gate.Enter(ctx) {
		return nil, &account.Error{
			Code: account.StoreIsBusy, RetryAfter: time.Second,
			Message: "Many people sign in at this moment, and nothing was done for you yet. Try again in a second.",
		}
	}
	defer h.gate.Leave()
	h.computed.Add(1)
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonThreads, hashLength), nil
}
