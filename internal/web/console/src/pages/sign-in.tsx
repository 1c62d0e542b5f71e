import { useEffect, useRef, useState } from "preact/hooks";
import { signIn } from "../kit/session";
import { alarm } from "../widgets/announce";
import { ActButton } from "../widgets/busy";
import { Field } from "../widgets/field";

/** Takes a token once, for a session cookie. It stands at whatever address was asked for. */
export function SignIn() {
  const [token, setToken] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Sign in · Gatehouse";
    field.current?.focus();
  }, []);

  const send = async () => {
    if (busy) return;
    if (!token.trim()) return fail("Paste an access token. An organization admin can make one for you.");
    setBusy(true);
    const problem = await signIn(token);
    setBusy(false);
    if (problem) fail(problem);
  };
  const fail = (problem: string) => {
    setWrong(problem);
    alarm(problem);
    field.current?.focus();
  };

  return (
    <main class="lonely">
      <h1>Sign in to Gatehouse</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field
          id="token"
          label="Access token"
          hint="It is traded for a session at once, and is kept nowhere in the browser."
          secret
          value={token}
          onInput={setToken}
          error={wrong || undefined}
          field={field}
        />
        <ActButton kind="primary" busy={busy} label="Sign in" doing="Signing in…" />
      </form>
      <p class="muted">
        At the very first start the token lies in the file <code>first-token</code> of the data directory. Further tokens
        come from an organization admin or from <code>gatehouse token create</code>.
      </p>
    </main>
  );
}
