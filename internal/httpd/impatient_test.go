package httpd

import "time"

// SetWriteTime sets how long a client may take for a message, and gives back the way
// it was.
func SetWriteTime(t time.Duration) (undo func()) {
	before := writeTime
	writeTime = t
	return func() { writeTime = before }
}
