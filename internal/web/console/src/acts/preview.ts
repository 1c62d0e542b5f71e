import { useRef } from "preact/hooks";
import { type BulkAction, type BulkSelector, StartJobDocument } from "../generated/graphql";
import { ask, freshId } from "../kit/api";
import { draft } from "../kit/draft";
import { go } from "../kit/router";
import type { Site } from "../kit/session";
import { useAct } from "./act";

/** What a reader is told when a job may have been started or not. */
export const unsureStart = {
  unknown: "It isn't known whether the job was started. Try again: the same job is asked for, and it never starts twice.",
  yes: "It was started.",
  no: "It was not.",
};

/** Starts the preview of a bulk job and goes to its page. Every bulk job of the console begins so. */
export function usePreview(site: Site) {
  const asked = useRef<{ action: BulkAction; selector: BulkSelector; key: string }>(undefined);
  const act = useAct({
    send: async () => {
      const { action, selector, key } = asked.current!;
      const input = { siteId: site.id, action, selector, dryRun: true, idempotencyKey: key };
      return (await ask(StartJobDocument, { input })).startBulkJob;
    },
    done: ({ job }) => {
      const { action, selector } = asked.current!;
      asked.current = undefined;
      if (!job) return;
      draft.value = { siteId: site.id, action, selector, preview: job.id, runKey: freshId() };
      go(`/sites/${site.key}/jobs/${job.id}`);
    },
    look: async () => false,
    lookAtOnce: false,
  });
  const preview = (action: BulkAction, selector: BulkSelector) => {
    if (act.phase.at === "busy") return;
    const same = asked.current && JSON.stringify([asked.current.action, asked.current.selector]) === JSON.stringify([action, selector]);
    // The same question after an answer that never came: the same key, the same job.
    asked.current = { action, selector, key: same ? asked.current!.key : freshId() };
    act.press();
  };
  return { phase: act.phase, preview };
}
