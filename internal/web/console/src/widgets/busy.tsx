import { useLasting } from "../kit/load";

interface Props {
  busy: boolean;
  label: string;
  /** "Revoking…": said once an answer has been awaited for 150 ms. */
  doing: string;
  kind: "primary" | "danger" | "button";
  id?: string;
  onPress?: () => void;
}

/** A button that waits for its answer. It is never greyed out; a second press is ignored. */
export function ActButton({ busy, label, doing, kind, id, onPress }: Props) {
  const lasting = useLasting(busy);
  return (
    <button
      id={id}
      type={onPress ? "button" : "submit"}
      class={kind}
      aria-disabled={busy || undefined}
      onClick={() => {
        if (!busy) onPress?.();
      }}
    >
      {lasting ? doing : label}
    </button>
  );
}

/** Grey rows of the true height, after 150 ms. */
export function Skeleton({ rows, waiting }: { rows: number; waiting: boolean }) {
  if (!useLasting(waiting)) return null;
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} />
      ))}
    </div>
  );
}
