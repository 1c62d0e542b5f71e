package jobs

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"time"

	"gatehouse/account"
)

// fingerprint hashes the whole input, each part with its length, so that no two
// inputs read alike. The store keeps an HMAC of it, by which a retry is told from
// another job.
func fingerprint(in account.JobInput) [32]byte {
	h := sha256.New()
	size := make([]byte, 8)
	add := func(texts ...string) {
		for _, text := range texts {
			binary.BigEndian.PutUint64(size, uint64(len(text)))
			h.Write(size)
			h.Write([]byte(text))
		}
	}
	count := ""
	if in.ConfirmCount != nil {
		count = strconv.Itoa(*in.ConfirmCount)
	}
	add(in.Site.String(), string(in.Action), strconv.FormatBool(in.DryRun), count, in.Reason, in.Selection.Domain)
	for _, t := range []time.Time{in.Selection.InactiveSince, in.Selection.NeverSignedInSince, in.Selection.IdleSince} {
		add(t.UTC().Format(time.RFC3339Nano))
	}
	for _, line := range in.Lines {
		add(strconv.Itoa(line.Line), line.ID, line.Email, line.DisplayName, string(line.Bad))
	}
	return [32]byte(h.Sum(nil))
}
