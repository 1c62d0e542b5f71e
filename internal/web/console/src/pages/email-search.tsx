import { useEffect, useRef, useState } from "preact/hooks";
import { CustomerByEmailDocument } from "../generated/graphql";
import { ask, Refused } from "../kit/api";
import { handOver } from "../kit/hand";
import { asFailure } from "../kit/load";
import { isGone, meet } from "../kit/people";
import { go } from "../kit/router";
import { can, type Site } from "../kit/session";
import { alarm, say } from "../widgets/announce";
import { ActButton } from "../widgets/busy";
import { Field } from "../widgets/field";
import { Address } from "../widgets/name";

interface Props {
  site: Site;
  found: string | undefined;
  onFound: (id: string | undefined) => void;
}

type Answer = { at: "nobody"; email: string } | { at: "name" } | { at: "failed"; message: string };

const wanted = "This box finds people by full e-mail address, not by name. Type all of it, like ana@example.com.";

/** Finds by the whole address, on Enter or Find, never while somebody types. The text stays in memory. */
export function EmailSearch({ site, found, onFound }: Props) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.setAttribute("data-search", ""), []);
  const forgotten = found !== undefined && isGone(found);
  useEffect(() => {
    if (!forgotten) return;
    // The typed address belonged to somebody who has just been deleted.
    setText("");
    onFound(undefined);
  }, [forgotten]);

  const clear = () => {
    setText("");
    setAnswer(undefined);
    onFound(undefined);
    field.current?.focus();
  };
  const find = async () => {
    if (busy) return;
    const email = text.trim();
    if (!email) return clear();
    setBusy(true);
    setAnswer(undefined);
    try {
      const who = (await ask(CustomerByEmailDocument, { key: site.key, email })).site?.portalCustomers?.nodes[0];
      if (who) {
        meet(who);
        onFound(who.id);
        say("One customer found");
        go(`/sites/${site.key}/customers/${who.id}`);
      } else {
        onFound(undefined);
        setAnswer({ at: "nobody", email });
        say("Nobody has this address");
      }
    } catch (error) {
      const failure = asFailure(error);
      const name = failure instanceof Refused && failure.code === "EMAIL_ADDRESS_REQUIRED";
      setAnswer(name ? { at: "name" } : { at: "failed", message: failure.message });
      alarm(name ? wanted : failure.message);
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <section class="search" aria-label="Find a customer">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && (text || found)) clear();
        }}
      >
        <Field
          id="find"
          label="Find by full e-mail address"
          mode="email"
          value={text}
          onInput={setText}
          field={field}
          error={answer?.at === "name" ? wanted : answer?.at === "failed" ? `The search was not answered. ${answer.message}` : undefined}
        />
        <ActButton kind="button" busy={busy} label="Find" doing="Finding…" />
        {found && <button type="button" class="button" onClick={clear}>Show all</button>}
      </form>
      {answer?.at === "name" && (
        <p>
          <button
            type="button"
            class="link"
            onClick={() => {
              handOver(text.trim());
              go(`/sites/${site.key}/see-as`);
            }}
          >
            See who is found by this name
          </button>
        </p>
      )}
      {answer?.at === "nobody" && <Nobody site={site} email={answer.email} />}
    </section>
  );
}

/** The same words for an address that is unknown, deleted or on hold. */
function Nobody({ site, email }: { site: Site; email: string }) {
  return (
    <div class="empty nobody">
      <p>
        Nobody on {site.name} has the address <Address text={email} />. Dots and +tags count.
      </p>
      {can("INVITE") && (
        <button
          type="button"
          class="button"
          onClick={() => {
            handOver(email);
            go(`/sites/${site.key}/invite`);
          }}
        >
          Invite <Address text={email} />
        </button>
      )}
    </div>
  );
}
