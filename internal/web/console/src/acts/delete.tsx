import { useEffect, useState } from "preact/hooks";
import { DeleteCustomerDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { shortId } from "../kit/format";
import { deletedHere, isGone, refresh, type Person } from "../kit/people";
import { viewer } from "../kit/session";
import { ActButton } from "../widgets/busy";
import { Dialog } from "../widgets/dialog";
import { Field } from "../widgets/field";
import { raise } from "../widgets/flag";
import { Address, Name } from "../widgets/name";
import { Moment } from "../widgets/time";
import { useAct } from "./act";
import { Consequences } from "./consequences";
import { usePerson, Whose } from "./frame";
import { goneText, Outcome } from "./outcome";
import { type Deletion, Erasure, readDeletion, ReceiptButton, useErasure } from "./receipt";

interface Props {
  id: string;
  site: { key: string; name: string };
  onClose: (deleted: boolean) => void;
}

const words = {
  unknown: "It isn't known whether the account was deleted. Nothing will be sent again by itself.",
  yes: "It was deleted.",
  no: "The account is still there.",
};

/** Deletes for good: by an address typed anew in each dialog, and by one press, sent once. */
export function Delete({ id, site, onClose }: Props) {
  const { who, missing, failure } = usePerson(id);
  const [typed, setTyped] = useState("");
  const [first, setFirst] = useState<Deletion>();
  const deletion = useErasure(first);

  const over = (it: Deletion) => {
    // From here on neither the page nor its memory knows the name or the address.
    setTyped("");
    setFirst(it);
    deletedHere(id);
    raise(`Account ${shortId(id)} deleted.`);
  };
  const act = useAct({
    send: async () => (await ask(DeleteCustomerDocument, { input: { customerId: id, confirmEmail: typed } })).deleteCustomer,
    done: (payload) => payload.deletion && over(payload.deletion),
    look: async () => {
      if (await refresh(id)) return false;
      const found = await readDeletion(id);
      if (found) over(found);
      return true;
    },
    lookAtOnce: false,
  });
  const { phase } = act;
  const close = () => onClose(false);
  const mismatch = phase.at === "refused" && phase.code === "CONFIRMATION_MISMATCH";
  useEffect(() => {
    if (mismatch) document.getElementById("confirm")?.focus();
  }, [phase]);

  if (deletion) {
    return (
      <Dialog
        title="Account deleted"
        onClose={() => onClose(true)}
        foot={
          <>
            <ReceiptButton deletion={deletion} />
            <button type="button" class="primary" id="dialog-done" onClick={() => onClose(true)}>Done</button>
          </>
        }
      >
        <Deleted deletion={deletion} />
      </Dialog>
    );
  }
  if (missing || isGone(id) || !who) {
    return (
      <Dialog title="Delete account" onClose={close} foot={<button type="button" class="button" onClick={close}>Close</button>}>
        <p>{isGone(id) || missing ? goneText : failure ? `The account could not be loaded. ${failure}` : "Loading the account…"}</p>
      </Dialog>
    );
  }
  const menu = who.availableActions.find((one) => one.action === "DELETE_CUSTOMER");
  // After an answer that never came this dialog can't delete any more: only a new
  // one, with the address typed anew, may.
  const spent = phase.at === "unknown" || phase.at === "found";
  const refused = !menu?.allowed || (phase.at === "refused" && phase.code === "FORBIDDEN");
  return (
    <Dialog
      title={<>Delete the account of <Name text={who.displayName} /> for good?</>}
      onClose={close}
      foot={
        <>
          <button type="button" class="button" onClick={close}>{spent || refused ? "Close" : "Keep the account"}</button>
          {phase.at === "unknown" && (
            <ActButton kind="button" busy={phase.checked === "now"} label="Check what happened" doing="Checking…" onPress={act.check} />
          )}
          {!spent && !refused && (
            <ActButton id="dialog-act" kind="danger" busy={phase.at === "busy" || phase.at === "done"} label="Delete for good" doing="Deleting…" onPress={act.press} />
          )}
        </>
      }
    >
      <Whose who={who} site={site.name} />
      {refused ? (
        <p>{menu?.reason?.message ?? "Your role can't delete accounts."}</p>
      ) : (
        <>
          <Consequences who={who} site={site} />
          {!spent && <Confirm who={who} typed={typed} onInput={setTyped} mismatch={mismatch} onEnter={act.press} />}
        </>
      )}
      {!mismatch && <Outcome phase={phase} words={words} />}
    </Dialog>
  );
}

interface ConfirmProps {
  who: Person;
  typed: string;
  mismatch: boolean;
  onInput: (text: string) => void;
  onEnter: () => void;
}

function Confirm({ who, typed, mismatch, onInput, onEnter }: ConfirmProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onEnter();
      }}
    >
      <Field
        id="confirm"
        mode="email"
        label={<>Type <Address text={who.email} /> to confirm</>}
        value={typed}
        onInput={onInput}
        error={mismatch ? `That is not this account's address. Type ${who.email}.` : undefined}
      />
    </form>
  );
}

function Deleted({ deletion }: { deletion: Deletion }) {
  const byYou = deletion.actorId === viewer.value?.actorId;
  return (
    <>
      <p>
        Erased <Moment at={deletion.deletedAt} /> by {byYou ? "you" : <code>{deletion.actorId}</code>}.
      </p>
      <p>The address can be invited again from <Moment at={deletion.purgeAt} utc />.</p>
      <p><Erasure deletion={deletion} /></p>
    </>
  );
}
