// Addresses are state: pages, filters, panels and dialogs each have one. What a
// person types is never part of it.
import { computed, signal } from "@preact/signals";

interface Place {
  path: string;
  query: URLSearchParams;
}

/** What a history entry remembers: its number, and whether a panel lies under its dialog. */
interface Entry {
  number: number;
  panel?: boolean;
}

const read = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const place = signal<Place>(read());

/** The page of the place: what stays when panels, dialogs, filters come and go. */
export const page = computed(() => place.value.path.split("/").slice(0, 4).join("/"));

export const entry = (): Entry => (history.state as Entry | null) ?? { number: 0 };

const spots = new Map<number, { scroll: number; focus: string }>();
let came: "pushed" | "back" = "pushed";
let shown = entry().number;

export function go(address: string, options: { replace?: boolean; panel?: boolean } = {}): void {
  keepSpot();
  const number = options.replace ? entry().number : entry().number + 1;
  const state: Entry = { number, panel: options.panel };
  if (options.replace) history.replaceState(state, "", address);
  else history.pushState(state, "", address);
  shown = number;
  came = "pushed";
  place.value = read();
}

/** Leaves a panel or dialog: back where it was opened from, or to its parent when a link led here. */
export function leaveTo(parent: string): void {
  if (entry().number > 0) history.back();
  else go(parent, { replace: true });
}

/** Sets or removes parts of the query; null removes. */
export function queryWith(changes: Record<string, string | null>): string {
  const query = new URLSearchParams(place.value.query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return place.value.path + (text ? "?" + text : "");
}

function keepSpot(): void {
  spots.set(shown, { scroll: scrollY, focus: document.activeElement?.id ?? "" });
}

/** Scrolls and focuses as the reader left the place; a new place begins at its heading. */
export function settle(): void {
  const spot = came === "back" ? spots.get(shown) : undefined;
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  if (spot) restore(spot, 60);
}

/** Waits some frames for the rows that were kept to be drawn; then the place is as it was left. */
function restore(spot: { scroll: number; focus: string }, frames: number): void {
  const target = spot.focus ? document.getElementById(spot.focus) : null;
  const ready = document.documentElement.scrollHeight >= spot.scroll + innerHeight;
  if (!ready && frames > 0) {
    requestAnimationFrame(() => restore(spot, frames - 1));
    return;
  }
  target?.focus({ preventScroll: true });
  scrollTo(0, spot.scroll);
}

addEventListener("popstate", () => {
  keepSpot();
  shown = entry().number;
  came = "back";
  place.value = read();
});

addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  go(link.pathname + link.search, { panel: link.dataset.panel === "yes" });
});

history.scrollRestoration = "manual";
