import { now } from "../kit/clock";
import { ago, inUTC, moment, momentUTC } from "../kit/format";

/** "3 hours ago" with the full time on hover; where space allows, say it in full instead. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now.value)}
    </time>
  );
}

export function Moment({ at, utc }: { at: string; utc?: boolean }) {
  return (
    <time dateTime={at}>
      {moment(at)}
      {utc && !inUTC(at) && ` (${momentUTC(at)})`}
    </time>
  );
}
