/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why an action of the menu is not allowed. */
export type ActionRefusalCode =
  /** The customer has access already. */
  | 'ALREADY_ACTIVE'
  /** The customer's access is revoked already. */
  | 'ALREADY_REVOKED'
  /** The customer's access is revoked: grant it first. */
  | 'CUSTOMER_REVOKED'
  /** E-mail addresses are changed at the identity provider. */
  | 'EMAIL_MANAGED_BY_IDENTITY_PROVIDER'
  /** The caller's role has no right to it. */
  | 'FORBIDDEN';

/** What an audit event tells of. */
export type AuditAction =
  /** A customer accepted an invitation and set the first password. */
  | 'ACCEPT_INVITATION'
  /** The deployment was started although its deletions log was lost or damaged. */
  | 'ACCEPT_MISSING_DELETIONS'
  /** A backup was begun: the command line copies everything. */
  | 'BACK_UP'
  /** A batch of a bulk job was done, with the number of accounts that it changed. */
  | 'BULK_BATCH'
  /** A bulk job ended; with the number of accounts that it changed. Each change has its own event besides. Dry runs have none. */
  | 'BULK_JOB'
  /** A bulk job was cancelled. */
  | 'CANCEL_BULK_JOB'
  /** An access token was made. */
  | 'CREATE_ACCESS_TOKEN'
  /** A link was made by which a customer sets a new password. */
  | 'CREATE_PASSWORD_RESET'
  /** A site was made. */
  | 'CREATE_SITE'
  /** A webhook was made. */
  | 'CREATE_WEBHOOK'
  /** A customer was deleted, or a delete was refused. */
  | 'DELETE_CUSTOMER'
  /** A webhook was deleted. */
  | 'DELETE_WEBHOOK'
  /** A site's accounts were exported; written before the first of them left, with the number of accounts that the site had then. */
  | 'EXPORT_CUSTOMERS'
  /** All that is held about a customer was exported, on the command line. */
  | 'EXPORT_PERSON'
  /** Access was granted. */
  | 'GRANT_ACCESS'
  /** A batch of an import went in, with the number of accounts it made. */
  | 'IMPORT_BATCH'
  /** An import ran; written at its end, with the number of accounts it made. */
  | 'IMPORT_CUSTOMERS'
  /** A customer was invited. */
  | 'INVITE_CUSTOMER'
  /** A webhook was paused: its target is gone for good, or the key that it is sealed with is lost. A restore pauses webhooks, too, and has its own event. */
  | 'PAUSE_WEBHOOK'
  /** An old key of the holds was removed: the last hold that needed it has ended. */
  | 'REMOVE_HOLD_KEY'
  /** A name was changed. */
  | 'RENAME_CUSTOMER'
  /** A webhook was set to another position of the log. */
  | 'REPLAY_WEBHOOK'
  /** A customer was invited again. */
  | 'RESEND_INVITATION'
  /** A customer set a new password. */
  | 'RESET_PASSWORD'
  /** The deployment was restored from a backup; with the number of accounts that were deleted again. */
  | 'RESTORE'
  /** A webhook that was paused goes on. */
  | 'RESUME_WEBHOOK'
  /** The events that a webhook had given up are tried again. */
  | 'RETRY_DEAD_LETTERS'
  /** Access was revoked. */
  | 'REVOKE_ACCESS'
  /** An access token was revoked. */
  | 'REVOKE_ACCESS_TOKEN'
  /** The key that hides the addresses on hold was exchanged; the subject is the new key's id. */
  | 'ROTATE_HOLD_KEY'
  /** The key that signs erasure receipts and backups was exchanged; the subject is the new key's id. */
  | 'ROTATE_RECEIPT_KEY'
  /** The secret that a webhook signs with was exchanged. */
  | 'ROTATE_WEBHOOK_SECRET'
  /** An address was changed. */
  | 'UPDATE_CUSTOMER_EMAIL'
  /** The organization's settings were changed. */
  | 'UPDATE_ORGANIZATION'
  /** A site's settings were changed. */
  | 'UPDATE_SITE_SETTINGS';

/** Narrows the audit log. Absent and null fields mean all. */
export type AuditLogFilter = {
  /** Only this action. */
  action?: AuditAction | null | undefined;
  /** Only what this actor did: `tok_…` or `system`. */
  actorId?: string | null | undefined;
  /** Only what ended so. */
  outcome?: AuditOutcome | null | undefined;
  /** Only what was done to this id. */
  subjectId?: string | null | undefined;
};

/** How an audited act ended. */
export type AuditOutcome =
  /** It was done. */
  | 'DONE'
  /** It was refused: written for refused deletes and refused token and settings acts. */
  | 'REFUSED';

/** What a bulk job does to each of its lines. */
export type BulkAction =
  /** Wipe accounts out, as deleteCustomer does. */
  | 'DELETE'
  /** Give access back, as grantAccess does. */
  | 'GRANT'
  /** Make accounts, as inviteCustomer does. */
  | 'INVITE'
  /** End access, as revokeAccess does. */
  | 'REVOKE';

/** Whom to invite. */
export type BulkInvitation = {
  /** The name, 1 to 255 characters. */
  displayName: string;
  /** The address, 254 octets at most. */
  email: string;
};

