// Package seal signs what Gatehouse hands out as proof: erasure receipts and
// backup manifests. Anybody who has the public key can check them offline.
package seal
