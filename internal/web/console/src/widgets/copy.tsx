import { useRef, useState } from "preact/hooks";
import { shortId } from "../kit/format";
import { say } from "./announce";
import { Icon } from "./icon";

/** Copies a text; where the browser has no clipboard, selects it instead. */
export function CopyButton({ text, label, of, children }: { text: string; label: string; of?: () => HTMLElement | null; children?: string }) {
  const [told, setTold] = useState("");
  const copy = async () => {
    let outcome = "Copied";
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text).catch(() => (outcome = select(of?.())));
    } else outcome = select(of?.());
    setTold(outcome);
    say(outcome);
    setTimeout(() => setTold(""), 2_000);
  };
  return (
    <button type="button" class={children ? "button" : "ghost"} onClick={copy}>
      <Icon name={told === "Copied" ? "check" : "copy"} />
      {children ?? <span class="hidden">{label}</span>}
      {told && <span class="told">{told}</span>}
    </button>
  );
}

function select(element?: HTMLElement | null): string {
  if (!element) return "This browser can't copy here.";
  getSelection()?.selectAllChildren(element);
  return "Press Ctrl+C";
}

/** An id in mono: short in tables, whole elsewhere, copied by one click. */
export function Id({ id, whole }: { id: string; whole?: boolean }) {
  const text = useRef<HTMLElement>(null);
  return (
    <span class="id">
      <code ref={text}>{whole ? id : shortId(id)}</code>
      <CopyButton text={id} label={`Copy id ${shortId(id)}`} of={() => text.current} />
    </span>
  );
}
