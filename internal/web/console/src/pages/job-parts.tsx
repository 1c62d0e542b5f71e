import type { JobRowFragment } from "../generated/graphql";
import { states } from "../kit/job-words";
import { Chip } from "../widgets/chip";
import { Id } from "../widgets/copy";

export function StateChip({ job }: { job: JobRowFragment }) {
  const { word, tone, icon } = states[job.state];
  return <Chip tone={tone} icon={icon}>{word}</Chip>;
}

/** Gatehouse itself has no id to copy. */
export function StartedBy({ job, whole }: { job: JobRowFragment; whole?: boolean }) {
  return job.actorId === "system" ? <>Gatehouse</> : <Id id={job.actorId} whole={whole} />;
}
