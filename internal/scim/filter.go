package scim

import (
	"encoding/json"
	"regexp"
	"strings"

	filter "github.com/scim2/filter-parser/v2"

	"gatehouse/account"
)

// maxFilter bounds a filter, in bytes; an address has 254. maxBrackets bounds how
// deep it is nested: the parser tries each bracket in several ways.
const (
	maxFilter   = 1024
	maxBrackets = 4
)

func nested(text string) bool { return strings.Count(text, "(")+strings.Count(text, "[") > maxBrackets }

func filterRefused() *problem {
	return refused(invalidFilter, "This filter is not supported. Supported are userName eq \"…\", emails.value eq \"…\", id eq \"…\" and active eq true or false, joined by \"and\": users are found by their whole address, not by a part of it.")
}

// condition is one comparison for equality.
type condition struct {
	name  string // In small letters.
	value any
}

// flatten gives the comparisons that all have to hold. Anything but eq and "and"
// is refused.
func flatten(e filter.Expression) ([]condition, error) {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		uri := e.AttributePath.URI()
		if e.Operator != filter.EQ || uri != "" && !strings.EqualFold(uri, userSchema) {
			return nil, filterRefused()
		}
		name := strings.ToLower(e.AttributePath.AttributeName)
		if sub := e.AttributePath.SubAttributeName(); sub != "" {
			name += "." + strings.ToLower(sub)
		}
		value := e.CompareValue
		if raw, ok := value.(string); ok {
			// The parser leaves escapes as they stand.
			var text string
			if json.Unmarshal([]byte(`"`+raw+`"`), &text) != nil {
				return nil, filterRefused()
			}
			value = text
		}
		return []condition{{name, value}}, nil
	case *filter.LogicalExpression:
		if e.Operator != filter.AND {
			return nil, filterRefused()
		}
		left, err := flatten(e.Left)
		if err != nil {
			return nil, err
		}
		right, err := flatten(e.Right)
		return append(left, right...), err
	case *filter.ValuePath:
		inner, err := flatten(e.ValueFilter)
		for i := range inner {
			inner[i].name = strings.ToLower(e.AttributePath.AttributeName) + "." + inner[i].name
		}
		return inner, err
	}
	return nil, filterRefused()
}

// typedAddress is how Microsoft Entra ID asks for an address. RFC 7644 has no such
// filter, so it is told in its words.
var typedAddress = regexp.MustCompile(`(?i)\bemails\[type eq "work"\]\.value\b`)

// wanted is which users are asked for.
type wanted struct {
	account.CustomerQuery
	id   account.ID
	none bool // The conditions exclude each other, or what they ask for can't be.
}

// readFilter reads a filter; "" asks for all.
func readFilter(site account.ID, text string) (wanted, error) {
	q := wanted{CustomerQuery: account.CustomerQuery{Site: site}}
	text = strings.TrimSpace(text)
	if text == "" {
		return q, nil
	}
	if len(text) > maxFilter || nested(text) {
		return q, filterRefused()
	}
	parsed, err := filter.ParseFilter([]byte(typedAddress.ReplaceAllLiteralString(text, "emails.value")))
	if err != nil {
		return q, filterRefused()
	}
	conditions, err := flatten(parsed)
	if err != nil {
		return q, err
	}
	for _, c := range conditions {
		if err := q.narrow(c); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (q *wanted) narrow(c condition) error {
	text, isText := c.value.(string)
	switch c.name {
	case "username", "emails", "emails.value":
		// What is no address is nobody's: providers look for made-up names to try
		// the door.
		email, err := account.ParseEmail(text)
		q.none = q.none || !isText || err != nil || q.Email != "" && q.Email != email.Canonical
		q.Email = email.Canonical
	case "id":
		id, err := account.ParseID(text)
		q.none = q.none || err != nil || !q.id.IsZero() && q.id != id
		q.id = id
	case "active":
		var sent wish
		if setActive(&sent, c.value) != nil {
			return filterRefused()
		}
		status := *sent.access()
		q.none = q.none || q.Status != 0 && q.Status != status
		q.Status = status
	case "emails.type":
		q.none = q.none || !strings.EqualFold(text, workType)
	case "emails.primary":
		var sent wish
		q.none = q.none || setActive(&sent, c.value) != nil || !*sent.active
	default:
		return filterRefused()
	}
	return nil
}

// fits tells whether an account that was read by its id is among those wanted.
func (q wanted) fits(a account.Account) bool {
	return a.Site == q.Site && (q.Email == "" || q.Email == a.Email.Canonical) && (q.Status == 0 || q.Status == a.Status)
}

// key is how the accounts are found, as the visibility table calls it.
func (q wanted) key() account.Key {
	switch {
	case !q.id.IsZero():
		return account.ByID
	case q.Email != "":
		return account.ByExactEmail
	}
	return account.Listed
}
