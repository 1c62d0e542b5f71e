package scim

import "net/http"

// Bounds of a list. maxStart bounds what is walked over before a page begins.
const (
	maxPage  = 100
	maxStart = 1_000_000
)

func serviceProviderConfig(base string) resource {
	yes, no := resource{"supported": true}, resource{"supported": false}
	return resource{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":   yes, "etag": yes, "changePassword": no, "sort": no,
		"bulk":   resource{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter": resource{"supported": true, "maxResults": maxPage},
		"authenticationSchemes": []resource{{
			"type": "oauthbearertoken", "name": "Bearer token", "primary": true, "specUri": "https://www.rfc-editor.org/info/rfc6750",
			"description": "An access token of the role IDENTITY_PROVIDER, as \"Authorization: Bearer TOKEN\".",
		}},
		"meta": resource{"resourceType": "ServiceProviderConfig", "location": base + "/ServiceProviderConfig"},
	}
}

func resourceType(base string) resource {
	return resource{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"},
		"id":      "User", "name": "User", "endpoint": "/Users", "schema": userSchema, "schemaExtensions": []resource{},
		"description": "A portal-only customer of the site.",
		"meta":        resource{"resourceType": "ResourceType", "location": base + "/ResourceTypes/User"},
	}
}

// schemaOfUsers describes what is kept of a user: nothing else is.
func schemaOfUsers(base string) resource {
	return resource{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"},
		"id":      userSchema, "name": "User",
		"description": "A portal-only customer. What is not listed here is taken and not kept: externalId too, so match users by userName.",
		"attributes": []resource{
			text("userName", "The e-mail address. It is unique at the site among accounts that are not deleted, and compared in canonical form.", true, "server"),
			text("displayName", "The name, 1 to 255 characters. It counts before name.", false, "none"),
			complexOf("name", "The name in other words; one is kept.", false,
				text("formatted", "The same as displayName.", false, "none"),
				writeOnly("givenName", "With familyName, the name where neither displayName nor formatted is sent."),
				writeOnly("familyName", "With givenName, the name where neither displayName nor formatted is sent."),
			),
			complexOf("emails", "The one address: the same as userName.", true,
				text("value", "The address.", false, "server"),
				text("type", "Always work.", false, "none"),
				truth("primary", "Always true."),
			),
			truth("active", "True: has access. Setting it to false revokes access, setting it to true grants it."),
		},
		"meta": resource{"resourceType": "Schema", "location": base + "/Schemas/" + userSchema},
	}
}

func attribute(name, kind, description string) resource {
	return resource{
		"name": name, "type": kind, "description": description, "multiValued": false, "required": false,
		"mutability": "readWrite", "returned": "default",
	}
}

func text(name, description string, required bool, unique string) resource {
	a := attribute(name, "string", description)
	a["required"], a["caseExact"], a["uniqueness"] = required, false, unique
	return a
}

func writeOnly(name, description string) resource {
	a := text(name, description, false, "none")
	a["mutability"], a["returned"] = "writeOnly", "never"
	return a
}

func truth(name, description string) resource { return attribute(name, "boolean", description) }

func complexOf(name, description string, many bool, parts ...resource) resource {
	a := attribute(name, "complex", description)
	a["multiValued"], a["subAttributes"] = many, parts
	return a
}

// discover answers the three addresses that describe the door. They take no filter
// (RFC 7644, 4).
func (h *Handler) discover(w http.ResponseWriter, r *http.Request, at place) error {
	all := map[string][]resource{
		"ServiceProviderConfig": {serviceProviderConfig(at.base)},
		"ResourceTypes":         {resourceType(at.base)},
		"Schemas":               {schemaOfUsers(at.base)},
	}[at.collection]
	switch {
	case r.URL.Query().Has("filter"):
		return &problem{http.StatusForbidden, "", "This address takes no filter."}
	case at.id != "" && at.id != all[0]["id"]:
		return unknownPlace()
	case at.id != "" || at.collection == "ServiceProviderConfig":
		answer(w, http.StatusOK, all[0])
	default:
		answer(w, http.StatusOK, list(all, len(all), 1))
	}
	return nil
}
