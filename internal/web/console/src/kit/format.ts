const rules = new Intl.PluralRules("en");
const digits = new Intl.NumberFormat("en");

/** "1,204". */
export const number = (n: number): string => digits.format(n);

/** "1 customer", "1,204 customers". */
export function count(n: number, one: string, other = one + "s"): string {
  return `${digits.format(n)} ${plural(n, one, other)}`;
}

export function plural(n: number, one: string, other: string): string {
  return rules.select(n) === "one" ? one : other;
}

/** "cus_…7f3k": enough to tell two rows apart; the whole id is one click away. */
export function shortId(id: string): string {
  const [kind, rest] = id.split("_");
  return rest ? `${kind}_…${rest.slice(-4)}` : id;
}

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});
const utc = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});
const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

const minute = 60_000;
const hour = 60 * minute;
export const oneDay = 24 * hour;

/** Under seven days "3 hours ago", older "4 Oct 2026". */
export function ago(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (Math.abs(passed) >= 7 * oneDay) return day.format(Date.parse(at));
  if (Math.abs(passed) < minute) return "just now";
  if (Math.abs(passed) < hour) return relative.format(-Math.trunc(passed / minute), "minute");
  if (Math.abs(passed) < oneDay) return relative.format(-Math.trunc(passed / hour), "hour");
  return relative.format(-Math.trunc(passed / oneDay), "day");
}

/** "4 Oct 2026, 22:40 CEST". */
export function moment(at: string): string {
  return full.format(Date.parse(at));
}

/** Whether the reader's clock shows UTC then, so that telling both would say it twice. */
export function inUTC(at: string): boolean {
  return new Date(at).getTimezoneOffset() === 0;
}

/** "4 Oct 2026, 20:40 UTC". */
export function momentUTC(at: string): string {
  return utc.format(Date.parse(at)) + " UTC";
}

/** "21:40". */
export function timeOfDay(at: number): string {
  return clockTime.format(at);
}

/** How many days until then, begun days counting whole; 0 when it is over. */
export function daysUntil(at: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(at) - now) / oneDay));
}