/** Whom a bulk job is about. Give exactly one. Those by activity or domain pick whom the action would change: REVOKE accounts with access, GRANT those without, DELETE both. */
export type BulkSelector =
  {   /** Whose address is of this domain, exactly. */
  domain: string; emails?: never; ids?: never; inactiveSince?: never; neverSignedInSince?: never; }
  |  { domain?: never;   /** By e-mail address, 10,000 at most. They become ids before the answer and are not kept. */
  emails: Array<string>; ids?: never; inactiveSince?: never; neverSignedInSince?: never; }
  |  { domain?: never; emails?: never;   /** By id, 10,000 at most. A malformed or unknown id is its line's outcome. */
  ids: Array<string>; inactiveSince?: never; neverSignedInSince?: never; }
  |  { domain?: never; emails?: never; ids?: never;   /** Who has signed in, but not since this time. */
  inactiveSince: string; neverSignedInSince?: never; }
  |  { domain?: never; emails?: never; ids?: never; inactiveSince?: never;   /** Who was invited before this time and never signed in. */
  neverSignedInSince: string; };

/** Input of cancelBulkJob. */
export type CancelBulkJobInput = {
  /** The job. */
  jobId: string;
};

/** Input of createAccessToken. */
export type CreateAccessTokenInput = {
  /** When it stops working; absent: never. */
  expiresAt?: string | null | undefined;
  /** What it is for, 100 characters at most. */
  name?: string | null | undefined;
  /** What its bearer will be. */
  role: Role;
  /** The site, for SITE_ADMIN and AGENT; absent for the other roles. */
  siteId?: string | null | undefined;
};

/** Input of createPasswordReset. */
export type CreatePasswordResetInput = {
  /** The customer. */
  customerId: string;
};

/** Input of createSite. */
export type CreateSiteInput = {
  /** The key, for good: 2 to 32 small letters, digits and hyphens, beginning with a letter. */
  key: string;
  /** The name, 1 to 100 characters. */
  name: string;
};

/** What can be done to a customer, as the menu lists it. */
export type CustomerAction =
  /** Wipe the account out. Can't be undone. */
  | 'DELETE_CUSTOMER'
  /** Give access back. */
  | 'GRANT_ACCESS'
  /** Change the name. */
  | 'RENAME_CUSTOMER'
  /** Give a link by which the customer sets a new password. */
  | 'RESET_PASSWORD'
  /** End the customer's access. Can be undone. */
  | 'REVOKE_ACCESS'
  /** Change the e-mail address. The identity provider alone may. */
  | 'UPDATE_EMAIL';

/** Narrows a list of customers by activity. With `neverSignedIn: true` and a `lastSignInBefore`, either of the two suffices. */
export type CustomerActivityFilter = {
  /** Only who last signed in before this time. */
  lastSignInBefore?: string | null | undefined;
  /** True: only who never signed in. False: only who did. */
  neverSignedIn?: boolean | null | undefined;
};

/** The state of a customer account. "Invited, never signed in" is no state: see `lastSignInAt`. */
export type CustomerStatus =
  /** Has access. */
  | 'ACTIVE'
  /** Wiped out. Seen on references only. */
  | 'DELETED'
  /** Has no access; grant access brings it back. */
  | 'REVOKED';

/** Input of deleteCustomer. */
export type DeleteCustomerInput = {
  /** The account's e-mail address, typed to confirm; compared in canonical form. A repeat does not look at it. */
  confirmEmail: string;
  /** The customer. */
  customerId: string;
};

/** Input of grantAccess. */
export type GrantAccessInput = {
  /** The customer. */
  customerId: string;
  /** Why, 500 characters at most. Kept with the account for admins, never in the audit log; erased with the account. */
  reason?: string | null | undefined;
};

/** When a site revokes the access of accounts that nobody uses. Look at `Site.inactiveCustomers` before you set it. */
export type InactivityPolicyInput = {
  /** After how many days without a sign-in, 1 to 3,650; 0 switches the policy off. */
  revokeAfterDays: number;
};

/** Input of inviteCustomer. */
export type InviteCustomerInput = {
  /** The name, 1 to 255 characters. */
  displayName: string;
  /** The address, 254 octets at most. */
  email: string;
  /** The site. */
  siteId: string;
};

/** Why a bulk job failed. */
export type JobFailure =
  /** The deployment was restored from a backup that had the job under way. */
  | 'RESTORED'
  /** The token that started it was revoked, has expired or has lost the right. */
  | 'RIGHT_ENDED';

/** What became of a line of a bulk job; in a dry run, what would become of it. */
export type JobOutcomeCode =
  /** Done. */
  | 'CHANGED'
  /** The account was deleted. */
  | 'CUSTOMER_DELETED'
  /** Invite: the address belongs to an account without access; `customerId` says which. Grant access instead. */
  | 'CUSTOMER_REVOKED'
  /** Invite: the site does not allow addresses of this domain. */
  | 'DOMAIN_NOT_ALLOWED'
  /** An earlier line names the same account or address. */
  | 'DUPLICATE_LINE'
  /** Invite: the address belonged to an account that was deleted a short time ago. */
  | 'EMAIL_ON_HOLD'
  /** Invite: the address belongs to an account with access; `customerId` says which. */
  | 'EMAIL_TAKEN'
  /** Invite: the name is none. */
  | 'INVALID_DISPLAY_NAME'
  /** Not a full e-mail address. */
  | 'INVALID_EMAIL'
  /** The id is malformed. */
  | 'INVALID_ID'
  /** No such account on this site. */
  | 'NOT_FOUND'
  /** The account no longer matches the selector, because it was used since, and was left alone. */
  | 'NO_LONGER_SELECTED'
  /** It was so already. */
  | 'UNCHANGED'
  /** The line is no JSON object in UTF-8, lacks what the action needs, or is too long. */
  | 'UNREADABLE_LINE';

/** How far a bulk job is. */
export type JobState =
  /** Stopped by cancelBulkJob. What was done stays done. */
  | 'CANCELLED'
  /** Every line has its outcome. */
  | 'DONE'
  /** Stopped; see `failure`. What was done stays done. */
  | 'FAILED'
  /** Not begun. */
  | 'QUEUED'
  /** Under way. It goes on by itself after a crash or a restart. */
  | 'RUNNING';

