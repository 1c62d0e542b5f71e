import { useEffect, useRef, useState } from "preact/hooks";
import { useAct } from "../acts/act";
import { Outcome } from "../acts/outcome";
import { RunJob } from "../acts/run-job";
import { CancelJobDocument, JobByIdDocument, type JobByIdQuery } from "../generated/graphql";
import { ask, Refused } from "../kit/api";
import { draft, runOf } from "../kit/draft";
import { count, number } from "../kit/format";
import { useHeading } from "../kit/heading";
import { actWords, isLive, summary } from "../kit/job-words";
import { useLoad } from "../kit/load";
import { manyChanged } from "../kit/people";
import type { Site } from "../kit/session";
import { say } from "../widgets/announce";
import { ActButton, Skeleton } from "../widgets/busy";
import { Chip } from "../widgets/chip";
import { Id } from "../widgets/copy";
import { Icon } from "../widgets/icon";
import { Failing, Notice } from "../widgets/notice";
import { Moment } from "../widgets/time";
import { Outcomes } from "./job-outcomes";
import { StartedBy, StateChip } from "./job-parts";

type JobNode = NonNullable<JobByIdQuery["job"]>;

/** How often a job that is under way is read, and how often after a read that failed. */
const pace = { well: 500, failed: 5_000 };

/** One bulk job: how far it is, what became of its lines, and for a preview the way to run it. */
export function Job({ id, site }: { id: string; site: Site }) {
  const heading = useHeading();
  const loaded = useLoad(`job|${id}`, async (abandon) => (await ask(JobByIdDocument, { id }, abandon)).job ?? null);
  const job = loaded.data ?? undefined;
  const live = job !== undefined && isLive(job.state);
  useEffect(() => {
    if (!live) return;
    const timer = setTimeout(loaded.reload, loaded.failure ? pace.failed : pace.well);
    return () => clearTimeout(timer);
  }, [live, loaded.at, loaded.failure]);
  useTold(job);
  const unknown = loaded.data === null || (job && job.site?.key !== site.key) || (loaded.failure instanceof Refused && loaded.failure.code === "INVALID_ID");
  return (
    <div class="page">
      <p><a class="back" href={`/sites/${site.key}/jobs`}><Icon name="chevron-left" /> Bulk jobs</a></p>
      <div class="heading">
        <h1 tabIndex={-1} ref={heading}>{job && !unknown ? `${job.dryRun ? "Preview: " : ""}${actWords[job.action].name}` : "Bulk job"}</h1>
      </div>
      {unknown ? (
        <p class="empty">{site.name} has no job of this id that you may see. Jobs are kept for 90 days, and those that delete are for organization admins.</p>
      ) : (
        <>
          <Failing what="The job" loaded={loaded} />
          {job ? <Found job={job} site={site} onChange={loaded.reload} /> : !loaded.failure && <Skeleton rows={4} waiting />}
        </>
      )}
    </div>
  );
}

/** Tells a screen reader each quarter and the end, and lets the page forget what the job changed. */
function useTold(job: JobNode | undefined): void {
  const before = useRef<{ live: boolean; quarter: number }>(undefined);
  useEffect(() => {
    if (!job) return;
    const { done, total } = job.counts;
    const now = { live: isLive(job.state), quarter: total > 0 ? Math.floor((done * 4) / total) : 0 };
    const was = before.current;
    before.current = now;
    if (now.live && was && was.quarter !== now.quarter) say(`${number(done)} of ${number(total)} done`);
    if (!now.live && (!was || was.live)) say(job.state === "DONE" ? summary(job) : `The job has ended: ${job.state.toLowerCase()}.`);
    if (!now.live && was?.live && !job.dryRun) manyChanged();
  }, [job]);
}

