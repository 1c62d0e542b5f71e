import { useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app";
import { CustomersByIdsDocument, CustomersListDocument } from "../generated/graphql";
import { ask, Refused } from "../kit/api";
import { count } from "../kit/format";
import { useLoad, useLook } from "../kit/load";
import { meet, takeIn } from "../kit/people";
import { entry, go, leaveTo, queryWith } from "../kit/router";
import { can, type Site } from "../kit/session";
import { say } from "../widgets/announce";
import { Skeleton } from "../widgets/busy";
import { Icon } from "../widgets/icon";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging, type PageInfo } from "../widgets/paging";
import { CustomerDialog } from "./customer-dialog";
import { activities, type Filters, filtersOfPlace, filterVariables, nobodyText, statuses } from "./customer-filters";
import { Panel } from "./customer-panel";
import { SelectionBar, useSelection } from "./customer-selection";
import { CustomersTable } from "./customer-table";
import { EmailSearch } from "./email-search";
import { Export } from "./export";

interface Listed {
  ids: string[];
  info: PageInfo | undefined;
  total: number;
}

async function readList(site: Site, filters: Filters, abandon?: AbortSignal): Promise<Listed> {
  const variables = { key: site.key, ...filterVariables(filters), ...pageArguments() };
  const list = (await ask(CustomersListDocument, variables, abandon)).site?.portalCustomers;
  meet(...(list?.nodes ?? []));
  return { ids: list?.nodes.map(({ id }) => id) ?? [], info: list?.pageInfo, total: list?.totalCount ?? 0 };
}

/** The Portal-only customers page: the list, the search, and over them a panel and a dialog. */
export function Customers({ site, rest }: PageProps) {
  const base = `/sites/${site.key}/customers`;
  const [id, act] = rest;
  const filters = filtersOfPlace();
  const key = `customers|${site.key}|${JSON.stringify([filters, pageArguments()])}`;
  const list = useLoad(key, (abandon) => readList(site, filters, abandon));
  const [found, setFound] = useState<string>();
  const [pending, setPending] = useState(0);
  const shown = found ? [found] : (list.data?.ids ?? []);
  const chosen = useSelection(shown);
  const selection = can("RUN_JOBS") ? chosen : undefined;

  useEffect(() => setPending(0), [list.data]);
  useEffect(() => {
    if (list.data && !list.stale) say(count(list.data.total, "customer"));
  }, [list.data?.total, list.stale]);
  useEffect(() => {
    // A cursor of yesterday's filters, or of another list: the list begins anew.
    if (list.failure instanceof Refused && list.failure.code === "INVALID_CURSOR") go(queryWith({ after: null, before: null }), { replace: true });
  }, [list.failure]);
  useLook(async () => {
    const shown = list.data;
    if (!shown || list.stale) return;
    // A look in the background that fails changes nothing; the next one tells.
    const news = await look(site, filters, shown).catch(() => 0);
    setPending(news);
  });

  const closeDialog = (deleted = false) => {
    const parent = entry().panel || entry().number === 0 ? `${base}/${id}` : base;
    if (deleted && parent !== base) go(base + location.search, { replace: true });
    else leaveTo(parent + location.search);
  };
  const withPanel = id && (!act || entry().panel || entry().number === 0);
  const filtered = filters.status !== "" || filters.activity !== "";
  return (
    <div class={withPanel ? "with-panel" : undefined}>
      <div class="page" id="list">
        <div class="heading">
          <h1 tabIndex={-1}>Portal-only customers</h1>
          <div class="acts">
            <Export site={site} total={filtered ? undefined : list.data?.total} />
            {can("INVITE") && (
              <a class="primary" href={`/sites/${site.key}/invite`}>
                <Icon name="user-plus" /> Invite customers
              </a>
            )}
          </div>
        </div>
        <EmailSearch site={site} found={found} onFound={setFound} />
        {!found && <FilterBar filters={filters} total={list.data?.total} />}
        {!found && <Failing what="The list" loaded={list} />}
        {pending > 0 && (
          <button type="button" class="pill" onClick={list.reload}>
            {count(pending, "customer")} changed. Refresh
          </button>
        )}
        {selection && (shown.length > 0 || selection.ids.length > 0) && <SelectionBar site={site} selection={selection} />}
        {found ? (
          <CustomersTable ids={shown} base={base} filters={{ status: "", activity: "" }} selection={selection} />
        ) : list.data && list.data.ids.length > 0 ? (
          <div class={list.stale ? "stale" : undefined}>
            <CustomersTable ids={shown} base={base} filters={filters} selection={selection} />
            <Paging info={list.data.info} noun="Customers" />
          </div>
        ) : list.data && !list.stale ? (
          <Nobody filtered={filtered} filters={filters} site={site} />
        ) : (
          !list.failure && <Skeleton rows={10} waiting />
        )}
      </div>
      {withPanel && <Panel key={id} id={id} site={site} />}
      {id && act && <CustomerDialog key={id + act} id={id} act={act} site={site} onClose={closeDialog} />}
    </div>
  );
}

/** Brings the shown rows up to date in place, and counts what a new reading would move. */
async function look(site: Site, filters: Filters, shown: Listed): Promise<number> {
  const { nodes } = await ask(CustomersByIdsDocument, { ids: shown.ids });
  takeIn(shown.ids, nodes);
  const fresh = await readList(site, filters);
  const known = new Set(shown.ids);
  const entered = fresh.ids.filter((id) => !known.has(id)).length;
  return Math.max(entered, Math.abs(fresh.total - shown.total));
}

function FilterBar({ filters, total }: { filters: Filters; total: number | undefined }) {
  const set = (name: string, value: string) => go(queryWith({ [name]: value, after: null, before: null }), { replace: true });
  const box = (name: "status" | "activity", label: string, options: [string, string, string][]) => (
    <label class="inline">
      {label}
      <select value={filters[name]} onChange={(event) => set(name, event.currentTarget.value)}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>{text}</option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="filters" role="group" aria-label="Filters">
      {box("status", "Status", statuses)}
      {box("activity", "Activity", activities)}
      <span class="spring" />
      <span class="count">{total !== undefined ? count(total, "customer") : ""}</span>
    </div>
  );
}

function Nobody({ filtered, filters, site }: { filtered: boolean; filters: Filters; site: Site }) {
  if (!filtered) {
    return (
      <div class="empty">
        <p>No portal-only customers yet. Invite the first one, or import a list.</p>
        {can("INVITE") && <a class="button" href={`/sites/${site.key}/invite`}>Invite the first one</a>}
      </div>
    );
  }
  return (
    <div class="empty">
      <p>{nobodyText(filters)}</p>
      <button type="button" class="button" onClick={() => go(queryWith({ status: null, activity: null, after: null, before: null }), { replace: true })}>
        Clear filters
      </button>
    </div>
  );
}
