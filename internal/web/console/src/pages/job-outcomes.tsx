import { useEffect } from "preact/hooks";
import { type JobOutcomeCode, JobOutcomesDocument, type JobOutcomesQuery, type JobRowFragment, OldFieldsDocument, type OldFieldsQuery } from "../generated/graphql";
import { ask, Refused } from "../kit/api";
import { draft } from "../kit/draft";
import { number, shortId } from "../kit/format";
import { outcomeName } from "../kit/job-words";
import { useLoad } from "../kit/load";
import { go, place, queryWith } from "../kit/router";
import { can, type Site } from "../kit/session";
import { Skeleton } from "../widgets/busy";
import { StatusChip } from "../widgets/chip";
import { Address, Name } from "../widgets/name";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";

type Line = NonNullable<JobOutcomesQuery["job"]>["outcomes"]["nodes"][number];
type Label = NonNullable<OldFieldsQuery["userReferences"][number]>;

/** What became of each line, page by page; the labels are those of now. */
export function Outcomes({ job, site }: { job: JobRowFragment; site: Site }) {
  const asked = place.value.query.get("code");
  const code = job.counts.byCode.find((one) => one.code === asked)?.code;
  const list = useLoad(`outcomes|${job.id}|${JSON.stringify([code, pageArguments()])}`, async (abandon) => {
    const found = (await ask(JobOutcomesDocument, { id: job.id, code, ...pageArguments() }, abandon)).job?.outcomes;
    const ids = [...new Set(found?.nodes.flatMap(({ customerId }) => customerId ?? []))];
    const labels = new Map<string, Label>();
    const references = ids.length > 0 ? (await ask(OldFieldsDocument, { ids }, abandon)).userReferences : [];
    for (const one of references) if (one) labels.set(one.customerId, one);
    return { lines: found?.nodes ?? [], info: found?.pageInfo, labels };
  });
  useEffect(() => {
    if (list.failure instanceof Refused && list.failure.code === "INVALID_CURSOR") go(queryWith({ after: null, before: null }), { replace: true });
  }, [list.failure]);
  // Which address a line was, while the page that it was typed into still knows.
  const typed = job.dryRun && draft.value?.preview === job.id ? draft.value.selector.emails : undefined;
  return (
    <>
      <h2>What {job.dryRun ? "would become" : "became"} of each line</h2>
      <Tallies job={job} code={code} />
      <Failing what="The list" loaded={list} />
      {list.data ? (
        <div class={list.stale ? "stale" : undefined}>
          <table role="table" class="rows outcomes">
            <caption class="hidden">Outcomes</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Line</th>
                <th role="columnheader" scope="col">Customer</th>
                <th role="columnheader" scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {list.data.lines.map((line) => (
                <tr role="row" key={line.line}>
                  <td role="cell" class="number" data-label="Line">{number(line.line)}</td>
                  <td role="cell"><Whom line={line} label={line.customerId ? list.data?.labels.get(line.customerId) : undefined} typed={typed?.[line.line - 1]} site={site} /></td>
                  <td role="cell">{outcomeName(line.code, job.action, job.dryRun)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <Paging info={list.data.info} noun="Lines" />
        </div>
      ) : (
        !list.failure && <Skeleton rows={10} waiting />
      )}
    </>
  );
}

function Whom({ line, label, typed, site }: { line: Line; label: Label | undefined; typed: string | undefined; site: Site }) {
  const id = line.customerId;
  if (!id) return typed ? <Address text={typed} /> : <>–</>;
  if (!label) return <code>{shortId(id)}</code>;
  const deleted = label.status === "DELETED";
  const name = <Name text={label.label} />;
  const where = `/sites/${site.key}/${deleted ? "deletions" : "customers"}/${id}`;
  return (
    <span class="who-line">
      {deleted && !can("READ_DELETIONS") ? name : <a href={where}>{name}</a>}
      <StatusChip status={label.status} />
      {deleted && <code>{shortId(id)}</code>}
    </span>
  );
}

/** How many lines went how; each narrows the list to its own. */
function Tallies({ job, code }: { job: JobRowFragment; code: JobOutcomeCode | undefined }) {
  const { byCode, done } = job.counts;
  const one = (which: JobOutcomeCode | undefined, n: number, words: string) => (
    <button
      key={which ?? ""}
      type="button"
      class="tally"
      aria-pressed={code === which}
      onClick={() => go(queryWith({ code: which ?? null, after: null, before: null }), { replace: true })}
    >
      <b>{number(n)}</b> {words}
    </button>
  );
  return (
    <div class="tallies" role="group" aria-label="Narrow the list">
      {byCode.length > 1 && one(undefined, done, "All lines")}
      {byCode.length > 1 ? byCode.map((of) => one(of.code, of.count, outcomeName(of.code, job.action, job.dryRun))) : null}
    </div>
  );
}
