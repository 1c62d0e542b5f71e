import { computed, signal } from "@preact/signals";
import { type Permission, type Role, ViewerDocument, type ViewerQuery } from "../generated/graphql";
import { ask, closeSession, NoAnswer, NotSent, openSession, Refused, whenSignedOut } from "./api";
import { tell, whenTold } from "./tabs";

export type Viewer = NonNullable<ViewerQuery["viewer"]>;
export type Site = Viewer["sites"][number];

type Session =
  | { state: "starting" | "out" | "over" }
  | { state: "down"; message: string }
  | { state: "in"; viewer: Viewer; organization: NonNullable<ViewerQuery["organization"]> };

export const session = signal<Session>({ state: "starting" });

export const viewer = computed(() => (session.value.state === "in" ? session.value.viewer : null));

export function can(permission: Permission): boolean {
  return viewer.value?.permissions.includes(permission) ?? false;
}

export function siteOf(key: string): Site | undefined {
  return viewer.value?.sites.find((site) => site.key === key);
}

const roleNames: Record<Role, string> = {
  ORGANIZATION_ADMIN: "Organization admin",
  SITE_ADMIN: "Site admin",
  AGENT: "Agent",
  IDENTITY_PROVIDER: "Identity provider",
  CUSTOMER: "Customer",
};

export const roleName = (role: Role): string => roleNames[role] ?? role;

/** "an organization admin", "an agent of Help". */
export function whoYouAre(): string {
  const who = viewer.value;
  if (!who) return "not signed in";
  const name = roleName(who.role).toLowerCase();
  const article = /^[aeio]/.test(name) ? "an" : "a";
  const ofOneSite = who.role === "SITE_ADMIN" || who.role === "AGENT";
  return `${article} ${name}${ofOneSite && who.sites[0] ? " of " + who.sites[0].name : ""}`;
}

export async function start(): Promise<void> {
  try {
    const answer = await ask(ViewerDocument, {});
    if (!answer.viewer || !answer.organization) session.value = { state: "out" };
    else session.value = { state: "in", viewer: answer.viewer, organization: answer.organization };
  } catch (error) {
    if (error instanceof Refused && error.code === "UNAUTHENTICATED") session.value = { state: "out" };
    else session.value = { state: "down", message: error instanceof Error ? error.message : "" };
  }
}

/** Signs in; gives what went wrong, in words, or nothing. */
export async function signIn(token: string): Promise<string | undefined> {
  try {
    if (!(await openSession(token.trim()))) {
      return "Gatehouse doesn't know this token, or it has expired or was revoked. Ask an organization admin for a new one.";
    }
  } catch (error) {
    if (error instanceof NotSent || error instanceof NoAnswer) return error.message + " Try again.";
    throw error;
  }
  await start();
  return session.value.state === "in" ? undefined : "The session was opened, but the server did not say who you are. Try again.";
}

/** Ends the session and loads the page anew, so that nothing is left in memory. */
export async function signOut(): Promise<void> {
  try {
    await closeSession();
  } finally {
    tell({ signedOut: true });
    location.replace("/sign-in");
  }
}

whenSignedOut(() => {
  if (session.value.state === "in") session.value = { state: "over" };
});

whenTold((news) => {
  if (news.signedOut) location.replace("/sign-in");
});

// A page that comes out of the back-forward cache still holds what was on it.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
