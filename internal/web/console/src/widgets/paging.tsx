import { go, place, queryWith } from "../kit/router";
import { Icon } from "./icon";

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

export const sizes = [10, 25, 50, 100];

/** The page that the address asks for, as variables of a connection. */
export function pageArguments(): { first?: number; after?: string; last?: number; before?: string } {
  const { query } = place.value;
  const asked = Number(query.get("size"));
  const size = sizes.includes(asked) ? asked : 25;
  const before = query.get("before");
  if (before) return { last: size, before };
  return { first: size, after: query.get("after") ?? undefined };
}

/** Previous, next and how many a page; each page has its address. */
export function Paging({ info, noun }: { info: PageInfo | undefined; noun: string }) {
  const size = pageArguments().first ?? pageArguments().last ?? 25;
  const turn = (to: "previous" | "next") => {
    if (to === "next" && info?.hasNextPage) go(queryWith({ after: info.endCursor, before: null }));
    if (to === "previous" && info?.hasPreviousPage) go(queryWith({ before: info.startCursor, after: null }));
  };
  return (
    <nav class="paging" aria-label="Pages">
      <button type="button" class="button" id="page-previous" aria-disabled={!info?.hasPreviousPage} onClick={() => turn("previous")}>
        <Icon name="chevron-left" /> Previous
      </button>
      <button type="button" class="button" id="page-next" aria-disabled={!info?.hasNextPage} onClick={() => turn("next")}>
        Next <Icon name="chevron-right" />
      </button>
      <label class="inline">
        <span class="hidden">{noun} per page</span>
        <select
          value={String(size)}
          onChange={(event) => go(queryWith({ size: event.currentTarget.value, after: null, before: null }), { replace: true })}
        >
          {sizes.map((n) => (
            <option value={String(n)}>{n} per page</option>
          ))}
        </select>
      </label>
    </nav>
  );
}
