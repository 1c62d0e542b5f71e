package scim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/account"
)

// Names of schemas, RFC 7643 and 7644.
const (
	userSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	errorSchema      = "urn:ietf:params:scim:api:messages:2.0:Error"
	listSchema       = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	searchSchema     = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	patchSchema      = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
)

// resource is a user, or another thing, as it is written: only what is asked for
// is in it.
type resource map[string]any

// user gives an account as a user.
func user(a account.Revised, location string) resource {
	return resource{
		"schemas":     []string{userSchema},
		"id":          a.ID.String(),
		"userName":    a.Email.Typed,
		"displayName": a.DisplayName,
		"name":        resource{"formatted": a.DisplayName},
		"emails":      []resource{{"value": a.Email.Typed, "type": workType, "primary": true}},
		"active":      a.Status == account.Active,
		"meta": resource{
			"resourceType": "User", "created": stamp(a.CreatedAt), "lastModified": stamp(a.RevisedAt),
			"version": version(a.Revision), "location": location,
		},
	}
}

// workType is the type of the one address that a customer has.
const workType = "work"

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// version is an account's ETag: weak, for the same revision may be written with
// other attributes.
func version(revision int64) string { return `W/"` + strconv.FormatInt(revision, 10) + `"` }

// versions reads If-Match and If-None-Match: nil where there is none or a star. An
// ETag that was never ours matches nothing.
func versions(header http.Header, name string) (revisions []int64, star bool) {
	values := header.Values(name)
	if len(values) == 0 {
		return nil, false
	}
	revisions = []int64{}
	for tag := range strings.SplitSeq(strings.Join(values, ","), ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" {
			return nil, true
		}
		tag = strings.Trim(strings.TrimPrefix(tag, "W/"), `"`)
		if n, err := strconv.ParseInt(tag, 10, 64); err == nil && tag == strconv.FormatInt(n, 10) {
			revisions = append(revisions, n)
		}
	}
	return revisions, false
}

// shape is which attributes of a user are wanted.
type shape struct{ only, without []string }

// always are what no request can leave out (RFC 7643, 3.1).
var always = []string{"schemas", "id"}

func names(text string) []string {
	var all []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name = strings.TrimPrefix(name, strings.ToLower(userSchema)+":"); name != "" {
			all = append(all, name)
		}
	}
	return all
}

// of leaves in a resource what is wanted. Where both are said, attributes counts.
func (s shape) of(r resource) resource {
	switch {
	case len(s.only) > 0:
		return pick(r, "", func(path string, whole bool) bool {
			return slices.Contains(always, path) || slices.ContainsFunc(s.only, func(wanted string) bool {
				return wanted == path || strings.HasPrefix(path, wanted+".") || !whole && strings.HasPrefix(wanted, path+".")
			})
		})
	case len(s.without) > 0:
		return pick(r, "", func(path string, _ bool) bool {
			return slices.Contains(always, path) || !slices.Contains(s.without, path)
		})
	}
	return r
}

// pick keeps the attributes for whose path keep says so. Parents are asked for as
// parts of themselves, and go where none of their children stays.
func pick(r resource, parent string, keep func(path string, whole bool) bool) resource {
	picked := resource{}
	for name, value := range r {
		path := parent + strings.ToLower(name)
		switch value := value.(type) {
		case resource:
			if inner := pick(value, path+".", keep); keep(path, false) && len(inner) > 0 {
				picked[name] = inner
			}
		case []resource:
			var all []resource
			for _, one := range value {
				if inner := pick(one, path+".", keep); len(inner) > 0 {
					all = append(all, inner)
				}
			}
			if keep(path, false) && all != nil {
				picked[name] = all
			}
		default:
			if keep(path, true) {
				picked[name] = value
			}
		}
	}
	return picked
}
