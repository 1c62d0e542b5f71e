import { useEffect, useRef, useState } from "preact/hooks";
import { Outcome } from "../acts/outcome";
import { unsureStart, usePreview } from "../acts/preview";
import type { BulkAction } from "../generated/graphql";
import { count, number } from "../kit/format";
import { isGone } from "../kit/people";
import { can, type Site } from "../kit/session";
import { say } from "../widgets/announce";
import { ActButton } from "../widgets/busy";

export interface Selection {
  ids: string[];
  has: (id: string) => boolean;
  /** Turns one row, or all between it and the one before. */
  turn: (id: string, range: boolean) => void;
  page: "all" | "some" | "none";
  turnPage: () => void;
  clear: () => void;
}

/** The chosen rows. They stay chosen while other pages and filters are looked at. */
export function useSelection(shown: string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const ids = [...chosen].filter((id) => !isGone(id));
  const here = shown.filter((id) => chosen.has(id)).length;
  const set = (changed: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const id of changed) {
      if (on) next.add(id);
      else next.delete(id);
    }
    setChosen(next);
    say(`${number(next.size)} selected`);
  };
  return {
    ids,
    has: (id) => chosen.has(id),
    turn: (id, range) => {
      const from = range && last.current ? shown.indexOf(last.current) : -1;
      const to = shown.indexOf(id);
      set(from < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1), !chosen.has(id));
      last.current = id;
    },
    page: here === 0 ? "none" : here === shown.length ? "all" : "some",
    turnPage: () => set(shown, here < shown.length),
    clear: () => set([...chosen], false),
  };
}

const offered: [action: BulkAction, label: string][] = [["REVOKE", "Revoke access"], ["GRANT", "Grant access"], ["DELETE", "Delete"]];

/** What can be done to the chosen rows. Each begins with a preview. */
export function SelectionBar({ site, selection }: { site: Site; selection: Selection }) {
  const { ids, page } = selection;
  const { phase, preview } = usePreview(site);
  const [pressed, setPressed] = useState<BulkAction>();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = page === "some";
  });
  const act = (action: BulkAction) => {
    setPressed(action);
    preview(action, { ids });
  };
  return (
    <div class={ids.length > 0 ? "bulk chosen-some" : "bulk"} role="group" aria-label="Selection">
      <label class="check">
        <input ref={box} id="select-page" type="checkbox" checked={page === "all"} onChange={selection.turnPage} />
        {ids.length > 0 ? <><span class="hidden">Select all on this page,</span> {count(ids.length, "selected", "selected")}</> : "Select all on this page"}
      </label>
      {ids.length > 0 ? (
        <>
          {offered.map(([action, label]) => action === "DELETE" && !can("DELETE") ? null : (
            <ActButton
              key={action}
              id={`bulk-${action}`}
              kind="button"
              busy={phase.at === "busy" && pressed === action}
              label={label}
              doing="Preparing…"
              onPress={() => act(action)}
            />
          ))}
          <button
            type="button"
            class="link"
            onClick={() => {
              selection.clear();
              box.current?.focus();
            }}
          >
            Clear
          </button>
        </>
      ) : (
        <a href={`/sites/${site.key}/jobs/new`}>Choose by activity, domain or list</a>
      )}
      <Outcome phase={phase} words={unsureStart} />
    </div>
  );
}
