package scim

import (
	"net/http"
	"slices"
	"strings"

	filter "github.com/scim2/filter-parser/v2"

	"gatehouse/account"
)

// Bounds of a PATCH. What a provider sends has a dozen operations.
const (
	maxOperations = 100
	maxPath       = 256
)

// operation is one change of a PATCH.
type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

func readPatch(w http.ResponseWriter, r *http.Request) ([]operation, error) {
	var sent struct {
		Schemas    []string    `json:"schemas"`
		Operations []operation `json:"Operations"`
	}
	if err := body(w, r, &sent); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(sent.Schemas, patchSchema):
		return nil, refused(invalidSyntax, "schemas has to hold "+patchSchema+".")
	case len(sent.Operations) == 0:
		return nil, refused(invalidSyntax, "There are no Operations. Send at least one.")
	case len(sent.Operations) > maxOperations:
		return nil, refused(invalidValue, "There are more than 100 Operations. Send them in several requests.")
	}
	return sent.Operations, nil
}

// apply puts an operation into a wish. Add and replace come to the same: every
// attribute that is kept has one value.
func (o operation) apply(sent *wish, now account.Account) error {
	op := strings.ToLower(o.Op) // Microsoft Entra ID sends "Replace".
	switch {
	case op != "add" && op != "replace" && op != "remove":
		return refused(invalidSyntax, "op has to be add, replace or remove.")
	case o.Path != "":
		t, err := readTarget(o.Path)
		if err != nil {
			return err
		}
		return t.apply(sent, now, op, o.Value)
	case op == "remove":
		return refused(noTarget, "A remove needs a path.")
	}
	whole, ok := o.Value.(map[string]any)
	if !ok {
		return refused(invalidValue, "Without a path, the value has to be an object of attributes.")
	}
	for name, value := range whole {
		fixed := attributes[strings.ToLower(name)].fixed != "" && !strings.EqualFold(name, "password")
		if fixed || value == nil {
			continue // Okta sends the id along, and null for what a person has not.
		}
		t, err := readTarget(name)
		if err != nil {
			return err
		}
		if err := t.apply(sent, now, op, value); err != nil {
			return err
		}
	}
	return nil
}

// target is what an operation is about.
type target struct {
	name   string // Of the attributes, in small letters; "": of an extension, which is not kept.
	filter filter.Expression
}

func unknownTarget() *problem {
	return refused(invalidPath, "The path names no attribute of a user. Those that are kept are userName, displayName, name.formatted, name.givenName, name.familyName, emails and active; remove the mapping of others.")
}

func readTarget(path string) (t target, err error) {
	if strings.EqualFold(path, enterpriseSchema) {
		return t, nil
	}
	if len(path) > maxPath || nested(path) {
		return t, unknownTarget()
	}
	parsed, err := filter.ParsePath([]byte(path))
	if err != nil {
		return t, unknownTarget()
	}
	uri := parsed.AttributePath.URI()
	if strings.EqualFold(uri, enterpriseSchema) {
		return t, nil
	}
	if uri != "" && !strings.EqualFold(uri, userSchema) {
		return t, unknownTarget()
	}
	first := strings.ToLower(parsed.AttributePath.AttributeName)
	t = target{name: first, filter: parsed.ValueExpression}
	for _, sub := range []string{parsed.AttributePath.SubAttributeName(), parsed.SubAttributeName()} {
		if sub != "" {
			t.name += "." + strings.ToLower(sub)
		}
	}
	parent, known := attributes[first]
	switch {
	case !known:
		return t, unknownTarget()
	case parent.set == nil || t.name == first:
		t.name = first // Parts of what is not kept are not kept either.
	default:
		if _, known = attributes[t.name]; !known {
			return t, unknownTarget()
		}
	}
	if t.filter != nil && first != "emails" && parent.set != nil {
		return t, unknownTarget()
	}
	return t, nil
}

func (t target) apply(sent *wish, now account.Account, op string, value any) error {
	known := attributes[t.name]
	if known.fixed != "" {
		return refused(mutability, known.fixed+" can't be changed over SCIM.")
	}
	if t.filter != nil && known.set != nil {
		ours, err := isAddress(t.filter, now.Email)
		switch {
		case err != nil:
			return err
		case !ours && op == "add":
			return nil // A second address is taken and not kept.
		case !ours:
			return refused(noTarget, "The user has no such e-mail address. A customer has one, of the type work; remove the mapping of others.")
		}
	}
	switch {
	case known.set == nil:
		return nil
	case op != "remove":
		return known.set(sent, value)
	case t.name == "name.givenname" || t.name == "name.familyname":
		return nil
	}
	return refused(mutability, "A customer always has an address, a name and a state. Replace it instead of removing it.")
}

// isAddress tells whether the filter of a path, such as emails[type eq "work"],
// means the one address that there is.
func isAddress(e filter.Expression, now account.Email) (bool, error) {
	conditions, err := flatten(e)
	if err != nil {
		return false, refused(invalidPath, "In the filter of a path, eq and \"and\" are supported.")
	}
	for _, c := range conditions {
		s, _ := c.value.(string)
		var flag wish
		switch c.name {
		case "type":
			if !strings.EqualFold(s, workType) {
				return false, nil
			}
		case "primary":
			if setActive(&flag, c.value) != nil || !*flag.active {
				return false, nil
			}
		case "value":
			if sent, err := account.ParseEmail(s); err != nil || sent.Canonical != now.Canonical {
				return false, nil
			}
		default:
			return false, nil
		}
	}
	return true, nil
}
