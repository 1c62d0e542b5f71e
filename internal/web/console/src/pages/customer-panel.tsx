import { useEffect, useRef } from "preact/hooks";
import { usePerson } from "../acts/frame";
import { CustomerHistoryDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { shortId } from "../kit/format";
import { useLoad } from "../kit/load";
import { isGone, type Person } from "../kit/people";
import { go, leaveTo } from "../kit/router";
import { can, type Site } from "../kit/session";
import { StatusChip } from "../widgets/chip";
import { Id } from "../widgets/copy";
import { Icon } from "../widgets/icon";
import { Address, Name } from "../widgets/name";
import { Moment } from "../widgets/time";
import { actionName } from "../kit/words";
import { customerMenu } from "./customer-menu";

/** One customer beside the list; at 360 a page of its own. */
export function Panel({ id, site }: { id: string; site: Site }) {
  const base = `/sites/${site.key}/customers`;
  const { who, missing, failure } = usePerson(id);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const close = () => {
    leaveTo(base + location.search);
    setTimeout(() => document.getElementById(`open-${id}`)?.focus(), 50);
  };
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      const busy = document.querySelector("dialog[open], [popover]:popover-open");
      const typing = (event.target as HTMLElement).closest("input, textarea");
      if (event.key === "Escape" && !event.defaultPrevented && !busy && !typing) close();
    };
    addEventListener("keydown", escape);
    return () => removeEventListener("keydown", escape);
  }, []);

  return (
    <aside class="panel" aria-labelledby="panel-title">
      <header>
        <button type="button" class="link back" onClick={close}>
          <Icon name="chevron-left" /> Customers
        </button>
        <h2 id="panel-title" ref={heading} tabIndex={-1}>
          {who ? <Name text={who.displayName} /> : "Customer"}
        </h2>
        <button type="button" class="ghost close" onClick={close}>
          <Icon name="x" />
          <span class="hidden">Close panel</span>
        </button>
      </header>
      {who ? <Facts who={who} base={base} site={site} /> : missing || isGone(id) ? <Gone id={id} site={site} /> : <p>{failure ? `The account could not be loaded. ${failure}` : ""}</p>}
    </aside>
  );
}

function Gone({ id, site }: { id: string; site: Site }) {
  return (
    <div class="empty">
      <p>No account has this id: it was deleted, or it never was on {site.name}.</p>
      {can("READ_DELETIONS") && <a href={`/sites/${site.key}/deletions/${id}`}>Look in the deletion register</a>}
    </div>
  );
}

function Facts({ who, base, site }: { who: Person; base: string; site: Site }) {
  return (
    <>
      <dl class="facts">
        <dt>E-mail</dt>
        <dd><Address text={who.email} /></dd>
        <dt>Status</dt>
        <dd>
          <StatusChip status={who.status} /> {who.revokedAt && <>since <Moment at={who.revokedAt} /></>}
        </dd>
        {who.accessReason && (
          <>
            <dt>Reason</dt>
            <dd><bdi>{who.accessReason}</bdi></dd>
          </>
        )}
        <dt>Last activity</dt>
        <dd>
          {who.lastSignInAt ? <Moment at={who.lastSignInAt} /> : "Never signed in"}
          {!who.lastSignInAt && who.status === "ACTIVE" && can("INVITE") && (
            <> · <button type="button" class="link" onClick={() => go(`${base}/${who.id}/resend${location.search}`, { panel: true })}>New invitation</button></>
          )}
        </dd>
        <dt>Created</dt>
        <dd><Moment at={who.createdAt} /></dd>
        <dt>Id</dt>
        <dd><Id id={who.id} whole /></dd>
        <dt>License</dt>
        <dd>None, in any state</dd>
      </dl>
      <p><a href={`/sites/${site.key}/requests?customer=${who.id}`}>Requests of this customer</a></p>
      <h3>Actions</h3>
      <ul class="acts">
        {customerMenu(who, base, true).map((item) => (
          <li key={item.key} class={item.separated ? "separated" : undefined}>
            <button
              type="button"
              class="button"
              id={`panel-${item.key}`}
              aria-disabled={item.reason ? true : undefined}
              aria-describedby={item.reason ? `panel-${item.key}-reason` : undefined}
              onClick={() => item.reason || item.run()}
            >
              {item.icon && <Icon name={item.icon} />} {item.label}
            </button>
            {item.reason && <small id={`panel-${item.key}-reason`}>{item.reason}</small>}
          </li>
        ))}
      </ul>
      {can("READ_AUDIT_LOG") && <History who={who} site={site} />}
    </>
  );
}

function History({ who, site }: { who: Person; site: Site }) {
  // The status is in the key, so that an act brings its own line.
  const events = useLoad(`history|${who.id}|${who.status}|${who.displayName}`, async (abandon) => {
    const answer = await ask(CustomerHistoryDocument, { key: site.key, id: who.id }, abandon);
    return answer.site?.auditLog?.nodes ?? [];
  });
  return (
    <>
      <h3>History</h3>
      {events.failure && <p class="muted">The history could not be loaded. <button type="button" class="link" onClick={events.reload}>Try again</button></p>}
      {events.data?.length === 0 && <p class="muted">No event: the account came with an import.</p>}
      <ol class="history">
        {events.data?.map((event) => (
          <li key={event.id}>
            {actionName(event.action)}{event.outcome === "REFUSED" && ", refused"}
            <small><Moment at={event.at} /> · <code>{shortId(event.actorId)}</code></small>
          </li>
        ))}
      </ol>
      <a href={`/sites/${site.key}/audit?subject=${who.id}`}>All in the audit log</a>
    </>
  );
}
