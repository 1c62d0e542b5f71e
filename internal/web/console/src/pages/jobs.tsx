import { useEffect } from "preact/hooks";
import type { PageProps } from "../app";
import { type JobRowFragment, JobsDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { count, number } from "../kit/format";
import { actWords, isLive } from "../kit/job-words";
import { useHeading } from "../kit/heading";
import { useLoad } from "../kit/load";
import type { Site } from "../kit/session";
import { Skeleton } from "../widgets/busy";
import { Chip } from "../widgets/chip";
import { Icon } from "../widgets/icon";
import { Failing } from "../widgets/notice";
import { pageArguments, Paging } from "../widgets/paging";
import { Ago } from "../widgets/time";
import { Job } from "./job";
import { NewJob } from "./job-new";
import { StartedBy, StateChip } from "./job-parts";

/** The site's bulk jobs: the list, one of them, or the choice for a new one. */
export function Jobs({ site, rest }: PageProps) {
  const [which] = rest;
  if (which === "new") return <NewJob site={site} />;
  return which ? <Job key={which} id={which} site={site} /> : <List site={site} />;
}

const pace = 2_000;

function List({ site }: { site: Site }) {
  const heading = useHeading();
  const list = useLoad(`jobs|${site.key}|${JSON.stringify(pageArguments())}`, async (abandon) => {
    return (await ask(JobsDocument, { key: site.key, ...pageArguments() }, abandon)).site?.jobs;
  });
  const live = list.data?.nodes.some(({ state }) => isLive(state)) && !list.failure;
  useEffect(() => {
    if (!live) return;
    const timer = setTimeout(list.reload, pace);
    return () => clearTimeout(timer);
  }, [live, list.at]);
  return (
    <div class="page">
      <div class="heading">
        <h1 tabIndex={-1} ref={heading}>Bulk jobs</h1>
        <a class="primary" href={`/sites/${site.key}/jobs/new`}><Icon name="list" /> Change many customers</a>
      </div>
      <p class="lead">What was done to many customers at once, or previewed. Kept for 90 days.</p>
      <Failing what="The list of jobs" loaded={list} />
      {list.data && list.data.nodes.length > 0 ? (
        <div class={list.stale ? "stale" : undefined}>
          <div class="filters"><span class="spring" /><span class="count">{count(list.data.totalCount, "job")}</span></div>
          <table role="table" class="rows jobs">
            <caption class="hidden">Bulk jobs</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">What</th>
                <th role="columnheader" scope="col">State</th>
                <th role="columnheader" scope="col">Changed</th>
                <th role="columnheader" scope="col">Started</th>
                <th role="columnheader" scope="col">By</th>
              </tr>
            </thead>
            <tbody role="rowgroup">{list.data.nodes.map((job) => <Row key={job.id} job={job} site={site} />)}</tbody>
          </table>
          <Paging info={list.data.pageInfo} noun="Jobs" />
        </div>
      ) : list.data && !list.stale ? (
        <div class="empty">
          <p>No bulk job yet on {site.name}.</p>
          <a class="button" href={`/sites/${site.key}/jobs/new`}>Change many customers</a>
        </div>
      ) : (
        !list.failure && <Skeleton rows={6} waiting />
      )}
    </div>
  );
}

function Row({ job, site }: { job: JobRowFragment; site: Site }) {
  const { changed, total, done } = job.counts;
  return (
    <tr role="row">
      <td role="cell" class="who">
        <a id={`open-${job.id}`} href={`/sites/${site.key}/jobs/${job.id}`}>{actWords[job.action].name}</a>{" "}
        {job.dryRun && <Chip tone="notice" icon="eye">Preview</Chip>}
      </td>
      <td role="cell"><StateChip job={job} />{isLive(job.state) && total > 0 && <small>{number(done)} of {number(total)} done</small>}</td>
      <td role="cell" data-label={job.dryRun ? "Would change" : "Changed"}>{job.dryRun && <span class="wide">would be </span>}{number(changed)} of {number(total)}</td>
      <td role="cell" data-label="Started"><Ago at={job.createdAt} /></td>
      <td role="cell" data-label="By"><StartedBy job={job} /></td>
    </tr>
  );
}
