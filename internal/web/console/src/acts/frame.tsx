import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CustomerAction } from "../generated/graphql";
import { asFailure } from "../kit/load";
import { isGone, person, refresh, type Person } from "../kit/people";
import { Refused } from "../kit/api";
import { ActButton } from "../widgets/busy";
import { Id } from "../widgets/copy";
import { Dialog } from "../widgets/dialog";
import { Address } from "../widgets/name";
import { Notice } from "../widgets/notice";
import { useAct, type Words } from "./act";
import { goneCodes, goneText, Outcome } from "./outcome";

/** Finds the person of a dialog, whether the page knows them already or a link led here. */
export function usePerson(id: string): { who: Person | undefined; missing: boolean; failure: string } {
  const [state, setState] = useState({ missing: false, failure: "" });
  useEffect(() => {
    refresh(id).then(
      (found) => setState({ missing: !found, failure: "" }),
      (error) => {
        const failure = asFailure(error);
        const noSuch = failure instanceof Refused && failure.code === "INVALID_ID";
        setState({ missing: noSuch, failure: noSuch ? "" : failure.message });
      },
    );
  }, [id]);
  return { who: person(id), ...state };
}

/** Under a title with a name in it: what tells this account from others of that name. */
export function Whose({ who, site }: { who: Person; site?: string }) {
  return (
    <p class="whose">
      <Address text={who.email} />
      <Id id={who.id} whole />
      {site && <span>{site}</span>}
    </p>
  );
}

interface Props<T> {
  id: string;
  /** The line of the menu behind this dialog; absent where the page itself decides. */
  action?: CustomerAction;
  title: (who: Person) => ComponentChildren;
  site?: string;
  body: (who: Person) => ComponentChildren;
  keep: string;
  act: string;
  doing: string;
  words: Words;
  send: (who: Person) => Promise<T>;
  look: (now: Person | undefined) => boolean;
  done: (payload: T) => void;
  onClose: () => void;
}

/** A dialog that tells what an act will do, does it once, and tells what came of it. */
export function ActFrame<T extends { userErrors: { code: string; message: string }[] }>(props: Props<T>) {
  const { who, missing, failure } = usePerson(props.id);
  const opened = useRef<Person | undefined>(undefined);
  opened.current ??= who;
  const act = useAct<T>({
    send: () => props.send(who as Person),
    done: props.done,
    look: async () => props.look(await refresh(props.id)),
    lookAtOnce: true,
  });
  const { phase } = act;

  useEffect(() => {
    // The menu was drawn from rights that are no more: draw it from those of now.
    if (phase.at === "refused" && phase.code === "FORBIDDEN") refresh(props.id).catch(() => {});
    if (phase.at === "refused" && goneCodes.includes(phase.code)) refresh(props.id).catch(() => {});
  }, [phase]);

  const close = (
    <button type="button" class="button" onClick={props.onClose}>
      Close
    </button>
  );
  if (missing || (isGone(props.id) && phase.at !== "done")) {
    return (
      <Dialog title="This account is no more" foot={close} onClose={props.onClose}>
        <p>{isGone(props.id) ? goneText : "No account has this id: it was deleted, or it never was on this site."}</p>
      </Dialog>
    );
  }
  if (!who) {
    return (
      <Dialog title={props.act} foot={close} onClose={props.onClose}>
        <p>{failure ? `The account could not be loaded. ${failure}` : "Loading the account…"}</p>
      </Dialog>
    );
  }
  const menu = who.availableActions.find((one) => one.action === props.action);
  const refused = props.action !== undefined && !menu?.allowed && phase.at === "asking";
  const over = phase.at === "found" ? phase.done : phase.at === "refused" && [...goneCodes, "FORBIDDEN"].includes(phase.code);
  return (
    <Dialog
      title={props.title(who)}
      onClose={props.onClose}
      foot={<Buttons {...props} refused={refused || over} act={act} label={props.act} />}
    >
      <Whose who={who} site={props.site} />
      {refused ? <p>{menu?.reason?.message ?? "Your role can't do this."}</p> : props.body(who)}
      {phase.at === "asking" && opened.current && differs(opened.current, who) && (
        <Notice tone="info">
          <p>This account changed meanwhile. What you read here is its state of now.</p>
        </Notice>
      )}
      <Outcome phase={phase} words={props.words} />
    </Dialog>
  );
}

function differs(before: Person, now: Person): boolean {
  return before.status !== now.status || before.displayName !== now.displayName || before.email !== now.email;
}

interface Foot {
  keep: string;
  label: string;
  doing: string;
  refused: boolean;
  act: ReturnType<typeof useAct>;
  onClose: () => void;
}

function Buttons({ keep, label, doing, refused, act, onClose }: Foot) {
  const { phase } = act;
  const keeping = (
    <button type="button" class="button" onClick={onClose}>
      {refused || phase.at === "unknown" ? "Close" : keep}
    </button>
  );
  if (refused) return keeping;
  if (phase.at === "unknown") {
    return (
      <>
        {keeping}
        <ActButton kind="button" busy={phase.checked === "now"} label="Check again" doing="Checking…" onPress={act.check} />
      </>
    );
  }
  const again = phase.at === "unsent" || phase.at === "found";
  const busy = phase.at === "busy" || phase.at === "done";
  return (
    <>
      {keeping}
      <ActButton id="dialog-act" kind="primary" busy={busy} label={again ? "Try again" : label} doing={doing} onPress={act.press} />
    </>
  );
}
