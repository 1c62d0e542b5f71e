// Bulk jobs in words: what each action does, and what became of a line.
import type { BulkAction, JobOutcomeCode, JobState } from "../generated/graphql";
import type { IconName } from "../widgets/icon";
import { count } from "./format";

interface ActWords {
  name: string;
  doing: string;
  /** Behind "3 customers": in a preview, and when it was done. */
  would: string;
  did: string;
  /** A line that was changed, and one that was so already. */
  line: string;
  lineWould: string;
  already: string;
}

export const actWords: Record<BulkAction, ActWords> = {
  REVOKE: {
    name: "Revoke access", doing: "Revoking access", would: "would lose access", did: "lost access",
    line: "Access revoked", lineWould: "Would lose access", already: "Had no access already",
  },
  GRANT: {
    name: "Grant access", doing: "Granting access", would: "would get access back", did: "got access back",
    line: "Access granted", lineWould: "Would get access back", already: "Had access already",
  },
  DELETE: {
    name: "Delete for good", doing: "Deleting", would: "would be deleted for good", did: "deleted for good",
    line: "Deleted for good", lineWould: "Would be deleted for good", already: "Was deleted already",
  },
  INVITE: {
    name: "Invite", doing: "Inviting", would: "would be invited", did: "invited",
    line: "Invited", lineWould: "Would be invited", already: "Had an invitation already",
  },
};

const codes: Record<Exclude<JobOutcomeCode, "CHANGED" | "UNCHANGED">, string> = {
  DUPLICATE_LINE: "Named by an earlier line",
  NO_LONGER_SELECTED: "Was used meanwhile, and left alone",
  UNREADABLE_LINE: "Not readable",
  INVALID_ID: "Not a customer id",
  NOT_FOUND: "Nobody here has this id or address",
  CUSTOMER_DELETED: "The account was deleted",
  CUSTOMER_REVOKED: "Has an account without access: grant access instead",
  INVALID_EMAIL: "Not a full e-mail address",
  EMAIL_TAKEN: "Has an account with access",
  EMAIL_ON_HOLD: "On hold after a delete",
  DOMAIN_NOT_ALLOWED: "The site doesn't invite this domain",
  INVALID_DISPLAY_NAME: "The name is none",
};

/** What became of a line. A code of tomorrow shows by its own name. */
export function outcomeName(code: JobOutcomeCode, action: BulkAction, dryRun: boolean): string {
  const words = actWords[action];
  if (code === "CHANGED") return dryRun ? words.lineWould : words.line;
  if (code === "UNCHANGED") return words.already;
  return codes[code] ?? code;
}

export interface JobLike {
  action: BulkAction;
  dryRun: boolean;
  state: JobState;
  counts: { total: number; done: number; changed: number };
}

/** "Of 5 lines, 3 customers would lose access." */
export function summary({ action, dryRun, counts }: JobLike): string {
  const { changed, total } = counts;
  const words = actWords[action];
  const of = changed === total ? "" : `Of ${count(total, "line")}, `;
  return `${of}${count(changed, "customer")} ${dryRun ? words.would : words.did}.`;
}

export const states: Record<JobState, { word: string; tone: "active" | "revoked" | "notice" | "danger"; icon: IconName }> = {
  QUEUED: { word: "Waiting", tone: "notice", icon: "clock" },
  RUNNING: { word: "Running", tone: "notice", icon: "clock" },
  DONE: { word: "Done", tone: "active", icon: "check" },
  CANCELLED: { word: "Cancelled", tone: "revoked", icon: "x" },
  FAILED: { word: "Failed", tone: "danger", icon: "triangle-alert" },
};

export const isLive = (state: JobState): boolean => state === "QUEUED" || state === "RUNNING";
