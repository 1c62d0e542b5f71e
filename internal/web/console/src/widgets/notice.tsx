import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { timeOfDay } from "../kit/format";
import type { Loaded } from "../kit/load";
import { Refused } from "../kit/api";
import { alarm } from "./announce";
import { Icon, type IconName } from "./icon";

type Tone = "info" | "warning" | "danger";

const icons: Record<Tone, IconName> = { info: "info", warning: "clock", danger: "triangle-alert" };

export function Notice({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}

/** What failed, above what was already there, and the way to try again. */
export function Failing({ what, loaded }: { what: string; loaded: Loaded<unknown> }) {
  const { failure } = loaded;
  const rebuilding = failure instanceof Refused && failure.code === "SEARCH_UNAVAILABLE";
  useEffect(() => {
    if (!failure || rebuilding) return;
    alarm(`${what} could not be loaded.`);
    return () => alarm("");
  }, [failure]);
  if (!failure) return null;
  if (rebuilding) return <Rebuilding wait={failure.retryAfter} again={loaded.reload} key={String(failure)} />;
  return (
    <Notice tone="danger">
      <p>
        {what} could not be loaded. {failure instanceof Refused ? failure.message : "The server did not answer."}{" "}
        {loaded.data !== undefined && `What you see is from ${timeOfDay(loaded.at)}. `}
        <button type="button" class="link" onClick={loaded.reload}>
          Try again
        </button>
      </p>
    </Notice>
  );
}

function Rebuilding({ wait, again }: { wait: number; again: () => void }) {
  const [left, setLeft] = useState(Math.max(1, Math.ceil(wait || 8)));
  useEffect(() => {
    const timer = setTimeout(() => {
      if (left > 1) return setLeft(left - 1);
      again();
      setLeft(Math.max(1, Math.ceil(wait || 8)));
    }, 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <Notice tone="info">
      <p>Search is being rebuilt; trying again in {left} s. The list and all actions work.</p>
    </Notice>
  );
}