/** Which text of a reference a match is in. */
export type MatchField =
  /** In `email`. */
  | 'EMAIL'
  /** In `label`. */
  | 'LABEL';

/** What a caller may do: a row of the table of rights. */
export type Permission =
  /** Create and change sites, settings, access tokens and webhooks; change the organization. */
  | 'ADMINISTER'
  /** Nothing: signed in or not. */
  | 'ANYBODY'
  /** Revoke and grant access. */
  | 'CHANGE_ACCESS'
  /** Change a customer's e-mail address. The identity provider alone has it. */
  | 'CHANGE_EMAIL'
  /** Change a customer's name. Customers have it for themselves. */
  | 'CHANGE_NAME'
  /** See the Portal-only customers page, its counts and the site's settings. */
  | 'CUSTOMERS_PAGE'
  /** Delete a customer. */
  | 'DELETE'
  /** Invite a customer. Agents have it where their site's settings allow it. */
  | 'INVITE'
  /** Provision customers over SCIM. The identity provider alone has it. */
  | 'PROVISION'
  /** Read the audit log: an organization admin all of it, a site admin that of the own site. */
  | 'READ_AUDIT_LOG'
  /** Read a customer by its id, and a customer's e-mail address. Customers have it for themselves. */
  | 'READ_CUSTOMER'
  /** Read the deletion register. */
  | 'READ_DELETIONS'
  /** Follow what happens to the customers of a site, by subscription. */
  | 'READ_EVENTS'
  /** Read requests. Customers have it for those that they reported or take part in. */
  | 'READ_REQUESTS'
  /** Have a customer's password set anew. Customers have it for themselves. */
  | 'RESET_PASSWORD'
  /** Start, read and cancel bulk jobs. Jobs that delete need DELETE besides. */
  | 'RUN_JOBS'
  /** Use the user picker and the filter; read references; make and change requests. */
  | 'SEARCH'
  /** Be signed in. */
  | 'SIGNED_IN';

/** Input of renameCustomer. */
export type RenameCustomerInput = {
  /** The customer. */
  customerId: string;
  /** The new name, 1 to 255 characters. */
  displayName: string;
};

/** Narrows a list of requests. At most one of the two. */
export type RequestFilter = {
  /** Only requests of the customers that the filter finds by this text: ACTIVE ones by what a person types, REVOKED ones by their exact address. */
  customer?: string | null | undefined;
  /** Only requests that this customer reported or takes part in. A deleted customer's: none. */
  customerId?: string | null | undefined;
};

/** Input of resendInvitation. */
export type ResendInvitationInput = {
  /** The customer. */
  customerId: string;
};

/** Input of revokeAccess. */
export type RevokeAccessInput = {
  /** The customer. */
  customerId: string;
  /** Why, 500 characters at most. Kept with the account for admins, never in the audit log; erased with the account. */
  reason?: string | null | undefined;
};

/** Input of revokeAccessToken. */
export type RevokeAccessTokenInput = {
  /** The token. */
  accessTokenId: string;
};

/** What a caller is. */
export type Role =
  /** Works on the requests of one site. */
  | 'AGENT'
  /** A customer who is signed in to the portal: reaches itself and its own requests. It has a session, never a token. */
  | 'CUSTOMER'
  /** Invites, renames, changes addresses, revokes and grants for every site; reads nothing but the answers to its own calls. */
  | 'IDENTITY_PROVIDER'
  /** Reaches every site, and alone may delete accounts and change sites, settings and tokens. */
  | 'ORGANIZATION_ADMIN'
  /** Runs the Portal-only customers page of one site. */
  | 'SITE_ADMIN';

/** Input of startBulkJob. */
export type StartBulkJobInput = {
  /** What to do to each line. */
  action: BulkAction;
  /** DELETE: the number of lines selected, `counts.total` of a dry run. */
  confirmCount?: number | null | undefined;
  /** True: change nothing and say what the run would do. */
  dryRun?: boolean;
  /** A text of your own, 1 to 200 characters: new for each job, the same for a retry. Kept for a day behind the job's end. */
  idempotencyKey: string;
  /** INVITE: whom, 10,000 at most. Addresses and names are kept until their line is done, then erased. */
  invitations?: Array<BulkInvitation> | null | undefined;
  /** REVOKE and GRANT: why, 500 characters at most. Kept with each account for admins, never in the audit log. */
  reason?: string | null | undefined;
  /** Whom; not for INVITE. */
  selector?: BulkSelector | null | undefined;
  /** The site. */
  siteId: string;
};

/** Input of updateOrganization. Absent and null fields stay as they are. */
export type UpdateOrganizationInput = {
  /** The name, 1 to 100 characters. */
  name?: string | null | undefined;
  /** For how many days the address of an account deleted from now on can't be invited: 1 to 365. */
  reinviteHoldDays?: number | null | undefined;
  /** Where a stuck admin is sent: an https, http or mailto address; empty for none. */
  supportUrl?: string | null | undefined;
  /** How the admin pages are laid out. */
  userManagement?: UserManagement | null | undefined;
};

/** Input of updateSiteSettings. Absent and null fields stay as they are. */
export type UpdateSiteSettingsInput = {
  /** Whether agents may invite. */
  agentsMayInvite?: boolean | null | undefined;
  /** Domains whose addresses may be invited, 100 at most; an empty list allows every domain. */
  allowedDomains?: Array<string> | null | undefined;
  /** When access ends for want of use. */
  inactivityPolicy?: InactivityPolicyInput | null | undefined;
  /** The name, 1 to 100 characters. */
  name?: string | null | undefined;
  /** Where a portal of its own has its pages: an https address without query and fragment (http for this machine alone), 500 characters at most. Links put /accept and /reset behind it. Empty: Gatehouse's own pages. */
  portalUrl?: string | null | undefined;
  /** The site. */
  siteId: string;
};

