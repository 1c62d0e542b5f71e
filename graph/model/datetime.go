package model

import (
	"io"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"gatehouse/account"
)

// dateTime is how times are written: RFC 3339 in UTC with milliseconds.
const dateTime = "2006-01-02T15:04:05.000Z"

// MarshalDateTime writes the scalar DateTime. The zero time is null.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	if t.IsZero() {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		text := make([]byte, 0, len(dateTime)+2)
		text = append(text, '"')
		text = t.UTC().AppendFormat(text, dateTime)
		_, _ = w.Write(append(text, '"')) // A buffer's Write has no error.
	})
}

// UnmarshalDateTime reads the scalar DateTime: RFC 3339 with any offset, cut to the
// millisecond.
func UnmarshalDateTime(value any) (time.Time, error) {
	text, ok := value.(string)
	if !ok {
		return time.Time{}, errDateTime
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}, errDateTime
	}
	return t.UTC().Truncate(time.Millisecond), nil
}

var errDateTime = &account.Error{
	Code:    account.InvalidArgument,
	Message: "A DateTime is text in the form of RFC 3339, like 2026-11-23T21:40:00.000Z.",
}
