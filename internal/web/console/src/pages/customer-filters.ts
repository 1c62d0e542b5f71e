import type { CustomerActivityFilter, CustomerStatus } from "../generated/graphql";
import { oneDay } from "../kit/format";
import { place } from "../kit/router";

export const statuses: [value: string, label: string, words: string][] = [
  ["", "All", ""],
  ["ACTIVE", "Active", "active"],
  ["REVOKED", "Revoked", "revoked"],
];

export const activities: [value: string, label: string, words: string][] = [
  ["", "Any", ""],
  ["never", "Never signed in", "without a sign-in"],
  ["30", "Inactive for 30 days", "inactive for 30 days"],
  ["90", "Inactive for 90 days", "inactive for 90 days"],
];

export interface Filters {
  status: string;
  activity: string;
}

/** The filters of the address; what it doesn't know counts as none. */
export function filtersOfPlace(): Filters {
  const { query } = place.value;
  const known = (list: [string, string, string][], name: string) => list.find(([value]) => value === query.get(name))?.[0] ?? "";
  return { status: known(statuses, "status"), activity: known(activities, "activity") };
}

export function filterVariables({ status, activity }: Filters): { status?: CustomerStatus; activity?: CustomerActivityFilter } {
  return { status: (status || undefined) as CustomerStatus | undefined, activity: activityOf(activity) };
}

function activityOf(activity: string): CustomerActivityFilter | undefined {
  if (activity === "never") return { neverSignedIn: true };
  if (!activity) return undefined;
  // Whole days, so that the cursors of one day belong to one and the same question.
  const today = Math.floor(Date.now() / oneDay) * oneDay;
  return { lastSignInBefore: new Date(today - Number(activity) * oneDay).toISOString() };
}

/** "No customer is revoked and inactive for 90 days." */
export function nobodyText({ status, activity }: Filters): string {
  const words = [statuses, activities].map((list, i) => list.find(([value]) => value === [status, activity][i])?.[2]);
  return `No customer is ${words.filter(Boolean).join(" and ")}.`;
}
