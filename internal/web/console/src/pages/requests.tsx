import { useEffect } from "preact/hooks";
import type { PageProps } from "../app";
import { OldFieldsDocument, type ReferenceFragment, RequestByIdDocument, type RequestRowFragment, RequestsDocument, UserPickerDocument } from "../generated/graphql";
import { ask, Refused } from "../kit/api";
import { count } from "../kit/format";
import { useLoad } from "../kit/load";
import { go, place, queryWith } from "../kit/router";
import { can, type Site } from "../kit/session";
import { say } from "../widgets/announce";
import { Skeleton } from "../widgets/busy";
import { StatusChip } from "../widgets/chip";
import { Combobox } from "../widgets/combobox";
import { Id } from "../widgets/copy";
import { Icon } from "../widgets/icon";
import { Name } from "../widgets/name";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";
import { Ago, Moment } from "../widgets/time";

/** Requests with the people on them, as the labels of now. */
export function Requests({ site, rest }: PageProps) {
  return rest[0] ? <One id={rest[0]} site={site} /> : <List site={site} />;
}

function List({ site }: { site: Site }) {
  const customer = place.value.query.get("customer");
  const base = `/sites/${site.key}/requests`;
  const key = `requests|${site.key}|${customer ?? ""}|${JSON.stringify(pageArguments())}`;
  const list = useLoad(key, async (abandon) => {
    const variables = { key: site.key, filter: customer ? { customerId: customer } : undefined, ...pageArguments() };
    return (await ask(RequestsDocument, variables, abandon)).site?.requests;
  });
  useEffect(() => {
    if (list.failure instanceof Refused && list.failure.code === "INVALID_CURSOR") go(queryWith({ after: null, before: null }), { replace: true });
  }, [list.failure]);
  useEffect(() => {
    if (list.data && !list.stale) say(count(list.data.totalCount, "request"));
  }, [list.data, list.stale]);
  const choose = (id: string | null) => go(queryWith({ customer: id, after: null, before: null }), { replace: true });
  return (
    <div class="page">
      <div class="heading"><h1 tabIndex={-1}>Requests</h1></div>
      <div class="filters">
        <Combobox
          id="customer"
          label="Only requests of"
          hint="Type of a name or address as in a user picker, or paste a cus_… id."
          find={async (text, abandon) => {
            const found = (await ask(UserPickerDocument, { key: site.key, text }, abandon)).site?.userPicker ?? [];
            return found.map((one) => ({ id: one.customerId, shown: <Who who={one} /> }));
          }}
          onChoose={choose}
          onText={(text) => text.startsWith("cus_") && choose(text)}
        />
        <span class="spring" />
        <span class="count">{list.data ? count(list.data.totalCount, "request") : ""}</span>
      </div>
      {customer && <Chosen id={customer} onClear={() => choose(null)} />}
      <Failing what="The requests" loaded={list} />
      {list.data && list.data.nodes.length > 0 ? (
        <div class={list.stale ? "stale" : undefined}>
          <table role="table" class="rows requests">
            <caption class="hidden">Requests</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Key</th>
                <th role="columnheader" scope="col">Summary</th>
                <th role="columnheader" scope="col">Reporter</th>
                <th role="columnheader" scope="col">Participants</th>
                <th role="columnheader" scope="col">Made</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {list.data.nodes.map((request) => <Row key={request.id} request={request} base={base} />)}
            </tbody>
          </table>
          <Paging info={list.data.pageInfo} noun="Requests" />
        </div>
      ) : list.data && !list.stale ? (
        <div class="empty"><p>{customer ? "No request is found by this customer. Requests of a deleted account are found by nobody." : "No requests yet."}</p></div>
      ) : (
        !list.failure && <Skeleton rows={10} waiting />
      )}
    </div>
  );
}

function Row({ request, base }: { request: RequestRowFragment; base: string }) {
  return (
    <tr role="row">
      <td role="cell"><a id={`open-${request.id}`} href={`${base}/${request.id}`}>{request.key}</a></td>
      <td role="cell" class="text"><bdi>{request.summary}</bdi></td>
      <td role="cell" data-label="Reporter"><Who who={request.reporter} /></td>
      <td role="cell" data-label="Participants">
        {request.participants.slice(0, 3).map((one) => <Who key={one.customerId} who={one} />)}
        {request.participants.length > 3 && <small>and {request.participants.length - 3} more</small>}
        {request.participants.length === 0 && "–"}
      </td>
      <td role="cell" data-label="Made"><Ago at={request.createdAt} /></td>
    </tr>
  );
}

/** A label as the API gives it, and the chip of the status beside it. */
export function Who({ who }: { who: ReferenceFragment }) {
  return (
    <span class="who-line">
      <Name text={who.label} /> <StatusChip status={who.status} />
    </span>
  );
}

function Chosen({ id, onClear }: { id: string; onClear: () => void }) {
  const loaded = useLoad(`requests-of|${id}`, async (abandon) => (await ask(OldFieldsDocument, { ids: [id] }, abandon)).userReferences[0]);
  return (
    <p class="chosen">
      Of {loaded.data && !loaded.stale ? <Who who={loaded.data} /> : <code>{id}</code>}
      <button type="button" class="ghost" onClick={onClear}>
        <Icon name="x" />
        <span class="hidden">Show the requests of everybody</span>
      </button>
    </p>
  );
}

function One({ id, site }: { id: string; site: Site }) {
  const loaded = useLoad(`requests|one|${id}`, async (abandon) => {
    const { node } = await ask(RequestByIdDocument, { id }, abandon);
    return node?.__typename === "Request" ? node : null;
  });
  const request = loaded.data;
  const person = (who: ReferenceFragment) =>
    who.status !== "DELETED" && can("CUSTOMERS_PAGE") ? <a href={`/sites/${site.key}/customers/${who.customerId}`}>Open account</a> : null;
  return (
    <div class="page">
      <p><a class="back" href={`/sites/${site.key}/requests`}><Icon name="chevron-left" /> Requests</a></p>
      <div class="heading"><h1 tabIndex={-1}>{request ? <><span class="muted">{request.key}</span> <bdi>{request.summary}</bdi></> : "Request"}</h1></div>
      <Failing what="The request" loaded={loaded} />
      {request === null && <p class="empty">No request has this id on {site.name}.</p>}
      {request && (
        <dl class="facts">
          <dt>Made</dt>
          <dd><Moment at={request.createdAt} /></dd>
          <dt>Reporter</dt>
          <dd><Who who={request.reporter} /> <Id id={request.reporter.customerId} /> {person(request.reporter)}</dd>
          <dt>Participants</dt>
          {request.participants.length === 0 && <dd>Nobody</dd>}
          {request.participants.map((one) => (
            <dd key={one.customerId}><Who who={one} /> <Id id={one.customerId} /> {person(one)}</dd>
          ))}
          <dt>Id</dt>
          <dd><Id id={request.id} whole /></dd>
        </dl>
      )}
    </div>
  );
}
