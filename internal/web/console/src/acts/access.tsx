import { useState } from "preact/hooks";
import { GrantAccessDocument, RevokeAccessDocument } from "../generated/graphql";
import visibility from "../generated/visibility.json";
import { ask } from "../kit/api";
import { changed, refresh, type Person } from "../kit/people";
import { isolated } from "../kit/text";
import { Field } from "../widgets/field";
import { raise } from "../widgets/flag";
import { Address, Name } from "../widgets/name";
import { ActFrame } from "./frame";

interface Props {
  id: string;
  site: string;
  onClose: () => void;
}

/** The label of the visibility table, with somebody's name where the table says "Name". */
function LabelOf({ who, cell }: { who: Person; cell: string }) {
  const [before, after] = cell.split("Name");
  return (
    <bdi>
      {before}
      <Name text={who.displayName} />
      {after}
    </bdi>
  );
}

export function Revoke({ id, site, onClose }: Props) {
  const [reason, setReason] = useState("");
  return (
    <ActFrame
      id={id}
      action="REVOKE_ACCESS"
      site={site}
      title={(who) => <>Revoke access for <Name text={who.displayName} />?</>}
      keep="Cancel"
      act="Revoke access"
      doing="Revoking…"
      words={{ unknown: "It isn't known yet whether access was revoked.", yes: "It was revoked.", no: "It was not." }}
      send={async () => {
        const answer = await ask(RevokeAccessDocument, { input: { customerId: id, reason: reason.trim() || null } });
        return answer.revokeAccess;
      }}
      look={(now) => now?.status === "REVOKED"}
      done={({ customer, changed: moved }) => {
        if (!customer) return;
        changed(customer);
        const name = <Name text={customer.displayName} />;
        if (moved) raise(`Access revoked for ${isolated(customer.displayName)}.`, <>Access revoked for {name}.</>, { label: "Undo", run: () => undo(id) });
        else raise(`${isolated(customer.displayName)} had no access already. Nothing was changed.`, <>{name} had no access already. Nothing was changed.</>);
        onClose();
      }}
      onClose={onClose}
      body={(who) => (
        <>
          <p>
            From now on <Name text={who.displayName} /> can't open this help center. Every open session, invitation and
            reset link ends.
          </p>
          <p>
            User pickers no longer offer <Name text={who.displayName} />. Where a field already holds{" "}
            <Name text={who.displayName} />, it reads “<LabelOf who={who} cell={visibility.fieldLabel.revoked} />”. Filters
            find <Name text={who.displayName} /> only by the full address <Address text={who.email} />.
          </p>
          <p>Requests, name and address stay.</p>
          <p>
            You can undo this: choose Grant access, today or in a year. Same account, same history; no license is used
            before or after.
          </p>
          <Field
            id="reason"
            label="Reason (optional)"
            hint="For admins; erased if the account is deleted."
            value={reason}
            onInput={setReason}
          />
        </>
      )}
    />
  );
}

async function undo(id: string): Promise<void> {
  try {
    const { grantAccess } = await ask(GrantAccessDocument, { input: { customerId: id } });
    const { customer, userErrors } = grantAccess;
    if (!customer) return raise(userErrors[0]?.message ?? "Access was not granted.");
    changed(customer);
    raise(
      `${isolated(customer.displayName)} has access again and must sign in anew; ended links stay ended.`,
      <><Name text={customer.displayName} /> has access again and must sign in anew; ended links stay ended.</>,
    );
  } catch {
    const look = () => refresh(id).then(
      (who) => raise(who?.status === "ACTIVE" ? "Access was granted." : "Access was not granted."),
      () => raise("The server can't be asked just now.", undefined, { label: "Check again", run: look }),
    );
    raise("It isn't known whether access was granted.", undefined, { label: "Check again", run: look });
  }
}

export function Grant({ id, site, onClose }: Props) {
  return (
    <ActFrame
      id={id}
      action="GRANT_ACCESS"
      site={site}
      title={(who) => <>Grant access to <Name text={who.displayName} />?</>}
      keep="Cancel"
      act="Grant access"
      doing="Granting…"
      words={{ unknown: "It isn't known yet whether access was granted.", yes: "It was granted.", no: "It was not." }}
      send={async () => (await ask(GrantAccessDocument, { input: { customerId: id } })).grantAccess}
      look={(now) => now?.status === "ACTIVE"}
      done={({ customer, changed: moved }) => {
        if (!customer) return;
        changed(customer);
        const words = moved ? "has access again." : "had access already. Nothing was changed.";
        raise(`${isolated(customer.displayName)} ${words}`, <><Name text={customer.displayName} /> {words}</>);
        onClose();
      }}
      onClose={onClose}
      body={(who) => (
        <>
          <p>
            <Name text={who.displayName} /> can sign in again with the same password. Pickers and filters find{" "}
            <Name text={who.displayName} /> by name, and old fields read “<LabelOf who={who} cell={visibility.fieldLabel.active} />”.
          </p>
          <p>
            Nothing is sent: tell <Name text={who.displayName} /> yourself. No license is used and no product opens.
          </p>
        </>
      )}
    />
  );
}
