import { useEffect } from "preact/hooks";
import { alarm } from "../widgets/announce";
import { Notice } from "../widgets/notice";
import type { Phase, Words } from "./act";

export const goneText = "This account was deleted meanwhile. Nothing is left to change.";

/** Codes by which an act learns that its account is no more. */
export const goneCodes = ["CUSTOMER_DELETED", "NOT_FOUND"];

/** What happened, and what is not known, above the buttons of a dialog. */
export function Outcome({ phase, words }: { phase: Phase; words: Words }) {
  const text = outcomeText(phase, words);
  useEffect(() => {
    if (!text) return;
    alarm(text);
    return () => alarm("");
  }, [text]);
  if (!text) return null;
  return (
    <Notice tone={phase.at === "found" ? "info" : "danger"}>
      <p>{text}</p>
    </Notice>
  );
}

function outcomeText(phase: Phase, words: Words): string {
  switch (phase.at) {
    case "unsent":
      return "You are offline. Nothing was sent.";
    case "refused":
      if (goneCodes.includes(phase.code)) return goneText;
      return phase.code === "FORBIDDEN" ? `Your rights changed meanwhile. ${phase.message}` : phase.message;
    case "unknown":
      if (phase.checked === "now") return `The connection broke. ${words.unknown} Checking…`;
      if (phase.checked === "failed") return `The connection broke. ${words.unknown} The server can't be asked just now.`;
      return `The connection broke. ${words.unknown}`;
    case "found":
      return `The connection broke, and this is what happened: ${phase.done ? words.yes : words.no}`;
    default:
      return "";
  }
}