function Found({ job, site, onChange }: { job: JobNode; site: Site; onChange: () => void }) {
  const { counts } = job;
  const live = isLive(job.state);
  return (
    <>
      <p class="chips">
        <StateChip job={job} /> {job.dryRun && <Chip tone="notice" icon="eye">Preview</Chip>}
      </p>
      {live ? <Progress job={job} onChange={onChange} /> : <Ended job={job} />}
      {job.dryRun && job.state === "DONE" && <Next job={job} site={site} />}
      <dl class="facts">
        <dt>Started</dt>
        <dd><Moment at={job.createdAt} /></dd>
        {job.finishedAt && (
          <>
            <dt>Ended</dt>
            <dd><Moment at={job.finishedAt} /></dd>
          </>
        )}
        <dt>By</dt>
        <dd><StartedBy job={job} whole />{job.actorId === "system" && " itself: its command line or the site's rule for unused accounts"}</dd>
        <dt>Id</dt>
        <dd><Id id={job.id} whole /></dd>
      </dl>
      {!live && counts.done > 0 && <Outcomes job={job} site={site} />}
    </>
  );
}

function Progress({ job, onChange }: { job: JobNode; onChange: () => void }) {
  const { done, total } = job.counts;
  const what = job.dryRun ? "Preparing the preview" : actWords[job.action].doing;
  return (
    <section class="progress" aria-label="Progress">
      <p><b>{what}…</b> {number(done)} of {count(total, "line")} done</p>
      <progress value={done} max={Math.max(total, 1)} aria-label={what} />
      <Cancel job={job} onChange={onChange} />
    </section>
  );
}

function Cancel({ job, onChange }: { job: JobNode; onChange: () => void }) {
  const act = useAct({
    send: async () => (await ask(CancelJobDocument, { input: { jobId: job.id } })).cancelBulkJob,
    done: onChange,
    look: async () => false,
    lookAtOnce: false,
  });
  const { phase } = act;
  return (
    <>
      <div class="cancel">
        <ActButton id="cancel-job" kind="button" busy={phase.at === "busy" || phase.at === "done"} label="Cancel the job" doing="Cancelling…" onPress={act.press} />
        <span class="hint">Stops before the next line. {!job.dryRun && "What was done stays done."}</span>
      </div>
      <Outcome phase={phase} words={{ unknown: "It isn't known whether the job was cancelled. What you see above goes on to be read; cancelling twice does no harm.", yes: "", no: "" }} />
    </>
  );
}

/** How it ended, in one sentence, and what that means where it did not get to its end. */
function Ended({ job }: { job: JobNode }) {
  const { total, done } = job.counts;
  const left = total - done;
  const rest = `${count(left, "line was", "lines were")} not begun.`;
  if (job.state === "DONE") {
    return <p class="outcome">{total === 0 ? "Nobody matches: the choice finds no customer, so there is nothing to do." : summary(job)}</p>;
  }
  return (
    <>
      <p class="outcome">{summary(job)} {rest}</p>
      <Notice tone={job.state === "FAILED" ? "danger" : "info"}>
        <p>
          {job.state === "CANCELLED" && "The job was cancelled."}
          {job.failure === "RESTORED" && "This deployment was restored from a backup that had this job under way. Jobs don't go on then: accounts may have changed since the backup."}
          {job.failure === "RIGHT_ENDED" && "The access token that started this job was revoked, has expired or has lost the right, so the job stopped."}{" "}
          {job.dryRun ? "Nothing was changed." : "What was done stays done. For the rest, begin with a new preview."}
        </p>
      </Notice>
    </>
  );
}

/** What can follow a preview: the run, once. */
function Next({ job, site }: { job: JobNode; site: Site }) {
  const [open, setOpen] = useState(false);
  const run = runOf(job.id);
  const again = <a href={`/sites/${site.key}/jobs/new`}>Choose again</a>;
  if (run) return <p>This preview was run. <a href={`/sites/${site.key}/jobs/${run}`}>See the job</a></p>;
  if (job.counts.changed === 0) return <p>{job.counts.total > 0 && "There is nothing to run. "}{again}</p>;
  const chosen = draft.value?.preview === job.id ? draft.value : undefined;
  if (!chosen) {
    return (
      <Notice tone="info">
        <p>This preview can be looked at, but not run any more: what was chosen for it is kept in the page alone, and the page was loaded anew. {again}</p>
      </Notice>
    );
  }
  return (
    <>
      <p class="next">
        <button type="button" class="primary" id="run" onClick={() => setOpen(true)}>
          {actWords[job.action].name}… 
        </button>
        {again}
      </p>
      {open && <RunJob preview={job} draft={chosen} site={site} onClose={() => setOpen(false)} />}
    </>
  );
}
