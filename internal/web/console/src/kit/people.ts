// The customers that the page knows by now, in one place: rows, panels and dialogs
// all read from here, and a deleted person is forgotten by one function.
import { signal } from "@preact/signals";
import { CustomerByIdDocument, CustomersByIdsDocument, type CustomersByIdsQuery, type RowFragment } from "../generated/graphql";
import { ask } from "./api";
import { dropDraft } from "./draft";
import { dropKept } from "./load";
import { tell, whenTold } from "./tabs";

export type Person = RowFragment & { accessReason?: string | null };

const known = signal<Record<string, Person>>({});

/** Ids whose account turned out to be deleted while the page was open. */
const gone = signal<Record<string, true>>({});

export const person = (id: string): Person | undefined => known.value[id];

export const isGone = (id: string): boolean => id in gone.value;

export function meet(...people: Person[]): void {
  const next = { ...known.value };
  // An answer that was on its way when the account was deleted brings nobody back.
  for (const one of people) if (!(one.id in gone.value)) next[one.id] = { ...next[one.id], ...one };
  known.value = next;
}

/** Takes in what an act changed, and lets the other tabs know. */
export function changed(one: Person): void {
  meet(one);
  dropKept("requests");
  tell({ changed: one.id });
}

/** Lets go of everything that the page holds of a deleted person. */
export function forget(id: string): void {
  const { [id]: _, ...rest } = known.value;
  known.value = rest;
  gone.value = { ...gone.value, [id]: true };
  dropKept("");
  // A list of addresses that was typed for a bulk job may name them, too.
  dropDraft();
}

export function deletedHere(id: string): void {
  forget(id);
  tell({ deleted: id });
}

/** Reads one customer anew; undefined when there is none by this id any more. */
export async function refresh(id: string): Promise<Person | undefined> {
  const { customer } = await ask(CustomerByIdDocument, { id });
  if (customer) meet(customer);
  else if (id in known.value) forget(id);
  return customer ?? undefined;
}

/** Lets go of everybody: a bulk job may have deleted any of them. Pages read anew. */
export function forgetEverybody(): void {
  known.value = {};
  dropKept("");
}

/** Takes in what a bulk job changed, and lets the other tabs know. */
export function manyChanged(): void {
  forgetEverybody();
  tell({ many: true });
}

const askAtMost = 100;

/** Reads everybody whom this page knows anew, and forgets who is gone. */
async function refreshKnown(): Promise<void> {
  dropKept("");
  const ids = Object.keys(known.value);
  for (let at = 0; at < ids.length; at += askAtMost) {
    const asked = ids.slice(at, at + askAtMost);
    const { nodes } = await ask(CustomersByIdsDocument, { ids: asked });
    takeIn(asked, nodes);
  }
}

/** Takes in who was read by these ids; who was not found is gone. */
export function takeIn(ids: string[], nodes: CustomersByIdsQuery["nodes"]): void {
  nodes.forEach((node, i) => {
    const id = ids[i];
    if (node?.__typename === "Customer") meet(node);
    else if (id && id in known.value) forget(id);
  });
}

whenTold((news) => {
  if (news.many) refreshKnown().catch(() => forgetEverybody());
  if (news.deleted) forget(news.deleted);
  // A tab in the background that can't read now will read when it is looked at.
  if (news.changed && news.changed in known.value) refresh(news.changed).catch(() => {});
});
