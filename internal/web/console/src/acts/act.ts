// One act on one account, from the press to the answer, and what is not known in
// between. A press sends once; nothing here ever sends again by itself.
import { useRef, useState } from "preact/hooks";
import { NoAnswer, NotSent, Refused } from "../kit/api";
import { alarm } from "../widgets/announce";

export type Phase =
  | { at: "asking" | "busy" | "done" | "unsent" }
  | { at: "refused"; code: string; message: string }
  /** No answer came. Checked: whether a look at the account could tell. */
  | { at: "unknown"; checked: "not yet" | "now" | "failed" }
  | { at: "found"; done: boolean };

interface Payload {
  userErrors: { code: string; message: string }[];
}

interface Act<T extends Payload> {
  send: () => Promise<T>;
  done: (payload: T) => void;
  /** Looks at what is true now: was it done? */
  look: () => Promise<boolean>;
  /** Whether to look by itself once when no answer came. */
  lookAtOnce: boolean;
}

export function useAct<T extends Payload>(act: Act<T>): { phase: Phase; press: () => void; check: () => void; again: () => void } {
  const [phase, setPhase] = useState<Phase>({ at: "asking" });
  // State alone would let a second press through before the next drawing.
  const sending = useRef(false);

  const check = async () => {
    setPhase({ at: "unknown", checked: "now" });
    try {
      setPhase({ at: "found", done: await act.look() });
    } catch {
      setPhase({ at: "unknown", checked: "failed" });
    }
  };
  const press = async () => {
    if (sending.current) return;
    sending.current = true;
    setPhase({ at: "busy" });
    try {
      const payload = await act.send();
      const refusal = payload.userErrors[0];
      if (refusal) refuse(refusal.code, refusal.message);
      else {
        setPhase({ at: "done" });
        act.done(payload);
      }
    } catch (error) {
      if (error instanceof Refused) refuse(error.code, error.message);
      else if (error instanceof NotSent) setPhase({ at: "unsent" });
      else if (error instanceof NoAnswer) {
        setPhase({ at: "unknown", checked: "not yet" });
        if (act.lookAtOnce) await check();
      } else throw error;
    } finally {
      sending.current = false;
    }
  };
  const refuse = (code: string, message: string) => {
    setPhase({ at: "refused", code, message });
    alarm(message);
  };
  return { phase, press, check, again: () => setPhase({ at: "asking" }) };
}

/** What a reader is told of an act that could not be seen to its end. */
export interface Words {
  unknown: string;
  yes: string;
  no: string;
}
