import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { say } from "./announce";
import { Icon } from "./icon";

interface Flag {
  number: number;
  text: string;
  shown: ComponentChildren;
  action?: { label: string; run: () => void };
}

const flags = signal<Flag[]>([]);
let counter = 0;

/** Tells what was done. Stays until it is closed or the page changes: a button must not run away. */
export function raise(text: string, shown: ComponentChildren = text, action?: Flag["action"]): void {
  flags.value = [...flags.value.slice(-2), { number: ++counter, text, shown, action }];
  say(text);
}

export function lowerAll(): void {
  if (flags.value.length > 0) flags.value = [];
}

function lower(number: number): void {
  flags.value = flags.value.filter((flag) => flag.number !== number);
}

export function Flags() {
  return (
    <div class="flags">
      {flags.value.map((flag) => (
        <div class="flag" key={flag.number} role="group" aria-label="Message">
          <Icon name="check" />
          <p>{flag.shown}</p>
          {flag.action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                lower(flag.number);
                flag.action?.run();
              }}
            >
              {flag.action.label}
            </button>
          )}
          <button type="button" class="ghost" onClick={() => lower(flag.number)}>
            <Icon name="x" />
            <span class="hidden">Close message</span>
          </button>
        </div>
      ))}
    </div>
  );
}
