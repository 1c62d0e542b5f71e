import { useEffect, useRef, useState } from "preact/hooks";
import { type JobRowFragment, PageLocationDocument, StartJobDocument, type StartBulkJobInput } from "../generated/graphql";
import visibility from "../generated/visibility.json";
import { ask } from "../kit/api";
import { now } from "../kit/clock";
import { began, type Draft } from "../kit/draft";
import { count, number, oneDay } from "../kit/format";
import { actWords } from "../kit/job-words";
import { useLoad } from "../kit/load";
import { forgetEverybody } from "../kit/people";
import { go } from "../kit/router";
import type { Site } from "../kit/session";
import { ActButton } from "../widgets/busy";
import { Dialog } from "../widgets/dialog";
import { Field } from "../widgets/field";
import { Notice } from "../widgets/notice";
import { Moment } from "../widgets/time";
import { useAct } from "./act";
import { Outcome } from "./outcome";
import { unsureStart } from "./preview";

interface Props {
  preview: JobRowFragment;
  draft: Draft;
  site: Site;
  onClose: () => void;
}

/** Runs what a preview showed. A delete wants the number of lines typed; the rest can be taken back. */
export function RunJob({ preview, draft, site, onClose }: Props) {
  const { total, changed } = preview.counts;
  const { action } = preview;
  const deletes = action === "DELETE";
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  // What may have been sent already is sent again as it was, under the same key.
  const sent = useRef<StartBulkJobInput>(undefined);
  const act = useAct({
    send: async () => {
      sent.current ??= {
        siteId: draft.siteId, action, selector: draft.selector, dryRun: false, idempotencyKey: draft.runKey,
        reason: deletes ? null : reason.trim() || null, confirmCount: deletes ? total : null,
      };
      const payload = (await ask(StartJobDocument, { input: sent.current })).startBulkJob;
      if (payload.userErrors.length > 0) sent.current = undefined;
      return payload;
    },
    done: ({ job }) => {
      if (!job) return;
      began(preview.id, job.id);
      if (deletes) forgetEverybody();
      go(`/sites/${site.key}/jobs/${job.id}`);
      onClose();
    },
    look: async () => false,
    lookAtOnce: false,
  });
  const { phase } = act;
  const unsure = phase.at === "unknown" || sent.current !== undefined;
  useEffect(() => {
    if (wrong) document.getElementById("confirm-count")?.focus();
  }, [wrong]);
  const press = () => {
    const confirmed = !deletes || unsure || typed.replace(/[\s,.]/g, "") === String(total);
    setWrong(!confirmed);
    if (confirmed) act.press();
  };
  const whom = count(changed, deletes ? "account" : "customer");
  const label = deletes ? `Delete ${whom}` : actWords[action].name;
  const again = phase.at === "unknown" || phase.at === "unsent";
  return (
    <Dialog
      title={deletes ? `Delete ${whom} for good?` : `${actWords[action].name} ${action === "REVOKE" ? "for" : "to"} ${whom}?`}
      onClose={onClose}
      foot={
        <>
          <button type="button" class="button" onClick={onClose}>{again ? "Close" : deletes ? `Keep the ${changed === 1 ? "account" : "accounts"}` : "Cancel"}</button>
          <ActButton
            id="dialog-act"
            kind={deletes ? "danger" : "primary"}
            busy={phase.at === "busy" || phase.at === "done"}
            label={again ? "Try again" : label}
            doing="Starting…"
            onPress={press}
          />
        </>
      }
    >
      {action === "REVOKE" && <Revoking />}
      {action === "GRANT" && <Granting />}
      {deletes && <Deleting site={site} />}
      {!deletes && !unsure && (
        <Field id="reason" label="Reason (optional)" hint="Kept with each account, for admins; erased if the account is deleted." value={reason} onInput={setReason} />
      )}
      {deletes && !unsure && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            press();
          }}
        >
          <Field
            id="confirm-count"
            mode="numeric"
            label={`Type ${total} to confirm`}
            hint={changed === total ? undefined : `The lines of the preview. ${number(changed)} of them would be deleted.`}
            value={typed}
            onInput={(text) => {
              setTyped(text);
              setWrong(false);
            }}
            error={wrong ? `That is not the number. Type ${total}.` : undefined}
          />
        </form>
      )}
      <Outcome phase={phase} words={unsureStart} />
      {phase.at === "refused" && phase.code === "CONFIRM_COUNT_MISMATCH" && <p>Others changed meanwhile. Close this, choose again and look at the new preview.</p>}
    </Dialog>
  );
}

function Revoking() {
  return (
    <>
      <p>From now on they can't open this help center. Every open session, invitation and reset link of theirs ends.</p>
      <p>User pickers no longer offer them. Where a field already holds one of them, it reads “<bdi>{visibility.fieldLabel.revoked}</bdi>”.</p>
      <p>Requests, names and addresses stay. You can undo this: grant access, today or in a year.</p>
    </>
  );
}

function Granting() {
  return (
    <>
      <p>They can sign in again with the same passwords. Pickers and filters find them by name.</p>
      <p>Nothing is sent: tell them yourself. No license is used and no product opens.</p>
    </>
  );
}

function Deleting({ site }: { site: Site }) {
  const hold = useLoad(`hold|${site.key}`, async (abandon) => {
    const { organization } = await ask(PageLocationDocument, { key: site.key }, abandon);
    return organization?.reinviteHoldDays;
  });
  return (
    <>
      <Notice tone="danger">
        <p>This cannot be undone. No admin and no support can bring the accounts back or hurry anything.</p>
      </Notice>
      <p>Erased: names, e-mail addresses, passwords, sessions, invitations and noted reasons. Requests stay and read “<bdi>{visibility.fieldLabel.deleted}</bdi>”; text written inside them is not changed.</p>
      <p>
        {hold.data ? <>Until <Moment at={new Date(now.value + hold.data * oneDay).toISOString()} utc /> the</> : "For the time that this deployment's settings say, the"}{" "}
        addresses can't be invited to {site.name}, and nothing shortens this.
      </p>
    </>
  );
}
