import type { CustomerStatus } from "../generated/graphql";
import { Icon, type IconName } from "./icon";

type Tone = "active" | "revoked" | "notice" | "warning" | "danger";

export function Chip({ tone, icon, children }: { tone: Tone; icon: IconName; children: string }) {
  return (
    <span class={`chip ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

const states: Record<CustomerStatus, { tone: Tone; icon: IconName; word: string }> = {
  ACTIVE: { tone: "active", icon: "user-check", word: "Active" },
  REVOKED: { tone: "revoked", icon: "user-x", word: "Revoked" },
  DELETED: { tone: "revoked", icon: "trash", word: "Deleted" },
};

/** A status as data has it. A status of tomorrow shows by its own name. */
export function StatusChip({ status }: { status: CustomerStatus }) {
  const state = states[status] ?? { tone: "notice", icon: "info", word: status };
  return (
    <Chip tone={state.tone} icon={state.icon}>
      {state.word}
    </Chip>
  );
}
