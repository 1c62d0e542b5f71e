import { useEffect, useRef, useState } from "preact/hooks";
import { Grant } from "../acts/access";
import type { PageProps } from "../app";
import { InviteCustomerDocument } from "../generated/graphql";
import { ask, NoAnswer, NotSent, Refused } from "../kit/api";
import { count, plural } from "../kit/format";
import { takeOver } from "../kit/hand";
import { meet } from "../kit/people";
import { say } from "../widgets/announce";
import { Icon } from "../widgets/icon";
import { InviteTable, type Invited, isDecision } from "./invite-table";
import { atMost, readLines } from "./invite-lines";

/** Invites one or many. Each line gets its own answer and its cure; nothing is sent before the press. */
export function Invite({ site }: PageProps) {
  const [text, setText] = useState(takeOver);
  const [rows, setRows] = useState<Invited[]>([]);
  const [running, setRunning] = useState(false);
  const [granting, setGranting] = useState<string>();
  const [dragging, setDragging] = useState(false);
  const stop = useRef(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const lines = readLines(text);
  const waiting = rows.filter((row) => row.at === "waiting");
  useEffect(() => () => void (stop.current = true), []);

  const update = (number: number, change: Partial<Invited>) =>
    setRows((all) => all.map((row) => (row.number === number ? { ...row, ...change } : row)));
  const run = async (list: Invited[]) => {
    stop.current = false;
    setRunning(true);
    for (const row of list) {
      if (stop.current) break;
      update(row.number, { at: "sending" });
      update(row.number, await inviteOne(site.id, row));
    }
    setRunning(false);
    say("Inviting has ended");
  };
  const begin = () => {
    if (running) return;
    if (lines.length === 0 || lines.length > atMost) return box.current?.focus();
    const first = rows.length;
    const added = lines.map((line) => ({ ...line, number: first + line.number, at: "waiting" as const }));
    setRows([...rows, ...added]);
    setText("");
    run(added);
  };
  const again = (row: Invited) => run([row]);
  const takeOff = (row: Invited) => setRows((all) => all.filter(({ number }) => number !== row.number));
  const edit = (row: Invited) => {
    takeOff(row);
    setText((old) => (old ? old.trimEnd() + "\n" : "") + row.email);
    box.current?.focus();
  };
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    const file = event.dataTransfer?.files[0];
    const dropped = file ? await file.text() : (event.dataTransfer?.getData("text/plain") ?? "");
    setText((old) => (old ? old.trimEnd() + "\n" : "") + dropped.trim());
  };

  return (
    <div class="page">
      <div class="heading"><h1 tabIndex={-1}>Invite customers</h1></div>
      <form
        class={dragging ? "invite dragging" : "invite"}
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
        onDragOver={(event) => {
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={() => setDragging(false)}
        onDrop={drop}
      >
        <div class="field">
          <label for="addresses">People to invite to {site.name}</label>
          <p class="hint" id="addresses-hint">
            One a line: an address, or a name and an address, like Ana Lima &lt;ana@example.com&gt;. Paste or drop a list of
            up to {atMost}. Without a name, the part before the @ is used.
          </p>
          <textarea
            id="addresses"
            ref={box}
            rows={5}
            dir="auto"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby="addresses-hint addresses-count"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class={lines.length > atMost ? "error" : "hint"} id="addresses-count">
            {lines.length > atMost
              ? `${count(lines.length, "line")}: more than ${atMost}. Cut the list, or import it with the command line.`
              : lines.length > 0
                ? count(lines.length, "person", "people")
                : "Nothing is sent until you press Invite."}
          </p>
        </div>
        <button type="submit" class="primary" aria-disabled={running || undefined}>
          <Icon name="user-plus" /> {lines.length > 1 ? `Invite ${count(lines.length, "person", "people")}` : "Invite"}
        </button>
        {running && <button type="button" class="button" onClick={() => (stop.current = true)}>Stop</button>}
        {!running && waiting.length > 0 && (
          <button type="button" class="button" onClick={() => run(waiting)}>Go on with {count(waiting.length, "line")}</button>
        )}
      </form>
      {rows.length > 0 && (
        <>
          <InviteTable rows={rows} site={site} onGrant={setGranting} onAgain={again} onEdit={edit} onTakeOff={takeOff} />
          <p class="sums">{sums(rows)}</p>
        </>
      )}
      {granting && (
        <Grant
          id={granting}
          site={site.name}
          onClose={() => setGranting(undefined)}
        />
      )}
    </div>
  );
}

async function inviteOne(siteId: string, row: Invited): Promise<Partial<Invited>> {
  try {
    const input = { siteId, email: row.email, displayName: row.name };
    const { customer, invitation, userErrors } = (await ask(InviteCustomerDocument, { input })).inviteCustomer;
    if (customer) {
      meet(customer);
      return { at: "invited", customerId: customer.id, link: invitation ?? undefined };
    }
    const refusal = userErrors[0];
    if (!refusal) return { at: "refused", code: "INTERNAL", message: "The server gave no reason." };
    const answer: Partial<Invited> = { at: "refused", code: refusal.code, message: refusal.message };
    switch (refusal.__typename) {
      case "EmailTakenError":
        return { ...answer, customerId: refusal.customer?.id };
      case "CustomerRevokedError":
        if (refusal.customer) meet(refusal.customer);
        return { ...answer, customerId: refusal.customer?.id };
      case "EmailOnHoldError":
        return { ...answer, availableAt: refusal.availableAt };
      default:
        return answer;
    }
  } catch (error) {
    if (error instanceof Refused) return { at: "refused", code: error.code, message: error.message };
    if (error instanceof NotSent) return { at: "unsent" };
    if (error instanceof NoAnswer) return { at: "unknown" };
    throw error;
  }
}

/** "1 invited · 3 need a decision · 1 to mend". */
function sums(rows: Invited[]): string {
  const invited = rows.filter((row) => row.at === "invited").length;
  const decide = rows.filter((row) => row.at === "refused" && isDecision(row.code)).length;
  const mend = rows.filter((row) => (row.at === "refused" && !isDecision(row.code)) || row.at === "unsent" || row.at === "unknown").length;
  const waiting = rows.filter((row) => row.at === "waiting" || row.at === "sending").length;
  const parts = [
    `${invited} invited`,
    decide > 0 && `${decide} ${plural(decide, "needs", "need")} a decision`,
    mend > 0 && `${mend} to mend`,
    waiting > 0 && `${waiting} waiting`,
  ];
  return parts.filter(Boolean).join(" · ");
}
