// Single keys, off in inputs, in dialogs and by a switch. None of them acts on an account.
import { signal } from "@preact/signals";
import { singleKeys } from "./prefs";
import { go } from "./router";
import { can } from "./session";

export const keyListOpen = signal(false);

export const keyList: [keys: string, meaning: string][] = [
  ["/", "go to the search box"],
  ["i", "invite customers"],
  ["[ and ]", "previous and next page"],
  ["g then c", "go to customers"],
  ["g then s", "go to see as others do"],
  ["g then r", "go to requests"],
  ["g then b", "go to bulk jobs"],
  ["g then d", "go to deletions"],
  ["g then a", "go to the audit log"],
  ["?", "this list"],
  ["Esc", "close what is on top"],
];

const places: Record<string, [path: string, permission: Parameters<typeof can>[0]]> = {
  c: ["customers", "CUSTOMERS_PAGE"],
  s: ["see-as", "SEARCH"],
  r: ["requests", "SEARCH"],
  b: ["jobs", "RUN_JOBS"],
  d: ["deletions", "READ_DELETIONS"],
  a: ["audit", "READ_AUDIT_LOG"],
};

let going = 0;

/** Listens for single keys on pages of a site. */
export function listenForKeys(siteKey: string): () => void {
  const heard = (event: KeyboardEvent) => {
    if (!singleKeys.value || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, [role=menu], [contenteditable]") || document.querySelector("dialog[open]")) return;
    const key = event.key;
    if (Date.now() - going < 1_500 && places[key]) {
      going = 0;
      const [path, permission] = places[key];
      if (can(permission)) go(`/sites/${siteKey}/${path}`);
      return;
    }
    if (key === "g") going = Date.now();
    else if (key === "?") keyListOpen.value = true;
    else if (key === "i" && can("INVITE")) go(`/sites/${siteKey}/invite`);
    else if (key === "[" || key === "]") document.getElementById(key === "[" ? "page-previous" : "page-next")?.click();
    else if (key === "/") document.querySelector<HTMLElement>("[data-search]")?.focus();
    else return;
    event.preventDefault();
  };
  addEventListener("keydown", heard);
  return () => removeEventListener("keydown", heard);
}
