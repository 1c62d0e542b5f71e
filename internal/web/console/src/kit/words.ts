import type { AuditAction } from "../generated/graphql";

const actions: Record<AuditAction, string> = {
  INVITE_CUSTOMER: "Customer invited",
  REVOKE_ACCESS: "Access revoked",
  GRANT_ACCESS: "Access granted",
  DELETE_CUSTOMER: "Customer deleted",
  RENAME_CUSTOMER: "Name changed",
  UPDATE_CUSTOMER_EMAIL: "E-mail address changed",
  CREATE_SITE: "Site made",
  UPDATE_SITE_SETTINGS: "Site settings changed",
  UPDATE_ORGANIZATION: "Organization settings changed",
  CREATE_ACCESS_TOKEN: "Access token made",
  REVOKE_ACCESS_TOKEN: "Access token revoked",
  IMPORT_CUSTOMERS: "Import ended",
  IMPORT_BATCH: "Import batch",
  BACK_UP: "Backup begun",
  RESTORE: "Restored from a backup",
  ACCEPT_MISSING_DELETIONS: "Started without the deletions log",
  RESEND_INVITATION: "Invited again",
  CREATE_PASSWORD_RESET: "Password link made",
  ACCEPT_INVITATION: "Invitation accepted",
  RESET_PASSWORD: "New password set",
  EXPORT_CUSTOMERS: "Customers exported",
  EXPORT_PERSON: "All about a customer exported",
  BULK_JOB: "Bulk job",
  BULK_BATCH: "Bulk job batch",
  CANCEL_BULK_JOB: "Bulk job cancelled",
  ROTATE_HOLD_KEY: "Hold key exchanged",
  REMOVE_HOLD_KEY: "Old hold key removed",
  ROTATE_RECEIPT_KEY: "Receipt key exchanged",
  CREATE_WEBHOOK: "Webhook made",
  DELETE_WEBHOOK: "Webhook deleted",
  ROTATE_WEBHOOK_SECRET: "Webhook secret exchanged",
  REPLAY_WEBHOOK: "Webhook set to another position",
  PAUSE_WEBHOOK: "Webhook paused",
  RESUME_WEBHOOK: "Webhook resumed",
  RETRY_DEAD_LETTERS: "Dead letters tried again",
};

/** An audited action in words. One of tomorrow shows by its own name. */
export const actionName = (action: AuditAction): string => actions[action] ?? action;

export const auditActions = Object.keys(actions) as AuditAction[];
