import { useState } from "preact/hooks";
import { RenameCustomerDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { changed, person } from "../kit/people";
import { isolated } from "../kit/text";
import { Field } from "../widgets/field";
import { raise } from "../widgets/flag";
import { Name } from "../widgets/name";
import { ActFrame } from "./frame";

export function Rename({ id, site, onClose }: { id: string; site: string; onClose: () => void }) {
  const [typed, setTyped] = useState<string>();
  const name = typed ?? person(id)?.displayName ?? "";
  return (
    <ActFrame
      id={id}
      action="RENAME_CUSTOMER"
      site={site}
      title={(who) => <>Change the name of <Name text={who.displayName} /></>}
      keep="Cancel"
      act="Change name"
      doing="Changing…"
      words={{ unknown: "It isn't known yet whether the name was changed.", yes: "It was changed.", no: "It was not." }}
      send={async () => (await ask(RenameCustomerDocument, { input: { customerId: id, displayName: name } })).renameCustomer}
      look={(now) => now?.displayName === name}
      done={({ customer, changed: moved }) => {
        if (!customer) return;
        changed(customer);
        const shown = <Name text={customer.displayName} />;
        if (moved) raise(`The name is now ${isolated(customer.displayName)}.`, <>The name is now {shown}.</>);
        else raise(`The name was ${isolated(customer.displayName)} already. Nothing was changed.`, <>The name was {shown} already. Nothing was changed.</>);
        onClose();
      }}
      onClose={onClose}
      body={() => (
        <>
          <Field id="new-name" label="New name" hint="Shown in pickers and old fields everywhere." value={name} onInput={setTyped} />
          <p class="muted">The e-mail address is managed by your identity provider.</p>
        </>
      )}
    />
  );
}
