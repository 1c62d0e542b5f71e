import { useState } from "preact/hooks";
import { useAct } from "../acts/act";
import { Outcome } from "../acts/outcome";
import { InactiveCustomersDocument, type SettingsQuery, UpdateSiteDocument } from "../generated/graphql";
import { ask } from "../kit/api";
import { count, number } from "../kit/format";
import { useLoad } from "../kit/load";
import { ActButton } from "../widgets/busy";
import { Dialog } from "../widgets/dialog";
import { Field } from "../widgets/field";
import { Address, Name } from "../widgets/name";
import { Failing } from "../widgets/notice";
import { Ago } from "../widgets/time";
import { type FormProps, unsureSave } from "./settings-form";

type Site = NonNullable<NonNullable<NonNullable<SettingsQuery["organization"]>["sites"]>[number]>;

const longest = 3_650;

/** "revoked after 180 days", "kept". */
export function policyText(policy: { revokeAfterDays: number } | null | undefined): string {
  return policy ? `revoked after ${count(policy.revokeAfterDays, "day")}` : "kept";
}

/** The rule of a site for accounts that nobody uses. It shows whom it would be before it can be switched on. */
export function UnusedAccounts({ site, onSaved, onClose }: FormProps & { site: Site }) {
  const policy = site.settings?.inactivityPolicy;
  const [days, setDays] = useState(String(policy?.revokeAfterDays ?? 180));
  const [asked, setAsked] = useState<number>();
  const [wrong, setWrong] = useState("");
  const typed = Number(days);
  const shown = asked === typed ? asked : undefined;
  const found = useLoad(shown === undefined ? null : `inactive|${site.key}|${shown}`, async (abandon) => {
    return (await ask(InactiveCustomersDocument, { key: site.key, days: shown ?? 0 }, abandon)).site?.inactiveCustomers;
  });
  const ready = shown !== undefined && found.data !== undefined && found.current;
  const useSaving = (revokeAfterDays: number, told: string) => useAct({
    send: async () => (await ask(UpdateSiteDocument, { input: { siteId: site.id, inactivityPolicy: { revokeAfterDays } } })).updateSiteSettings,
    done: () => onSaved(told),
    look: async () => false,
    lookAtOnce: false,
  });
  const on = useSaving(typed, `Unused accounts of ${site.name} are revoked after ${count(typed, "day")}.`);
  const off = useSaving(0, `Unused accounts of ${site.name} are kept.`);
  const show = () => {
    const right = Number.isInteger(typed) && typed >= 1 && typed <= longest;
    setWrong(right ? "" : `Give whole days, 1 to ${number(longest)}.`);
    if (right) setAsked(typed);
    else document.getElementById("unused-days")?.focus();
  };
  const busy = on.phase.at === "busy" || off.phase.at === "busy";
  const unsure = on.phase.at === "unknown" || off.phase.at === "unknown";
  return (
    <Dialog
      title={<>Unused accounts of <bdi>{site.name}</bdi></>}
      onClose={onClose}
      foot={
        <>
          <button type="button" class="button" onClick={onClose}>{unsure ? "Close" : "Cancel"}</button>
          {policy && !unsure && <ActButton kind="button" busy={busy} label="Switch off" doing="Saving…" onPress={off.press} />}
          {!unsure && (ready
            ? <ActButton id="dialog-act" kind="primary" busy={busy} label={policy ? "Save" : "Switch on"} doing="Saving…" onPress={on.press} />
            : <ActButton id="show-unused" kind="primary" busy={shown !== undefined && !found.failure} label="Show whom" doing="Looking…" onPress={shown === undefined ? show : found.reload} />)}
        </>
      }
    >
      <p>
        Once a day, access is revoked for accounts that nobody signed in to for so many days. Nobody is deleted; access
        that was granted by hand starts the days anew. {policy ? "It is on." : "It is off."}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          show();
        }}
      >
        <Field
          id="unused-days"
          label="Days without a sign-in"
          hint="Of who never signed in: days since the account was made."
          mode="numeric"
          value={days}
          onInput={(text) => {
            setDays(text.trim());
            setWrong("");
          }}
          error={wrong || undefined}
        />
      </form>
      {shown !== undefined && <Failing what="The list" loaded={found} />}
      <div role="status">
        {ready && found.data && (
          <p>{found.data.totalCount === 0 ? "It would be nobody now." : `It would be ${count(found.data.totalCount, "customer")} now${found.data.totalCount > found.data.nodes.length ? `, of whom these are the newest ${found.data.nodes.length}` : ""}.`}</p>
        )}
      </div>
      {ready && (
        <ul class="hits">
          {found.data?.nodes.map((who) => (
            <li key={who.id}>
              <Name text={who.displayName} /> <Address text={who.email} />{" "}
              <small>{who.lastSignInAt ? <>Last seen <Ago at={who.lastSignInAt} /></> : <>Never signed in, made <Ago at={who.createdAt} /></>}</small>
            </li>
          ))}
        </ul>
      )}
      <Outcome phase={on.phase.at === "asking" ? off.phase : on.phase} words={unsureSave} />
    </Dialog>
  );
}
