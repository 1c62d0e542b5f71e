// The only door to the server. Everything typed travels as a variable in the body
// of a POST, never in an address; nothing is ever sent a second time by itself.
import type { TypedDocumentString } from "../generated/graphql";
import { heardServerTime } from "./clock";

/** The server answered, and the answer is no. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

/** Nothing left this machine. */
export class NotSent extends Error {}

/** The question may have arrived or not: nobody here knows. */
export class NoAnswer extends Error {}

/** How long an answer may take. Beyond it the outcome counts as unknown. */
const patience = 15_000;

// After these codes the server itself can't say whether the act was committed.
const unsure = new Set(["INTERNAL", "TIMEOUT"]);

let onSignedOut = () => {};

/** Calls back when the server no longer knows who asks. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback;
}

export async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  abandon?: AbortSignal,
): Promise<Result> {
  const response = await send("POST", "/graphql", { query: document.toString(), variables }, abandon);
  const answer = await read(response);
  const error = answer.errors?.[0];
  if (!error) return answer.data as Result;
  const code = error.extensions?.code ?? "INTERNAL";
  if (code === "UNAUTHENTICATED") onSignedOut();
  if (unsure.has(code)) throw new NoAnswer(error.message);
  throw new Refused(code, error.message, error.extensions?.retryAfter);
}

/** Trades a token for the session cookie; false when the token is unknown. */
export async function openSession(token: string): Promise<boolean> {
  const response = await send("POST", "/session", { token });
  if (response.ok) return true;
  if (response.status === 401 || response.status === 400) return false;
  throw new NoAnswer(`The server answered with status ${response.status}.`);
}

export async function closeSession(): Promise<void> {
  await send("DELETE", "/session");
}

async function send(method: string, path: string, body?: unknown, abandon?: AbortSignal): Promise<Response> {
  if (!navigator.onLine) throw new NotSent("You are offline. Nothing was sent.");
  const limit = AbortSignal.timeout(patience);
  try {
    const response = await fetch(path, {
      method,
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json",
        "X-Request-Id": freshId(),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      redirect: "error",
      signal: abandon ? AbortSignal.any([abandon, limit]) : limit,
    });
    heardServerTime(response.headers.get("Date"));
    return response;
  } catch (error) {
    if (abandon?.aborted) throw error;
    throw new NoAnswer("The connection broke before an answer came.");
  }
}

/** One id a press. A browser may repeat a request by itself where a kept connection broke; the id tells. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // The marks of a random UUID; crypto.randomUUID is missing on plain http.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; retryAfter?: number } }[];
}

async function read(response: Response): Promise<Answer> {
  try {
    const answer = await response.json();
    if (answer && (answer.data || answer.errors)) return answer;
  } catch {
    // Below: whatever it was, it was no answer of the API.
  }
  throw new NoAnswer(`The server answered with status ${response.status}.`);
}
