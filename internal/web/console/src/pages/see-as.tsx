import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app";
import {
  AdminSearchDocument, CustomerFilterDocument, type CustomerStatus, ExamplesDocument, type MatchField, OldFieldsDocument, UserPickerDocument,
} from "../generated/graphql";
import visibility from "../generated/visibility.json";
import { ask, Refused } from "../kit/api";
import { count } from "../kit/format";
import { takeOver } from "../kit/hand";
import { type Loaded, useLoad } from "../kit/load";
import { can, type Site } from "../kit/session";
import type { Part } from "../kit/text";
import { StatusChip } from "../widgets/chip";
import { Id } from "../widgets/copy";
import { Field } from "../widgets/field";
import { Icon } from "../widgets/icon";
import { Address, Name } from "../widgets/name";

interface Hit {
  id: string;
  label: string;
  status: CustomerStatus;
  note?: string;
  matched?: readonly Part[];
  email?: string;
  emailMatched?: readonly Part[];
}

interface Hits {
  hits: Hit[];
  total: number;
}

const idPattern = /^cus_[0-9a-f]{32}$/;

/** What the four surfaces show for one typed text, side by side: the rules made visible. */
export function SeeAs({ site }: PageProps) {
  const [typed, setTyped] = useState(takeOver);
  const text = useSettled(typed.trim());
  // These keys hold what was typed: useLoad keeps them in memory only, and forgets with the person.
  const on = (surface: string) => (text ? `see|${surface}|${site.key}|${text}` : null);
  const picker = useLoad(on("picker"), (abandon) => pick(site, text, abandon));
  const filter = useLoad(on("filter"), (abandon) => filtered(site, text, abandon));
  const admin = useLoad(on("admin"), (abandon) => searched(site, text, abandon));

  const found = [picker, filter, admin].flatMap((one) => (one.current ? (one.data?.hits ?? []) : [])).map(({ id }) => id);
  const ids = idPattern.test(text) ? [text] : [...new Set(found)].slice(0, 100);
  const settled = [picker, filter, admin].every((one) => !one.stale);
  const old = useLoad(text && settled && ids.length > 0 ? `see|old|${ids.join()}` : null, (abandon) => held(ids, abandon));

  return (
    <div class="page">
      <div class="heading"><h1 tabIndex={-1}>See as others do</h1></div>
      <p class="lead">What people find on {site.name} when they type a text. The text stays on this page.</p>
      <SearchText text={typed} onInput={setTyped} />
      {can("CUSTOMERS_PAGE") && <Examples site={site} onTry={setTyped} />}
      <div class="surfaces">
        <Column title="User picker" row={visibility.userPicker} loaded={picker} text={text} how="Can be chosen in a field." />
        <Column title="Filter" row={visibility.filter} loaded={filter} text={text} how="Filters requests." />
        <Column title="Admin search" row={visibility.pageSearch} loaded={admin} text={text} how="The Portal-only customers page." />
        <Column
          title="Old field"
          row={visibility.fieldLabel}
          loaded={old}
          text={ids.length > 0 ? text : ""}
          how="Was filled before; looked up by id. Paste a cus_… id to see a deleted person."
        />
      </div>
    </div>
  );
}

function SearchText({ text, onInput }: { text: string; onInput: (text: string) => void }) {
  return (
    <div class="narrowed">
      <Field id="see-as" label="Show what others find for" mode="text" value={text} onInput={onInput} />
    </div>
  );
}

