import type { ComponentChildren } from "preact";
import type { LinkFragment } from "../generated/graphql";
import { now } from "../kit/clock";
import { count, daysUntil, moment } from "../kit/format";
import { isGone, person } from "../kit/people";
import { can, type Site } from "../kit/session";
import { Chip } from "../widgets/chip";
import { Address, Name } from "../widgets/name";
import { OnceLink } from "../widgets/once";
import type { Line } from "./invite-lines";

export interface Invited extends Line {
  at: "waiting" | "sending" | "invited" | "refused" | "unsent" | "unknown";
  code?: string;
  message?: string;
  customerId?: string;
  availableAt?: string;
  /** In memory alone, until the page is left. */
  link?: LinkFragment;
}

interface Props {
  rows: Invited[];
  site: Site;
  onGrant: (id: string) => void;
  onAgain: (row: Invited) => void;
  onEdit: (row: Invited) => void;
  onTakeOff: (row: Invited) => void;
}

/** Refusals that a person decides on; the others are slips to mend. */
export const isDecision = (code: string | undefined): boolean =>
  code === "EMAIL_TAKEN" || code === "CUSTOMER_REVOKED" || code === "EMAIL_ON_HOLD" || code === "DOMAIN_NOT_ALLOWED";

/** One line per line that was pasted, in order, each with its answer and the cure for it. */
export function InviteTable(props: Props) {
  return (
    <table role="table" class="rows invited">
      <caption class="hidden">Answers</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Address</th>
          <th role="columnheader" scope="col">Answer</th>
          <th role="columnheader" scope="col">What next</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {props.rows
          .filter((row) => !row.customerId || !isGone(row.customerId))
          .map((row) => {
            const { chip, text, cure } = answer(row, props);
            return (
              <tr role="row" key={row.number}>
                <td role="cell"><Address text={row.email} /><small><Name text={row.name} /></small></td>
                <td role="cell">{chip}{typeof text === "string" ? text && <p>{text}</p> : text}</td>
                <td role="cell">{cure}</td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

interface Shown {
  chip: ComponentChildren;
  text?: ComponentChildren;
  cure?: ComponentChildren;
}

function answer(row: Invited, props: Props): Shown {
  const { site, onGrant, onAgain, onEdit, onTakeOff } = props;
  const button = (label: string, press: () => void) => <button type="button" class="button" onClick={press}>{label}</button>;
  const open = row.customerId && (can("CUSTOMERS_PAGE") ? <a class="button" href={`/sites/${site.key}/customers/${row.customerId}`}>Open account</a> : "Ask a site admin.");
  switch (row.at) {
    case "waiting":
      return { chip: <span class="muted">Waiting</span> };
    case "sending":
      return { chip: <span class="muted">Inviting…</span> };
    case "invited":
      return {
        chip: <Chip tone="active" icon="check">Invited</Chip>,
        text: row.link && <OnceLink link={row.link} of={row.email} />,
        cure: open,
      };
    case "unsent":
      return { chip: <Chip tone="danger" icon="triangle-alert">Not sent</Chip>, text: "You are offline. Nothing was sent.", cure: button("Try again", () => onAgain(row)) };
    case "unknown":
      return {
        chip: <Chip tone="warning" icon="clock">Not known</Chip>,
        text: "The connection broke. Asking again is safe: nobody is invited twice.",
        cure: button("Ask again", () => onAgain(row)),
      };
  }
  switch (row.code) {
    case "EMAIL_TAKEN":
      return { chip: <Chip tone="notice" icon="user-check">Has access</Chip>, text: "This address has an account with access already.", cure: open };
    case "CUSTOMER_REVOKED":
      if (row.customerId && person(row.customerId)?.status === "ACTIVE") {
        return { chip: <Chip tone="active" icon="user-check">Access granted</Chip>, cure: open };
      }
      return {
        chip: <Chip tone="revoked" icon="user-x">No access</Chip>,
        text: "This address has an account without access. Grant access; a second account isn't possible.",
        cure: row.customerId && can("CHANGE_ACCESS") ? button("Grant access", () => onGrant(row.customerId as string)) : "Ask a site admin.",
      };
    case "EMAIL_ON_HOLD":
      return {
        chip: <Chip tone="warning" icon="clock">On hold</Chip>,
        text: row.availableAt && `It can be invited from ${moment(row.availableAt)}, in ${count(daysUntil(row.availableAt, now.value), "day")}. The account it had was deleted; nothing shortens the wait.`,
        cure: button("Take off the list", () => onTakeOff(row)),
      };
    case "DOMAIN_NOT_ALLOWED":
      return {
        chip: <Chip tone="warning" icon="info">Domain not allowed</Chip>,
        text: `${site.name} doesn't invite addresses at ${row.email.split("@").at(-1)}.`,
        cure: can("ADMINISTER") ? <a class="button" href="/settings/sites">Site settings</a> : "Ask an organization admin.",
      };
    case "INVALID_EMAIL":
      return {
        chip: <Chip tone="danger" icon="triangle-alert">Not an address</Chip>,
        text: row.message,
        cure: button("Mend", () => onEdit(row)),
      };
    default:
      return { chip: <Chip tone="danger" icon="triangle-alert">Refused</Chip>, text: row.message, cure: button("Mend", () => onEdit(row)) };
  }
}
