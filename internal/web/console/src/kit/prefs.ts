// How a person likes the page to look and react. The only things kept in the
// browser: nothing personal, nothing typed.
import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const read = (name: string): string | null => localStorage.getItem(name);

export const theme = signal<Theme>((read("theme") as Theme | null) ?? "system");
export const compact = signal(read("rows") === "compact");
export const singleKeys = signal(read("keys") !== "off");

export function setTheme(next: Theme): void {
  theme.value = next;
  keep("theme", next === "system" ? null : next);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

export function setCompact(next: boolean): void {
  compact.value = next;
  keep("rows", next ? "compact" : null);
  if (next) document.documentElement.dataset.rows = "compact";
  else delete document.documentElement.dataset.rows;
}

export function setSingleKeys(next: boolean): void {
  singleKeys.value = next;
  keep("keys", next ? null : "off");
}

function keep(name: string, value: string | null): void {
  if (value === null) localStorage.removeItem(name);
  else localStorage.setItem(name, value);
}