/** The text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

async function pick(site: Site, text: string, abandon: AbortSignal): Promise<Hits> {
  const found = (await ask(UserPickerDocument, { key: site.key, text }, abandon)).site?.userPicker ?? [];
  const hits = found.map((one) => {
    const parts = (field: MatchField) => one.matches.filter((part) => part.field === field);
    return { id: one.customerId, label: one.label, status: one.status, matched: parts("LABEL"), email: one.email ?? undefined, emailMatched: parts("EMAIL") };
  });
  return { hits, total: hits.length };
}

async function filtered(site: Site, text: string, abandon: AbortSignal): Promise<Hits> {
  const found = (await ask(CustomerFilterDocument, { key: site.key, text }, abandon)).site?.customerFilter;
  return { hits: found?.nodes ?? [], total: found?.totalCount ?? 0 };
}

async function searched(site: Site, text: string, abandon: AbortSignal): Promise<Hits> {
  const hits = (await ask(AdminSearchDocument, { key: site.key, text }, abandon)).site?.portalCustomers?.nodes ?? [];
  return { hits, total: hits.length };
}

async function held(ids: string[], abandon: AbortSignal): Promise<Hits> {
  const { userReferences } = await ask(OldFieldsDocument, { ids }, abandon);
  const hits = userReferences.flatMap((one) =>
    one ? { id: one.customerId, label: one.label, status: one.status, note: one.selectable ? "can be chosen anew" : "may stay, can't be chosen anew" } : [],
  );
  return { hits, total: hits.length };
}

interface ColumnProps {
  title: string;
  row: { surface: string; active: string; revoked: string; deleted: string };
  loaded: Loaded<Hits>;
  text: string;
  how: string;
}

function Column({ title, row, loaded, text, how }: ColumnProps) {
  return (
    <section class="surface" aria-label={title}>
      <h2>{title} {text && loaded.data && loaded.current && <small>{loaded.data.total}</small>}</h2>
      <p class="hint">{how}</p>
      <div class={loaded.stale && loaded.data ? "stale" : undefined}>{text ? <Result loaded={loaded} /> : <p class="muted">Nothing to look up yet.</p>}</div>
      <details>
        <summary>Why?</summary>
        <p class="hint">The row of the visibility table that decides:</p>
        <dl class="why">
          <dt>Surface</dt><dd>{row.surface}</dd>
          <dt>Active</dt><dd>{row.active}</dd>
          <dt>Revoked</dt><dd>{row.revoked}</dd>
          <dt>Deleted</dt><dd>{row.deleted}</dd>
        </dl>
      </details>
    </section>
  );
}

/** A refusal is a result here, drawn calmly: it is what the person at that place would be told. */
function Result({ loaded }: { loaded: Loaded<Hits> }): ComponentChildren {
  const { failure, data } = loaded;
  if (failure instanceof Refused) return <p class="told"><Icon name="info" /> {failure.message}</p>;
  if (failure) return <p class="told"><Icon name="triangle-alert" /> The server did not answer. <button type="button" class="link" onClick={loaded.reload}>Try again</button></p>;
  if (!data) return null;
  if (data.hits.length === 0) return <p class="muted">Nobody is found.</p>;
  return (
    <ul class="hits">
      {data.hits.map((hit) => (
        <li key={hit.id}>
          <Name text={hit.label} matched={hit.matched} />
          {hit.email && hit.emailMatched && hit.emailMatched.length > 0 && <small><Address text={hit.email} matched={hit.emailMatched} /></small>}
          <span class="line"><StatusChip status={hit.status} /> <Id id={hit.id} /></span>
          {hit.note && <small>{hit.note}</small>}
        </li>
      ))}
      {data.total > data.hits.length && <li class="muted">and {count(data.total - data.hits.length, "more", "more")}</li>}
    </ul>
  );
}

/** Texts to try, made of people who are there. */
function Examples({ site, onTry }: { site: Site; onTry: (text: string) => void }) {
  const loaded = useLoad(`see|examples|${site.key}`, async (abandon) => (await ask(ExamplesDocument, { key: site.key }, abandon)).site);
  const active = loaded.data?.active?.nodes[0];
  const revoked = loaded.data?.revoked?.nodes[0];
  const tries: [string, string | undefined][] = [
    ["a first name", active?.displayName.split(" ")[0]],
    ["a full address", active?.email],
    ["half an address", active?.email.split("@")[0]],
    ["a revoked person's address", revoked?.email],
  ];
  const shown = tries.filter(([, text]) => text);
  if (shown.length === 0) return null;
  return (
    <p class="tries">
      Try{" "}
      {shown.map(([label, text]) => (
        <button key={label} type="button" class="link" onClick={() => onTry(text ?? "")}>{label}</button>
      ))}
    </p>
  );
}
