import { useState } from "preact/hooks";
import type { PageProps } from "../app";
import { AuditChainDocument, type AuditAction, type AuditLogFilter, type AuditRowFragment, OrganizationAuditDocument, SiteAuditDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { count } from "../kit/format";
import { useLoad } from "../kit/load";
import { go, place, queryWith } from "../kit/router";
import { can } from "../kit/session";
import { actionName, auditActions } from "../kit/words";
import { Skeleton } from "../widgets/busy";
import { Chip } from "../widgets/chip";
import { Id } from "../widgets/copy";
import { Field } from "../widgets/field";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";
import { Moment } from "../widgets/time";

function filterOfPlace(): AuditLogFilter {
  const { query } = place.value;
  const action = query.get("action") as AuditAction | null;
  return {
    actorId: query.get("actor") || undefined,
    action: action && auditActions.includes(action) ? action : undefined,
    subjectId: query.get("subject") || undefined,
  };
}

/** The audit log, newest first: ids, never a name. */
export function Audit({ site }: PageProps) {
  const filter = filterOfPlace();
  const all = can("ADMINISTER") && place.value.query.get("of") === "organization";
  const key = `audit|${all ? "" : site.key}|${JSON.stringify([filter, pageArguments()])}`;
  const list = useLoad(key, async (abandon) => {
    const variables = { filter, ...pageArguments() };
    if (all) return (await ask(OrganizationAuditDocument, variables, abandon)).organization?.auditLog;
    return (await ask(SiteAuditDocument, { key: site.key, ...variables }, abandon)).site?.auditLog;
  });
  const filtered = Object.values(filter).some(Boolean);
  return (
    <div class="page">
      <div class="heading">
        <h1 tabIndex={-1}>Audit log</h1>
        {can("ADMINISTER") && <ChainState />}
      </div>
      <AuditFilters key={place.value.query.toString()} filter={filter} all={all} total={list.data?.totalCount} />
      <Failing what="The audit log" loaded={list} />
      {list.data && list.data.nodes.length > 0 ? (
        <div class={list.stale ? "stale" : undefined}>
          <table role="table" class="rows audit">
            <caption class="hidden">Audit events</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">No.</th>
                <th role="columnheader" scope="col">When</th>
                <th role="columnheader" scope="col">What</th>
                <th role="columnheader" scope="col">Who</th>
                <th role="columnheader" scope="col">To what</th>
              </tr>
            </thead>
            <tbody role="rowgroup">{list.data.nodes.map((event) => <Row key={event.id} event={event} />)}</tbody>
          </table>
          <Paging info={list.data.pageInfo} noun="Events" />
        </div>
      ) : list.data && !list.stale ? (
        <div class="empty">
          <p>{filtered ? "No event matches these filters." : "Nothing has happened yet."}</p>
          {filtered && (
            <button type="button" class="button" onClick={() => go(queryWith({ actor: null, action: null, subject: null, after: null, before: null }), { replace: true })}>
              Clear filters
            </button>
          )}
        </div>
      ) : (
        !list.failure && <Skeleton rows={10} waiting />
      )}
    </div>
  );
}

/** Whether the log is as it was written: each event is hashed onto the one before. */
function ChainState() {
  const chain = useLoad("audit-chain", async (abandon) => (await ask(AuditChainDocument, {}, abandon)).organization?.auditChain);
  if (!chain.data) return null;
  const { intact, upTo, checkedAt } = chain.data;
  return (
    <p class="chain">
      {intact ? (
        <Chip tone="active" icon="check">{`Chain intact up to #${upTo}`}</Chip>
      ) : (
        <Chip tone="danger" icon="triangle-alert">{`Chain broken at #${upTo + 1}`}</Chip>
      )}{" "}
      <small>checked <Moment at={checkedAt} /></small>
    </p>
  );
}

function Row({ event }: { event: AuditRowFragment }) {
  return (
    <tr role="row">
      <td role="cell" class="number">#{event.sequence}</td>
      <td role="cell"><Moment at={event.at} /></td>
      <td role="cell">
        {actionName(event.action)}
        {event.count !== null && <small> {count(event.count, "account")}</small>}
        {event.outcome === "REFUSED" && <Chip tone="warning" icon="info">Refused</Chip>}
      </td>
      <td role="cell" data-label="Who"><Id id={event.actorId} /></td>
      <td role="cell" data-label="To what">{event.subjectId ? <Id id={event.subjectId} /> : "–"}</td>
    </tr>
  );
}

function AuditFilters({ filter, all, total }: { filter: AuditLogFilter; all: boolean; total: number | undefined }) {
  const [actor, setActor] = useState(filter.actorId ?? "");
  const [subject, setSubject] = useState(filter.subjectId ?? "");
  const set = (changes: Record<string, string | null>) => go(queryWith({ ...changes, after: null, before: null }), { replace: true });
  // Ids only come into the address; any other text could be somebody's name.
  const onlyId = (text: string) => (/^([a-z]+_[0-9a-f]{32}|system)$/.test(text.trim()) ? text.trim() : null);
  const wrong = (text: string) => (text.trim() && !onlyId(text) ? "This is not a whole id, like cus_ and 32 digits. Copy one from a row." : undefined);
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong(actor) && !wrong(subject)) set({ actor: onlyId(actor), subject: onlyId(subject) });
      }}
    >
      {can("ADMINISTER") && (
        <label class="inline">
          Of
          <select value={all ? "organization" : ""} onChange={(event) => set({ of: event.currentTarget.value })}>
            <option value="">this site</option>
            <option value="organization">the whole organization</option>
          </select>
        </label>
      )}
      <label class="inline">
        Action
        <select value={filter.action ?? ""} onChange={(event) => set({ action: event.currentTarget.value })}>
          <option value="">All</option>
          {auditActions.map((action) => <option key={action} value={action}>{actionName(action)}</option>)}
        </select>
      </label>
      <Field id="actor" label="Who (id)" value={actor} onInput={setActor} error={wrong(actor)} />
      <Field id="subject" label="To what (id)" value={subject} onInput={setSubject} error={wrong(subject)} />
      <button type="submit" class="button">Filter</button>
      <span class="spring" />
      <span class="count">{total !== undefined ? count(total, "event") : ""}</span>
    </form>
  );
}
