package importfile

import (
	"fmt"
	"strings"
	"unicode"
)

// Field is something that an import takes from a row.
type Field uint8

// The fields, in the order in which help texts list them.
const (
	ID Field = iota
	Name
	FirstName
	LastName
	Email
	Status
	CreatedAt
	RevokedAt
	LastSignInAt
	fields // How many there are.
)

// None is the field of a column that is not taken.
const None Field = fields

// names gives each field's name, for -map and for messages.
var names = [fields]string{
	ID: "id", Name: "name", FirstName: "firstName", LastName: "lastName", Email: "email", Status: "status",
	CreatedAt: "createdAt", RevokedAt: "revokedAt", LastSignInAt: "lastSignInAt",
}

func (f Field) String() string { return names[f] }

// spellings lists the column names that mean a field, as letters and digits only:
// "Account ID", "account_id" and "accountId" are one.
var spellings = [fields][]string{
	ID:           {"id", "accountid", "customerid", "userid", "uuid", "guid"},
	Name:         {"name", "fullname", "displayname", "username", "customername", "customer"},
	FirstName:    {"firstname", "givenname", "forename"},
	LastName:     {"lastname", "familyname", "surname"},
	Email:        {"email", "emailaddress", "mail", "mailaddress", "emailid", "login", "primaryemail"},
	Status:       {"status", "accountstatus", "userstatus", "state", "accountstate", "access", "active", "isactive", "enabled"},
	CreatedAt:    {"created", "createdat", "createdon", "createdate", "createddate", "creationdate", "datecreated", "creationtime", "added", "addedat", "addedon", "dateadded", "joined", "joinedat", "invited", "invitedat", "signedup", "signedupat"},
	RevokedAt:    {"revokedat", "accessrevokedat"},
	LastSignInAt: {"lastseen", "lastseenat", "lastseendate", "lastactive", "lastactiveat", "lastactivity", "lastactivedate", "lastlogin", "lastloginat", "lastlogindate", "lastsignin", "lastsigninat", "lastsignindate", "lastsignedin", "lastaccess", "lastaccessed"},
}

// meaning is what a column name says: a field, and how well the name fits. Where
// two columns mean one field, the lower rank is taken.
type meaning struct {
	field Field
	rank  int
}

const (
	chosen   = -1  // By -map.
	farFetch = 100 // By the beginning of the name.
)

var meanings = func() map[string]meaning {
	m := map[string]meaning{}
	for field, list := range spellings {
		for rank, spelling := range list {
			m[spelling] = meaning{Field(field), rank}
		}
	}
	return m
}()

func meaningOf(column string) meaning {
	key := letters(column)
	if m, ok := meanings[key]; ok {
		return m
	}
	// "Last seen in Help Center - acme" is how some exports name the product.
	if strings.HasPrefix(key, "lastseenin") {
		return meaning{LastSignInAt, farFetch}
	}
	return meaning{None, farFetch}
}

// letters keeps the letters and digits of a name, in lower case.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// Mapping says which columns mean which field, before the usual spellings are
// tried. Columns are compared by their letters and digits.
type Mapping map[string]Field

// Set reads COLUMN=FIELD, as the flag -map takes it.
func (m Mapping) Set(text string) error {
	column, name, found := strings.Cut(text, "=")
	if !found || column == "" {
		return fmt.Errorf("write it as COLUMN=FIELD, like \"Contact=email\"")
	}
	field := None
	for f, known := range names {
		if strings.EqualFold(known, name) {
			field = Field(f)
		}
	}
	if field == None {
		if field = meaningOf(name).field; field == None {
			return fmt.Errorf("there is no field %q; the fields are %s", name, strings.Join(names[:], ", "))
		}
	}
	m[letters(column)] = field
	return nil
}

func (m Mapping) String() string { return "" }

func (m Mapping) meaningOf(column string) meaning {
	if field, ok := m[letters(column)]; ok {
		return meaning{field, chosen}
	}
	return meaningOf(column)
}
