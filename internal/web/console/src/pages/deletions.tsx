import type { PageProps } from "../app";
import { DeletionsDocument } from "../generated/graphql";
import { type Deletion, Erasure, readDeletion, ReceiptButton } from "../acts/receipt";
import { ask } from "../kit/api";
import { now } from "../kit/clock";
import { count, daysUntil, shortId } from "../kit/format";
import { useLoad } from "../kit/load";
import type { Site } from "../kit/session";
import { Skeleton } from "../widgets/busy";
import { Id } from "../widgets/copy";
import { Icon } from "../widgets/icon";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";
import { Moment } from "../widgets/time";

/** The register: ids and dates, and nothing that tells who it was. */
export function Deletions({ site, rest }: PageProps) {
  return rest[0] ? <One customerId={rest[0]} site={site} /> : <Register site={site} />;
}

function Register({ site }: { site: Site }) {
  const list = useLoad(`deletions|${site.key}|${JSON.stringify(pageArguments())}`, async (abandon) => {
    return (await ask(DeletionsDocument, { key: site.key, ...pageArguments() }, abandon)).site?.deletions;
  });
  return (
    <div class="page">
      <div class="heading"><h1 tabIndex={-1}>Deletions</h1></div>
      <p class="lead">Every deleted account by its id. Names and addresses are gone for good, from here too.</p>
      <Failing what="The register" loaded={list} />
      <div class="filters"><span class="spring" /><span class="count">{list.data ? count(list.data.totalCount, "deletion") : ""}</span></div>
      {list.data && list.data.nodes.length > 0 ? (
        <div class={list.stale ? "stale" : undefined}>
          <table role="table" class="rows deletions">
            <caption class="hidden">Deletions</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Id</th>
                <th role="columnheader" scope="col">Deleted</th>
                <th role="columnheader" scope="col">By</th>
                <th role="columnheader" scope="col">Hold ends</th>
                <th role="columnheader" scope="col">Receipt</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {list.data.nodes.map((deletion) => <Row key={deletion.id} deletion={deletion} site={site} />)}
            </tbody>
          </table>
          <Paging info={list.data.pageInfo} noun="Deletions" />
        </div>
      ) : list.data && !list.stale ? (
        <div class="empty"><p>Nobody was deleted on {site.name}.</p></div>
      ) : (
        !list.failure && <Skeleton rows={10} waiting />
      )}
    </div>
  );
}

function Row({ deletion, site }: { deletion: Deletion; site: Site }) {
  return (
    <tr role="row">
      <td role="cell"><a id={`open-${deletion.id}`} href={`/sites/${site.key}/deletions/${deletion.customerId}`}><code>{shortId(deletion.customerId)}</code></a></td>
      <td role="cell" data-label="Deleted"><Moment at={deletion.deletedAt} /></td>
      <td role="cell" data-label="By"><Id id={deletion.actorId} /></td>
      <td role="cell" data-label="Hold ends"><HoldEnds at={deletion.purgeAt} /></td>
      <td role="cell">{deletion.receipt ? <ReceiptButton deletion={deletion} short /> : deletion.erasedAt === null ? "Erasing…" : "–"}</td>
    </tr>
  );
}

/** "in 11 days" or "over", by the clock. */
function HoldEnds({ at }: { at: string }) {
  const days = daysUntil(at, now.value);
  return <time dateTime={at}>{days > 0 ? `in ${count(days, "day")}` : "over"}</time>;
}

function One({ customerId, site }: { customerId: string; site: Site }) {
  const loaded = useLoad(`deletions|one|${customerId}`, async () => (await readDeletion(customerId)) ?? null);
  const deletion = loaded.data;
  return (
    <div class="page">
      <p><a class="back" href={`/sites/${site.key}/deletions`}><Icon name="chevron-left" /> Deletions</a></p>
      <div class="heading"><h1 tabIndex={-1}>Deletion of <code>{shortId(customerId)}</code></h1></div>
      <Failing what="The deletion" loaded={loaded} />
      {deletion === null && <p class="empty">The register of {site.name} has no deletion of this id: the account is there still, or it never was.</p>}
      {deletion && (
        <>
          <dl class="facts">
            <dt>Account</dt>
            <dd><Id id={deletion.customerId} whole /></dd>
            <dt>Deleted</dt>
            <dd><Moment at={deletion.deletedAt} utc /></dd>
            <dt>By</dt>
            <dd><Id id={deletion.actorId} whole /></dd>
            <dt>Address free</dt>
            <dd><Moment at={deletion.purgeAt} utc />, <HoldEnds at={deletion.purgeAt} /></dd>
            <dt>Files</dt>
            <dd><Erasure deletion={deletion} /></dd>
          </dl>
          <ReceiptButton deletion={deletion} />
        </>
      )}
    </div>
  );
}
