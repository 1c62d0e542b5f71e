import { useEffect, useRef } from "preact/hooks";
import { session, signOut, whoYouAre } from "../kit/session";
import { Icon } from "../widgets/icon";

function Support() {
  const url = session.value.state === "in" ? session.value.organization.supportUrl : null;
  if (!url || !/^(https?|mailto):/i.test(url)) return null;
  return (
    <p>
      Stuck? <a href={url} rel="noreferrer">Ask your support</a>
    </p>
  );
}

/** A missing right is a page, not an error. */
export function NoRight() {
  return (
    <div class="empty">
      <h1 tabIndex={-1}>Your role can't open this page</h1>
      <p>You are {whoYouAre()}; organization admins can. Ask one of them to look for you, or to give you the right.</p>
      <Support />
    </div>
  );
}

export function NotFound() {
  return (
    <div class="empty">
      <h1 tabIndex={-1}>Nothing is at this address</h1>
      <p>The page does not exist, or it belongs to a site that you can't see.</p>
      <p><a href="/">Go to the start</a></p>
    </div>
  );
}

/** Identity providers have nothing to do here. */
export function NotForYou() {
  return (
    <main class="lonely">
      <h1 tabIndex={-1}>This console is for admins and agents.</h1>
      <p>You are {whoYouAre()}. Everything that you may do is in the API, at <a href="/graphiql" target="_blank" rel="noreferrer">GraphiQL</a>.</p>
      <Support />
      <button type="button" class="button" onClick={signOut}>Sign out</button>
    </main>
  );
}

export function Unreachable({ message }: { message: string }) {
  return (
    <main class="lonely">
      <h1>Gatehouse does not answer</h1>
      <p>{message} Nothing was changed.</p>
      <button type="button" class="primary" onClick={() => location.reload()}>Try again</button>
    </main>
  );
}

/** The page behind is emptied: signing in loads it anew, at the same address. */
export function SessionOver() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="over-title" onCancel={(event) => event.preventDefault()}>
      <header>
        <h2 id="over-title" tabIndex={-1} autofocus>Your session has ended</h2>
      </header>
      <div class="body">
        <p>Sign in and you come back here. Nothing half-typed was sent, and nothing of it will be.</p>
      </div>
      <footer>
        <button type="button" class="primary" onClick={() => location.reload()}>
          <Icon name="key" /> Sign in
        </button>
      </footer>
    </dialog>
  );
}