/** The reasons of userErrors. Where several hold, the first in this order answers: what was named, its state, then the input. */
export type UserErrorCode =
  /** The address typed to confirm a delete is not the account's. */
  | 'CONFIRMATION_MISMATCH'
  /** `confirmCount` is not the number of lines that are selected. */
  | 'CONFIRM_COUNT_MISMATCH'
  /** The account was deleted. */
  | 'CUSTOMER_DELETED'
  /** The account, or the one that has the address, has no access: grant access instead. */
  | 'CUSTOMER_REVOKED'
  /** The site does not allow addresses of this domain. */
  | 'DOMAIN_NOT_ALLOWED'
  /** The address belonged to an account that was deleted a short time ago. */
  | 'EMAIL_ON_HOLD'
  /** The address belongs to an account with access. */
  | 'EMAIL_TAKEN'
  /** The idempotency key was used for a job with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The name is empty, longer than 255 characters or has characters that names can't have. */
  | 'INVALID_DISPLAY_NAME'
  /** Not a full e-mail address; the message says what is wrong in it. */
  | 'INVALID_EMAIL'
  /** A field is empty, too long or out of its bounds. */
  | 'INVALID_INPUT'
  /** The password is shorter than 8 characters, longer than 128, or has characters that passwords can't have. */
  | 'INVALID_PASSWORD'
  /** The customer has a password already: reset it instead of sending an invitation. */
  | 'INVITATION_ACCEPTED'
  /** Another site has this key. */
  | 'KEY_TAKEN'
  /** The link is unknown, used, too old or replaced by a newer one. All alike: the answer doesn't say which. */
  | 'LINK_NOT_VALID'
  /** No such thing in the caller's scope, or an id of another type. */
  | 'NOT_FOUND'
  /** An added customer may not be chosen: revoked, deleted or unknown. */
  | 'NOT_SELECTABLE'
  /** The address or the password is wrong, or the account has no access. All alike: the answer doesn't say which. */
  | 'SIGN_IN_FAILED';

/** Where the organization's admin pages are found. It decides nothing else. */
export type UserManagement =
  /** Apps, then the site. */
  | 'CENTRALIZED'
  /** User management. */
  | 'ORIGINAL';

type Refusal_ConfirmCountMismatchError_Fragment = { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string };

type Refusal_CustomerRevokedError_Fragment = { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null };

type Refusal_DomainNotAllowedError_Fragment = { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string };

type Refusal_EmailOnHoldError_Fragment = { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string };

type Refusal_EmailTakenError_Fragment = { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null };

type Refusal_NotSelectableError_Fragment = { __typename: 'NotSelectableError', code: UserErrorCode, message: string };

type Refusal_PlainUserError_Fragment = { __typename: 'PlainUserError', code: UserErrorCode, message: string };

export type RefusalFragment =
  | Refusal_ConfirmCountMismatchError_Fragment
  | Refusal_CustomerRevokedError_Fragment
  | Refusal_DomainNotAllowedError_Fragment
  | Refusal_EmailOnHoldError_Fragment
  | Refusal_EmailTakenError_Fragment
  | Refusal_NotSelectableError_Fragment
  | Refusal_PlainUserError_Fragment
;

export type RevokeAccessMutationVariables = Exact<{
  input: RevokeAccessInput;
}>;


