// Command gen writes the visibility table of the domain as data for the console,
// so that its "Why?" never says anything but what the product does:
//
//	go generate ./internal/web
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"gatehouse/account"
)

// row is one surface of the table; the cells are texts for people.
type row struct {
	Surface string `json:"surface"`
	Active  string `json:"active"`
	Revoked string `json:"revoked"`
	Deleted string `json:"deleted"`
}

// surfaces are the console's columns, by the names it has for them.
var surfaces = map[string]account.Surface{
	"userPicker": account.UserPicker,
	"filter":     account.Filter,
	"pageSearch": account.PageSearch,
	"fieldLabel": account.FieldLabel,
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("Name the file to write: go run ./console/gen FILE")
	}
	table, err := table()
	if err == nil {
		err = os.WriteFile(os.Args[1], table, 0o644)
	}
	if err != nil {
		log.Fatal(fmt.Errorf("gen: %w", err))
	}
}

func table() ([]byte, error) {
	rows := map[string]row{}
	for name, surface := range surfaces {
		rows[name] = row{
			Surface: surface.String(),
			Active:  account.Shows(surface, account.Active),
			Revoked: account.Shows(surface, account.Revoked),
			Deleted: account.Shows(surface, account.Deleted),
		}
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
