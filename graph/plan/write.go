package plan

import (
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

const hexDigits = "0123456789abcdef"

// appendText appends a JSON text, escaped as the generated code escapes.
func appendText(out []byte, s string) []byte {
	out = append(out, '"')
	begin := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		out = append(out, s[begin:i]...)
		begin = i + 1
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\n':
			out = append(out, '\\', 'n')
		case '\r':
			out = append(out, '\\', 'r')
		case '\t':
			out = append(out, '\\', 't')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(out, s[begin:]...), '"')
}

// of the cost of a page.
func appendTime(out []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(out, `"2006-01-02T15:04:05.000Z"`)
	}
	hour, minute, second := t.Clock()
	ms := t.Nanosecond() / 1e6
	two := func(n int) (byte, byte) { return byte('0' + n/10), byte('0' + n%10) }
	y1, y2 := two(year / 100)
	y3, y4 := two(year % 100)
	m1, m2 := two(int(month))
	d1, d2 := two(day)
	h1, h2 := two(hour)
	n1, n2 := two(minute)
	s1, s2 := two(second)
	f2, f3 := two(ms % 100)
	return append(out, '"', y1, y2, y3, y4, '-', m1, m2, '-', d1, d2, 'T', h1, h2, ':', n1, n2, ':', s1, s2,
		'.', byte('0'+ms/100), f2, f3, 'Z', '"')
}

// constant writes the same text each time.
func constant[T any](text string) writer[T] {
	quoted := string(appendText(nil, text))
	return func(r *run, _ *T) bool {
		r.out = append(r.out, quoted...)
		return true
	}
}

// The makers below are for fields that are read off the Go value.

func text[T any, S ~string](get func(*T) S) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			r.out = appendText(r.out, string(get(v)))
			return true
		}
	}
}

func optionalText[T any, S ~string](get func(*T) *S) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			s := get(v)
			if s == nil {
				r.out = append(r.out, "null"...)
				return true
			}
			r.out = appendText(r.out, string(*s))
			return true
		}
	}
}

func texts[T any, S ~string](get func(*T) []S) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			all := get(v)
			if all == nil {
				return r.fail(null)
			}
			r.out = append(r.out, '[')
			for i, s := range all {
				if i > 0 {
					r.out = append(r.out, ',')
				}
				r.out = appendText(r.out, string(s))
			}
			r.out = append(r.out, ']')
			return true
		}
	}
}

// moment writes a time; the zero time is null, and that has no place here.
func moment[T any](get func(*T) time.Time) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			t := get(v)
			if t.IsZero() {
				return r.fail(null)
			}
			r.out = appendTime(r.out, t)
			return true
		}
	}
}

func optionalMoment[T any](get func(*T) *time.Time) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			t := get(v)
			if t == nil || t.IsZero() {
				r.out = append(r.out, "null"...)
				return true
			}
			r.out = appendTime(r.out, *t)
			return true
		}
	}
}

func truth[T any](get func(*T) bool) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			r.out = strconv.AppendBool(r.out, get(v))
			return true
		}
	}
}

func number[T any](get func(*T) int) maker[T] {
	return func(*compiler, *ast.Field) writer[T] {
		return func(r *run, v *T) bool {
			r.out = strconv.AppendInt(r.out, int64(get(v)), 10)
			return true
		}
	}
}