export type RevokeAccessMutation = { revokeAccess: { changed: boolean | null, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type GrantAccessMutationVariables = Exact<{
  input: GrantAccessInput;
}>;


export type GrantAccessMutation = { grantAccess: { changed: boolean | null, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type RenameCustomerMutationVariables = Exact<{
  input: RenameCustomerInput;
}>;


export type RenameCustomerMutation = { renameCustomer: { changed: boolean | null, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type DeleteCustomerMutationVariables = Exact<{
  input: DeleteCustomerInput;
}>;


export type DeleteCustomerMutation = { deleteCustomer: { changed: boolean | null, deletion: { id: string, customerId: string, deletedAt: string, purgeAt: string, actorId: string, erasedAt: string | null, receipt: string | null } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type InviteCustomerMutationVariables = Exact<{
  input: InviteCustomerInput;
}>;


export type InviteCustomerMutation = { inviteCustomer: { customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, invitation: { url: string, expiresAt: string } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type LinkFragment = { url: string, expiresAt: string };

export type ResendInvitationMutationVariables = Exact<{
  input: ResendInvitationInput;
}>;


export type ResendInvitationMutation = { resendInvitation: { customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, invitation: { url: string, expiresAt: string } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type CreatePasswordResetMutationVariables = Exact<{
  input: CreatePasswordResetInput;
}>;


export type CreatePasswordResetMutation = { createPasswordReset: { customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null, passwordReset: { url: string, expiresAt: string } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type RowFragment = { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> };

export type CustomersListQueryVariables = Exact<{
  key: string;
  status?: CustomerStatus | null | undefined;
  activity?: CustomerActivityFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type CustomersListQuery = { site: { portalCustomers: { totalCount: number, nodes: Array<{ id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type CustomerByEmailQueryVariables = Exact<{
  key: string;
  email: string;
}>;


export type CustomerByEmailQuery = { site: { portalCustomers: { nodes: Array<{ id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> }> } | null } | null };

export type CustomerByIdQueryVariables = Exact<{
  id: string;
}>;


export type CustomerByIdQuery = { customer: { accessReason: string | null, id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null };

export type CustomersByIdsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type CustomersByIdsQuery = { nodes: Array<
    | { __typename: 'AccessToken' }
    | { __typename: 'AuditEvent' }
    | { __typename: 'Customer', id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> }
    | { __typename: 'Deletion' }
    | { __typename: 'Job' }
    | { __typename: 'Request' }
    | { __typename: 'Site' }
    | { __typename: 'Webhook' }
   | null> };

export type DeletionImpactQueryVariables = Exact<{
  id: string;
}>;


export type DeletionImpactQuery = { customer: { deletionImpact: { requestsReported: number, requestsParticipated: number } } | null };

export type CustomerHistoryQueryVariables = Exact<{
  key: string;
  id: string;
}>;


export type CustomerHistoryQuery = { site: { auditLog: { nodes: Array<{ id: string, at: string, action: AuditAction, actorId: string, outcome: AuditOutcome }> } | null } | null };

export type JobRowFragment = { id: string, action: BulkAction, dryRun: boolean, state: JobState, failure: JobFailure | null, actorId: string, createdAt: string, finishedAt: string | null, counts: { total: number, done: number, changed: number, unchanged: number, refused: number, byCode: Array<{ code: JobOutcomeCode, count: number }> } };

export type JobsQueryVariables = Exact<{
  key: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type JobsQuery = { site: { jobs: { totalCount: number, nodes: Array<{ id: string, action: BulkAction, dryRun: boolean, state: JobState, failure: JobFailure | null, actorId: string, createdAt: string, finishedAt: string | null, counts: { total: number, done: number, changed: number, unchanged: number, refused: number, byCode: Array<{ code: JobOutcomeCode, count: number }> } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type JobByIdQueryVariables = Exact<{
  id: string;
}>;


export type JobByIdQuery = { job: { id: string, action: BulkAction, dryRun: boolean, state: JobState, failure: JobFailure | null, actorId: string, createdAt: string, finishedAt: string | null, site: { key: string } | null, counts: { total: number, done: number, changed: number, unchanged: number, refused: number, byCode: Array<{ code: JobOutcomeCode, count: number }> } } | null };

export type JobOutcomesQueryVariables = Exact<{
  id: string;
  code?: JobOutcomeCode | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type JobOutcomesQuery = { job: { outcomes: { totalCount: number, nodes: Array<{ line: number, customerId: string | null, code: JobOutcomeCode }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type StartJobMutationVariables = Exact<{
  input: StartBulkJobInput;
}>;


export type StartJobMutation = { startBulkJob: { job: { id: string, action: BulkAction, dryRun: boolean, state: JobState, failure: JobFailure | null, actorId: string, createdAt: string, finishedAt: string | null, counts: { total: number, done: number, changed: number, unchanged: number, refused: number, byCode: Array<{ code: JobOutcomeCode, count: number }> } } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type CancelJobMutationVariables = Exact<{
  input: CancelBulkJobInput;
}>;


export type CancelJobMutation = { cancelBulkJob: { changed: boolean | null, job: { id: string, action: BulkAction, dryRun: boolean, state: JobState, failure: JobFailure | null, actorId: string, createdAt: string, finishedAt: string | null, counts: { total: number, done: number, changed: number, unchanged: number, refused: number, byCode: Array<{ code: JobOutcomeCode, count: number }> } } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type DeletionRowFragment = { id: string, customerId: string, deletedAt: string, purgeAt: string, actorId: string, erasedAt: string | null, receipt: string | null };

export type DeletionsQueryVariables = Exact<{
  key: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type DeletionsQuery = { site: { deletions: { totalCount: number, nodes: Array<{ id: string, customerId: string, deletedAt: string, purgeAt: string, actorId: string, erasedAt: string | null, receipt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type DeletionByIdQueryVariables = Exact<{
  id: string;
}>;


export type DeletionByIdQuery = { node:
    | { __typename: 'AccessToken' }
    | { __typename: 'AuditEvent' }
    | { __typename: 'Customer' }
    | { __typename: 'Deletion', id: string, customerId: string, deletedAt: string, purgeAt: string, actorId: string, erasedAt: string | null, receipt: string | null }
    | { __typename: 'Job' }
    | { __typename: 'Request' }
    | { __typename: 'Site' }
    | { __typename: 'Webhook' }
   | null };

export type AuditRowFragment = { id: string, sequence: number, at: string, action: AuditAction, actorId: string, subjectId: string | null, outcome: AuditOutcome, requestId: string | null, count: number | null };

export type SiteAuditQueryVariables = Exact<{
  key: string;
  filter?: AuditLogFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type SiteAuditQuery = { site: { auditLog: { totalCount: number, nodes: Array<{ id: string, sequence: number, at: string, action: AuditAction, actorId: string, subjectId: string | null, outcome: AuditOutcome, requestId: string | null, count: number | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type OrganizationAuditQueryVariables = Exact<{
  filter?: AuditLogFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type OrganizationAuditQuery = { organization: { auditLog: { totalCount: number, nodes: Array<{ id: string, sequence: number, at: string, action: AuditAction, actorId: string, subjectId: string | null, outcome: AuditOutcome, requestId: string | null, count: number | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type AuditChainQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditChainQuery = { organization: { auditChain: { intact: boolean, upTo: number, checkedAt: string } | null } | null };

export type ReferenceFragment = { customerId: string, label: string, status: CustomerStatus };

export type RequestRowFragment = { id: string, key: string, summary: string, createdAt: string, reporter: { customerId: string, label: string, status: CustomerStatus }, participants: Array<{ customerId: string, label: string, status: CustomerStatus }> };

export type RequestsQueryVariables = Exact<{
  key: string;
  filter?: RequestFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type RequestsQuery = { site: { requests: { totalCount: number, nodes: Array<{ id: string, key: string, summary: string, createdAt: string, reporter: { customerId: string, label: string, status: CustomerStatus }, participants: Array<{ customerId: string, label: string, status: CustomerStatus }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type RequestByIdQueryVariables = Exact<{
  id: string;
}>;


export type RequestByIdQuery = { node:
    | { __typename: 'AccessToken' }
    | { __typename: 'AuditEvent' }
    | { __typename: 'Customer' }
    | { __typename: 'Deletion' }
    | { __typename: 'Job' }
    | { __typename: 'Request', id: string, key: string, summary: string, createdAt: string, reporter: { customerId: string, label: string, status: CustomerStatus }, participants: Array<{ customerId: string, label: string, status: CustomerStatus }> }
    | { __typename: 'Site' }
    | { __typename: 'Webhook' }
   | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { actorId: string, role: Role, permissions: Array<Permission>, sites: Array<{ id: string, key: string, name: string }> } | null, organization: { name: string | null, supportUrl: string | null } | null };

export type PageLocationQueryVariables = Exact<{
  key: string;
}>;


export type PageLocationQuery = { organization: { portalCustomersLocation: Array<string> | null, reinviteHoldDays: number | null } | null };

export type TokenRowFragment = { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, site: { key: string, name: string } | null };

export type TokensQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type TokensQuery = { organization: { accessTokens: { totalCount: number, nodes: Array<{ id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, site: { key: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type CreateTokenMutationVariables = Exact<{
  input: CreateAccessTokenInput;
}>;


export type CreateTokenMutation = { createAccessToken: { secret: string | null, accessToken: { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, site: { key: string, name: string } | null } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type RevokeTokenMutationVariables = Exact<{
  input: RevokeAccessTokenInput;
}>;


export type RevokeTokenMutation = { revokeAccessToken: { changed: boolean | null, accessToken: { id: string, name: string, role: Role, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, site: { key: string, name: string } | null } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { organization: { name: string | null, userManagement: UserManagement | null, supportUrl: string | null, reinviteHoldDays: number | null, sites: Array<{ id: string, key: string, name: string, settings: { allowedDomains: Array<string>, agentsMayInvite: boolean, inactivityPolicy: { revokeAfterDays: number } | null } | null, counts: { total: number } | null }> | null } | null };

export type CreateSiteMutationVariables = Exact<{
  input: CreateSiteInput;
}>;


export type CreateSiteMutation = { createSite: { site: { id: string } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type UpdateSiteMutationVariables = Exact<{
  input: UpdateSiteSettingsInput;
}>;


export type UpdateSiteMutation = { updateSiteSettings: { site: { id: string } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type UpdateOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type UpdateOrganizationMutation = { updateOrganization: { organization: { name: string | null } | null, userErrors: Array<
      | { __typename: 'ConfirmCountMismatchError', code: UserErrorCode, message: string }
      | { __typename: 'CustomerRevokedError', code: UserErrorCode, message: string, customer: { id: string, email: string, displayName: string, label: string, status: CustomerStatus, createdAt: string, revokedAt: string | null, lastSignInAt: string | null, availableActions: Array<{ action: CustomerAction, allowed: boolean, reason: { code: ActionRefusalCode, message: string } | null }> } | null }
      | { __typename: 'DomainNotAllowedError', code: UserErrorCode, message: string }
      | { __typename: 'EmailOnHoldError', availableAt: string, code: UserErrorCode, message: string }
      | { __typename: 'EmailTakenError', code: UserErrorCode, message: string, customer: { id: string } | null }
      | { __typename: 'NotSelectableError', code: UserErrorCode, message: string }
      | { __typename: 'PlainUserError', code: UserErrorCode, message: string }
    > } };

export type InactiveCustomersQueryVariables = Exact<{
  key: string;
  days: number;
}>;


export type InactiveCustomersQuery = { site: { inactiveCustomers: { totalCount: number, nodes: Array<{ id: string, displayName: string, email: string, lastSignInAt: string | null, createdAt: string }> } | null } | null };

export type UserPickerQueryVariables = Exact<{
  key: string;
  text: string;
}>;


export type UserPickerQuery = { site: { userPicker: Array<{ customerId: string, label: string, status: CustomerStatus, email: string | null, matches: Array<{ field: MatchField, start: number, end: number }> }> | null } | null };

export type CustomerFilterQueryVariables = Exact<{
  key: string;
  text: string;
}>;


export type CustomerFilterQuery = { site: { customerFilter: { totalCount: number, nodes: Array<{ id: string, label: string, status: CustomerStatus }> } | null } | null };

export type AdminSearchQueryVariables = Exact<{
  key: string;
  text: string;
}>;


export type AdminSearchQuery = { site: { portalCustomers: { nodes: Array<{ id: string, label: string, status: CustomerStatus }> } | null } | null };

export type OldFieldsQueryVariables = Exact<{
  ids: Array<string> | string;
}>;


export type OldFieldsQuery = { userReferences: Array<{ customerId: string, label: string, status: CustomerStatus, selectable: boolean } | null> };

export type ExamplesQueryVariables = Exact<{
  key: string;
}>;


export type ExamplesQuery = { site: { active: { nodes: Array<{ displayName: string, email: string }> } | null, revoked: { nodes: Array<{ email: string }> } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const RowFragmentDoc = new TypedDocumentString(`
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
    `, {"fragmentName":"Row"}) as unknown as TypedDocumentString<RowFragment, unknown>;
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const LinkFragmentDoc = new TypedDocumentString(`
    fragment Link on PortalLink {
  url
  expiresAt
}
    `, {"fragmentName":"Link"}) as unknown as TypedDocumentString<LinkFragment, unknown>;
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}
    `, {"fragmentName":"JobRow"}) as unknown as TypedDocumentString<JobRowFragment, unknown>;
export const DeletionRowFragmentDoc = new TypedDocumentString(`
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}
    `, {"fragmentName":"DeletionRow"}) as unknown as TypedDocumentString<DeletionRowFragment, unknown>;
export const AuditRowFragmentDoc = new TypedDocumentString(`
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}
    `, {"fragmentName":"AuditRow"}) as unknown as TypedDocumentString<AuditRowFragment, unknown>;
export const ReferenceFragmentDoc = new TypedDocumentString(`
    fragment Reference on UserReference {
  customerId
  label
  status
}
    `, {"fragmentName":"Reference"}) as unknown as TypedDocumentString<ReferenceFragment, unknown>;
export const RequestRowFragmentDoc = new TypedDocumentString(`
    fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}`, {"fragmentName":"RequestRow"}) as unknown as TypedDocumentString<RequestRowFragment, unknown>;
export const TokenRowFragmentDoc = new TypedDocumentString(`
    fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
    `, {"fragmentName":"TokenRow"}) as unknown as TypedDocumentString<TokenRowFragment, unknown>;
export const RevokeAccessDocument = new TypedDocumentString(`
    mutation RevokeAccess($input: RevokeAccessInput!) {
  revokeAccess(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<RevokeAccessMutation, RevokeAccessMutationVariables>;
export const GrantAccessDocument = new TypedDocumentString(`
    mutation GrantAccess($input: GrantAccessInput!) {
  grantAccess(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<GrantAccessMutation, GrantAccessMutationVariables>;
export const RenameCustomerDocument = new TypedDocumentString(`
    mutation RenameCustomer($input: RenameCustomerInput!) {
  renameCustomer(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<RenameCustomerMutation, RenameCustomerMutationVariables>;
export const DeleteCustomerDocument = new TypedDocumentString(`
    mutation DeleteCustomer($input: DeleteCustomerInput!) {
  deleteCustomer(input: $input) {
    deletion {
      ...DeletionRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`) as unknown as TypedDocumentString<DeleteCustomerMutation, DeleteCustomerMutationVariables>;
export const InviteCustomerDocument = new TypedDocumentString(`
    mutation InviteCustomer($input: InviteCustomerInput!) {
  inviteCustomer(input: $input) {
    customer {
      ...Row
    }
    invitation {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<InviteCustomerMutation, InviteCustomerMutationVariables>;
export const ResendInvitationDocument = new TypedDocumentString(`
    mutation ResendInvitation($input: ResendInvitationInput!) {
  resendInvitation(input: $input) {
    customer {
      ...Row
    }
    invitation {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<ResendInvitationMutation, ResendInvitationMutationVariables>;
export const CreatePasswordResetDocument = new TypedDocumentString(`
    mutation CreatePasswordReset($input: CreatePasswordResetInput!) {
  createPasswordReset(input: $input) {
    customer {
      ...Row
    }
    passwordReset {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CreatePasswordResetMutation, CreatePasswordResetMutationVariables>;
export const CustomersListDocument = new TypedDocumentString(`
    query CustomersList($key: String!, $status: CustomerStatus, $activity: CustomerActivityFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    portalCustomers(
      status: $status
      activity: $activity
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...Row
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CustomersListQuery, CustomersListQueryVariables>;
export const CustomerByEmailDocument = new TypedDocumentString(`
    query CustomerByEmail($key: String!, $email: String!) {
  site(key: $key) {
    portalCustomers(email: $email, first: 1) {
      nodes {
        ...Row
      }
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CustomerByEmailQuery, CustomerByEmailQueryVariables>;
export const CustomerByIdDocument = new TypedDocumentString(`
    query CustomerById($id: ID!) {
  customer(id: $id) {
    ...Row
    accessReason
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CustomerByIdQuery, CustomerByIdQueryVariables>;
export const CustomersByIdsDocument = new TypedDocumentString(`
    query CustomersByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Customer {
      ...Row
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CustomersByIdsQuery, CustomersByIdsQueryVariables>;
export const DeletionImpactDocument = new TypedDocumentString(`
    query DeletionImpact($id: ID!) {
  customer(id: $id) {
    deletionImpact {
      requestsReported
      requestsParticipated
    }
  }
}
    `) as unknown as TypedDocumentString<DeletionImpactQuery, DeletionImpactQueryVariables>;
export const CustomerHistoryDocument = new TypedDocumentString(`
    query CustomerHistory($key: String!, $id: ID!) {
  site(key: $key) {
    auditLog(filter: {subjectId: $id}, first: 10) {
      nodes {
        id
        at
        action
        actorId
        outcome
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CustomerHistoryQuery, CustomerHistoryQueryVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($key: String!, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    jobs(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...JobRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobByIdDocument = new TypedDocumentString(`
    query JobById($id: ID!) {
  job(id: $id) {
    ...JobRow
    site {
      key
    }
  }
}
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`) as unknown as TypedDocumentString<JobByIdQuery, JobByIdQueryVariables>;
export const JobOutcomesDocument = new TypedDocumentString(`
    query JobOutcomes($id: ID!, $code: JobOutcomeCode, $first: Int, $after: String, $last: Int, $before: String) {
  job(id: $id) {
    outcomes(
      code: $code
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        line
        customerId
        code
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<JobOutcomesQuery, JobOutcomesQueryVariables>;
export const StartJobDocument = new TypedDocumentString(`
    mutation StartJob($input: StartBulkJobInput!) {
  startBulkJob(input: $input) {
    job {
      ...JobRow
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`) as unknown as TypedDocumentString<StartJobMutation, StartJobMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($input: CancelBulkJobInput!) {
  cancelBulkJob(input: $input) {
    job {
      ...JobRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const DeletionsDocument = new TypedDocumentString(`
    query Deletions($key: String!, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    deletions(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...DeletionRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`) as unknown as TypedDocumentString<DeletionsQuery, DeletionsQueryVariables>;
export const DeletionByIdDocument = new TypedDocumentString(`
    query DeletionById($id: ID!) {
  node(id: $id) {
    __typename
    ... on Deletion {
      ...DeletionRow
    }
  }
}
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`) as unknown as TypedDocumentString<DeletionByIdQuery, DeletionByIdQueryVariables>;
export const SiteAuditDocument = new TypedDocumentString(`
    query SiteAudit($key: String!, $filter: AuditLogFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    auditLog(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...AuditRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}`) as unknown as TypedDocumentString<SiteAuditQuery, SiteAuditQueryVariables>;
export const OrganizationAuditDocument = new TypedDocumentString(`
    query OrganizationAudit($filter: AuditLogFilter, $first: Int, $after: String, $last: Int, $before: String) {
  organization {
    auditLog(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...AuditRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}`) as unknown as TypedDocumentString<OrganizationAuditQuery, OrganizationAuditQueryVariables>;
export const AuditChainDocument = new TypedDocumentString(`
    query AuditChain {
  organization {
    auditChain {
      intact
      upTo
      checkedAt
    }
  }
}
    `) as unknown as TypedDocumentString<AuditChainQuery, AuditChainQueryVariables>;
export const RequestsDocument = new TypedDocumentString(`
    query Requests($key: String!, $filter: RequestFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    requests(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...RequestRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}
fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}`) as unknown as TypedDocumentString<RequestsQuery, RequestsQueryVariables>;
export const RequestByIdDocument = new TypedDocumentString(`
    query RequestById($id: ID!) {
  node(id: $id) {
    __typename
    ... on Request {
      ...RequestRow
    }
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}
fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}`) as unknown as TypedDocumentString<RequestByIdQuery, RequestByIdQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    actorId
    role
    permissions
    sites {
      id
      key
      name
    }
  }
  organization {
    name
    supportUrl
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const PageLocationDocument = new TypedDocumentString(`
    query PageLocation($key: String!) {
  organization {
    portalCustomersLocation(siteKey: $key)
    reinviteHoldDays
  }
}
    `) as unknown as TypedDocumentString<PageLocationQuery, PageLocationQueryVariables>;
export const TokensDocument = new TypedDocumentString(`
    query Tokens($first: Int, $after: String, $last: Int, $before: String) {
  organization {
    accessTokens(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...TokenRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<TokensQuery, TokensQueryVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) {
    accessToken {
      ...TokenRow
    }
    secret
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($input: RevokeAccessTokenInput!) {
  revokeAccessToken(input: $input) {
    accessToken {
      ...TokenRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const SettingsDocument = new TypedDocumentString(`
    query Settings {
  organization {
    name
    userManagement
    supportUrl
    reinviteHoldDays
    sites {
      id
      key
      name
      settings {
        allowedDomains
        agentsMayInvite
        inactivityPolicy {
          revokeAfterDays
        }
      }
      counts {
        total
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const CreateSiteDocument = new TypedDocumentString(`
    mutation CreateSite($input: CreateSiteInput!) {
  createSite(input: $input) {
    site {
      id
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<CreateSiteMutation, CreateSiteMutationVariables>;
export const UpdateSiteDocument = new TypedDocumentString(`
    mutation UpdateSite($input: UpdateSiteSettingsInput!) {
  updateSiteSettings(input: $input) {
    site {
      id
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<UpdateSiteMutation, UpdateSiteMutationVariables>;
export const UpdateOrganizationDocument = new TypedDocumentString(`
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    organization {
      name
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<UpdateOrganizationMutation, UpdateOrganizationMutationVariables>;
export const InactiveCustomersDocument = new TypedDocumentString(`
    query InactiveCustomers($key: String!, $days: Int!) {
  site(key: $key) {
    inactiveCustomers(days: $days, first: 10) {
      nodes {
        id
        displayName
        email
        lastSignInAt
        createdAt
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<InactiveCustomersQuery, InactiveCustomersQueryVariables>;
export const UserPickerDocument = new TypedDocumentString(`
    query UserPicker($key: String!, $text: String!) {
  site(key: $key) {
    userPicker(query: $text, first: 10) {
      customerId
      label
      status
      email
      matches {
        field
        start
        end
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UserPickerQuery, UserPickerQueryVariables>;
export const CustomerFilterDocument = new TypedDocumentString(`
    query CustomerFilter($key: String!, $text: String!) {
  site(key: $key) {
    customerFilter(query: $text, first: 10) {
      nodes {
        id
        label
        status
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<CustomerFilterQuery, CustomerFilterQueryVariables>;
export const AdminSearchDocument = new TypedDocumentString(`
    query AdminSearch($key: String!, $text: String!) {
  site(key: $key) {
    portalCustomers(email: $text, first: 1) {
      nodes {
        id
        label
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AdminSearchQuery, AdminSearchQueryVariables>;
export const OldFieldsDocument = new TypedDocumentString(`
    query OldFields($ids: [ID!]!) {
  userReferences(ids: $ids) {
    customerId
    label
    status
    selectable
  }
}
    `) as unknown as TypedDocumentString<OldFieldsQuery, OldFieldsQueryVariables>;
export const ExamplesDocument = new TypedDocumentString(`
    query Examples($key: String!) {
  site(key: $key) {
    active: portalCustomers(status: ACTIVE, first: 1) {
      nodes {
        displayName
        email
      }
    }
    revoked: portalCustomers(status: REVOKED, first: 1) {
      nodes {
        email
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExamplesQuery, ExamplesQueryVariables>;