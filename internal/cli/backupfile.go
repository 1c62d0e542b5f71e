package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
)

// checksum reads a file and gives its size and its SHA-256 in hex.
func checksum(ctx context.Context, path string, tell func(done int64)) (int64, string, error) {
	return copyHashed(ctx, path, io.Discard, tell)
}

// copyHashed copies a file and gives its size and its SHA-256 in hex.
func copyHashed(ctx context.Context, path string, to io.Writer, tell func(done int64)) (size int64, sum string, err error) {
	from, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer from.Close()
	hash := sha256.New()
	to = io.MultiWriter(to, hash)
	for {
		if err := ctx.Err(); err != nil {
			return size, "", err
		}
		n, err := io.CopyN(to, from, 4<<20)
		if size += n; err == io.EOF {
			return size, hex.EncodeToString(hash.Sum(nil)), nil
		}
		if err != nil {
			return size, "", err
		}
		tell(size)
	}
}

func syncDirectory(dir string) error {
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}
