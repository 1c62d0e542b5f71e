package store

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"gatehouse/account"
)

// partSize is how many lines of a job share a transaction. A revoke costs the
// writer about 60 µs: another caller's change waits 6 ms at most behind one part.
const partSize = 100

// part is a row of job_part.
type part struct {
	n     int64
	lines []account.JobLine
}

const partColumns = "n, first, numbers, customers, codes, invites"

func scanPart(r row) (part, error) {
	p := part{n: r.number(0)}
	numbers, customers, codes := r.bytes(2), r.bytes(3), r.bytes(4)
	if len(customers) != 16*len(codes) || len(numbers) > 0 && len(numbers) != 4*len(codes) {
		return p, fmt.Errorf("part %d of a job is damaged", p.n)
	}
	invites := strings.SplitAfter(r.text(5), "\n")
	for i, code := range codes {
		line := account.JobLine{Line: int(r.number(1)) + i}
		if len(numbers) > 0 {
			line.Line = int(binary.BigEndian.Uint32(numbers[4*i:]))
		}
		if id := [16]byte(customers[16*i:]); id != [16]byte{} {
			line.Customer = account.ID{Kind: account.CustomerKind, UUID: id}
		}
		if int(code) > len(account.LineCodes) {
			return p, fmt.Errorf("part %d of a job has code %d, which this gatehouse does not know", p.n, code)
		}
		if code > 0 {
			line.Code = account.LineCodes[code-1]
		} else if !r.null(5) {
			fields := strings.Split(strings.TrimSuffix(invites[0], "\n"), "\t")
			if len(fields) != 3 {
				return p, fmt.Errorf("part %d of a job has an invitation that can't be read", p.n)
			}
			line.Invite = &account.Invitation{Email: account.Email{Canonical: fields[0], Typed: fields[1]}, DisplayName: fields[2]}
			invites = invites[1:]
		}
		p.lines = append(p.lines, line)
	}
	return p, nil
}

// packed are the columns of a part's lines. Of a line that has its code no
// invitation is kept. Neither addresses nor names have tabs or line ends.
func packed(lines []account.JobLine) (numbers, customers, codes []byte, invites any, err error) {
	var kept strings.Builder
	runs := true
	for i, line := range lines {
		runs = runs && line.Line == lines[0].Line+i
		numbers = binary.BigEndian.AppendUint32(numbers, uint32(line.Line))
		customers = append(customers, line.Customer.UUID[:]...)
		code := slices.Index(account.LineCodes, line.Code) + 1
		if code == 0 && line.Code != "" {
			return nil, nil, nil, nil, fmt.Errorf("a line of a job ended with %s, which lines can't have", line.Code)
		}
		codes = append(codes, byte(code))
		if line.Code == "" && line.Invite != nil {
			fmt.Fprintf(&kept, "%s\t%s\t%s\n", line.Invite.Email.Canonical, line.Invite.Email.Typed, line.Invite.DisplayName)
		}
	}
	if runs {
		numbers = nil
	}
	if kept.Len() > 0 {
		invites = kept.String()
	}
	return numbers, customers, codes, invites, nil
}

// addParts keeps the lines of a new job.
func (t *tx) addParts(job int64, lines []account.JobLine) error {
	number := 0
	for chunk := range slices.Chunk(lines, partSize) {
		numbers, customers, codes, invites, err := packed(chunk)
		if err != nil {
			return err
		}
		_, err = t.exec("INSERT INTO job_part (job, part, first, last, done, numbers, customers, codes, invites) VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)",
			job, number, chunk[0].Line, chunk[len(chunk)-1].Line, numbers, customers, codes, invites)
		if err != nil {
			return err
		}
		number++
	}
	return nil
}

// keepPart writes what became of a part's lines. Of a part that is done no
// invitation is left.
func (t *tx) keepPart(p part, done bool) error {
	_, customers, codes, invites, err := packed(p.lines)
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE job_part SET customers = ?, codes = ?, invites = ?, done = ? WHERE n = ?", customers, codes, invites, done, p.n)
	return err
}

// forgetInvitations takes the address of somebody who is deleted out of the jobs
// that still hold it, before their turn: the outcome is what it would have been.
func (t *tx) forgetInvitations(site account.ID, email account.Email) error {
	n, err := t.siteNumber(site)
	if err != nil {
		return err
	}
	var parts []part
	for r, err := range t.rows("SELECT "+partColumns+` FROM job_part WHERE invites IS NOT NULL AND job IN (
		SELECT n FROM job INDEXED BY job_live WHERE finished_at IS NULL AND site = ? AND action = 'INVITE') AND instr(invites, ?) > 0`, n, email.Canonical) {
		if err != nil {
			return err
		}
		p, err := scanPart(r)
		if err != nil {
			return err
		}
		parts = append(parts, p)
	}
	for _, p := range parts {
		for i, line := range p.lines {
			if line.Invite != nil && line.Invite.Email.Canonical == email.Canonical {
				p.lines[i].Code, p.lines[i].Invite = account.EmailOnHold, nil
			}
		}
		if err := t.keepPart(p, false); err != nil {
			return err
		}
	}
	return nil
}
