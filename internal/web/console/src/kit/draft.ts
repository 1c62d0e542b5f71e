// What was chosen for a bulk job, on its way from the choice over the preview to
// the run. In memory only, and one at a time: it may hold typed addresses.
import { signal } from "@preact/signals";
import type { BulkAction, BulkSelector } from "../generated/graphql";

export interface Draft {
  siteId: string;
  action: BulkAction;
  selector: BulkSelector;
  /** The id of the job that previews it. */
  preview: string;
  /** The run's idempotency key, the same for every try: asked for twice, it begins once. */
  runKey: string;
}

export const draft = signal<Draft | undefined>(undefined);

/** Which job ran what a preview showed, by their ids. */
const runs = signal<Record<string, string>>({});

export const runOf = (preview: string): string | undefined => runs.value[preview];

/** Notes that the draft is running. Nothing of what was chosen is needed any more. */
export function began(preview: string, run: string): void {
  runs.value = { ...runs.value, [preview]: run };
  dropDraft();
}

export function dropDraft(): void {
  if (draft.value) draft.value = undefined;
}
