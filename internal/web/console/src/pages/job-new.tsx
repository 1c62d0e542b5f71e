import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Outcome } from "../acts/outcome";
import { unsureStart, usePreview } from "../acts/preview";
import type { BulkAction, BulkSelector } from "../generated/graphql";
import { count, number, oneDay } from "../kit/format";
import { useHeading } from "../kit/heading";
import { actWords } from "../kit/job-words";
import { can, type Site } from "../kit/session";
import { now } from "../kit/clock";
import { ActButton } from "../widgets/busy";
import { Field } from "../widgets/field";
import { Icon } from "../widgets/icon";
import { readAddresses } from "./job-lines";

type Whom = "inactive" | "never" | "domain" | "emails";

const atMost = 10_000;
const longest = 36_500;

/** The choice for a bulk job: what to do, and to whom. Behind it is the preview, and nothing before. */
export function NewJob({ site }: { site: Site }) {
  const heading = useHeading();
  const [action, setAction] = useState<BulkAction>("REVOKE");
  const [whom, setWhom] = useState<Whom>("inactive");
  const [days, setDays] = useState({ inactive: "180", never: "30" });
  const [domain, setDomain] = useState("");
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const { phase, preview } = usePreview(site);
  const addresses = readAddresses(text);
  useEffect(() => setWrong(""), [whom, days, domain, text]);
  useEffect(() => {
    if (wrong) document.getElementById(`whom-${whom}-value`)?.focus();
  }, [wrong]);

  const problem = (): string => {
    if (whom === "domain") return domain.trim() ? "" : "The domain is missing. Write it like example.com.";
    if (whom === "emails") {
      if (addresses.length === 0) return "The list is empty. Paste at least one e-mail address.";
      return addresses.length > atMost ? `The list has ${number(addresses.length)} addresses, and a job takes ${number(atMost)}. Make several jobs, or use the command line.` : "";
    }
    const n = Number(days[whom]);
    return Number.isInteger(n) && n >= 1 && n <= longest ? "" : `Give whole days, 1 to ${number(longest)}.`;
  };
  const since = (n: number) => {
    // Whole days, so that the same choice on the same day is the same question.
    const today = Math.floor(now.value / oneDay) * oneDay;
    return new Date(today - n * oneDay).toISOString();
  };
  const selector = (): BulkSelector => {
    switch (whom) {
      case "inactive":
        return { inactiveSince: since(Number(days.inactive)) };
      case "never":
        return { neverSignedInSince: since(Number(days.never)) };
      case "domain":
        return { domain: domain.trim() };
      case "emails":
        return { emails: addresses };
    }
  };
  const begin = () => {
    const found = problem();
    setWrong(found);
    if (!found) preview(action, selector());
  };

  const option = (value: Whom, label: string, body: ComponentChildren) => (
    <div class="option">
      <label class="check">
        <input type="radio" name="whom" checked={whom === value} onChange={() => setWhom(value)} id={`whom-${value}`} />
        {label}
      </label>
      {whom === value && body}
    </div>
  );
  const daysField = (value: "inactive" | "never", label: string) => (
    <Field id={`whom-${value}-value`} label={label} mode="numeric" value={days[value]} onInput={(n) => setDays({ ...days, [value]: n.trim() })} error={wrong || undefined} />
  );
  return (
    <div class="page">
      <p><a class="back" href={`/sites/${site.key}/jobs`}><Icon name="chevron-left" /> Bulk jobs</a></p>
      <div class="heading"><h1 tabIndex={-1} ref={heading}>Change many customers</h1></div>
      <p class="lead">You see a preview first. Nothing is changed before you confirm it.</p>
      <form
        class="choice"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <fieldset>
          <legend>What to do</legend>
          {(["REVOKE", "GRANT", "DELETE"] as const).map((one) => one === "DELETE" && !can("DELETE") ? null : (
            <label class="check" key={one}>
              <input type="radio" name="action" checked={action === one} onChange={() => setAction(one)} /> {actWords[one].name}
            </label>
          ))}
          {!can("DELETE") && <p class="hint">Organization admins can delete many accounts.</p>}
        </fieldset>
        <fieldset>
          <legend>Whom</legend>
          {option("inactive", "Who has signed in, but not for some time", daysField("inactive", "Days without a sign-in"))}
          {option("never", "Who was invited, and has never signed in", daysField("never", "Days since the invitation, at least"))}
          {option("domain", "Everybody at a domain", (
            <Field id="whom-domain-value" label="Domain" hint="Exactly this one, like example.com; not those below it." value={domain} onInput={setDomain} error={wrong || undefined} />
          ))}
          {option("emails", "A list of e-mail addresses", (
            <div class="field">
              <label for="whom-emails-value">E-mail addresses</label>
              <p class="hint" id="whom-emails-hint">One a line. They stay on this page and are not kept.</p>
              <textarea
                id="whom-emails-value"
                rows={6}
                dir="auto"
                autocomplete="off"
                autocapitalize="none"
                spellcheck={false}
                aria-invalid={wrong ? true : undefined}
                aria-describedby={`whom-emails-hint whom-emails-count${wrong ? " whom-emails-error" : ""}`}
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
              />
              <p class="hint" id="whom-emails-count">{addresses.length > 0 ? count(addresses.length, "line") : ""}</p>
              {wrong && <p class="error" id="whom-emails-error"><Icon name="triangle-alert" /><span>{wrong}</span></p>}
            </div>
          ))}
          {whom !== "emails" && <p class="hint">{picks[action]}</p>}
        </fieldset>
        <Outcome phase={phase} words={unsureStart} />
        <ActButton kind="primary" id="preview" busy={phase.at === "busy" || phase.at === "done"} label="Show the preview" doing="Preparing…" />
      </form>
    </div>
  );
}

const picks: Record<BulkAction, string> = {
  REVOKE: "Only customers with access are chosen.",
  GRANT: "Only customers without access are chosen.",
  DELETE: "Customers with and without access are chosen.",
  INVITE: "",
};
