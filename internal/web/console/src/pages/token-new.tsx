import { useRef, useState } from "preact/hooks";
import { useAct } from "../acts/act";
import { Outcome } from "../acts/outcome";
import { CreateTokenDocument, type Role } from "../generated/graphql";
import { ask } from "../kit/api";
import { oneDay } from "../kit/format";
import { roleName, viewer } from "../kit/session";
import { ActButton } from "../widgets/busy";
import { CopyButton } from "../widgets/copy";
import { Dialog } from "../widgets/dialog";
import { Field } from "../widgets/field";
import { Notice } from "../widgets/notice";

const roles: Role[] = ["ORGANIZATION_ADMIN", "SITE_ADMIN", "AGENT", "IDENTITY_PROVIDER"];
const lifetimes: [days: number, label: string][] = [[30, "30 days"], [90, "90 days"], [365, "a year"], [0, "until it is revoked"]];

const words = {
  unknown: "It isn't known whether a token was made. If the list shows one that nobody holds, revoke it.",
  yes: "It was made.",
  no: "It was not made.",
};

/** Makes a token, and shows its secret this once. */
export function NewToken({ onMade, onClose }: { onMade: () => void; onClose: () => void }) {
  const sites = viewer.value?.sites ?? [];
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("AGENT");
  const [siteId, setSiteId] = useState(sites[0]?.id ?? "");
  const [days, setDays] = useState(90);
  const [secret, setSecret] = useState("");
  const shown = useRef<HTMLElement>(null);
  const ofOneSite = role === "SITE_ADMIN" || role === "AGENT";
  const act = useAct({
    send: async () => {
      const expiresAt = days ? new Date(Date.now() + days * oneDay).toISOString() : undefined;
      const input = { name: name.trim(), role, siteId: ofOneSite ? siteId : undefined, expiresAt };
      return (await ask(CreateTokenDocument, { input })).createAccessToken;
    },
    done: (payload) => {
      setSecret(payload.secret ?? "");
      onMade();
    },
    look: async () => false,
    lookAtOnce: false,
  });
  const { phase } = act;
  const close = () => {
    if (phase.at === "unknown") onMade();
    onClose();
  };
  if (secret) {
    return (
      <Dialog title="The token was made" onClose={close} foot={<button type="button" class="primary" onClick={close}>Done</button>}>
        <Notice tone="warning">
          <p>Shown once. Copy it now: nobody can show it again.</p>
        </Notice>
        <p class="once"><code ref={shown}>{secret}</code></p>
        <CopyButton text={secret} label="Copy token" of={() => shown.current}>Copy token</CopyButton>
      </Dialog>
    );
  }
  return (
    <Dialog
      title="Make an access token"
      onClose={close}
      foot={
        <>
          <button type="button" class="button" onClick={close}>{phase.at === "unknown" ? "Close" : "Cancel"}</button>
          {phase.at !== "unknown" && (
            <ActButton id="dialog-act" kind="primary" busy={phase.at === "busy" || phase.at === "done"} label="Make the token" doing="Making…" onPress={act.press} />
          )}
        </>
      }
    >
      <Field id="token-name" label="What it is for" hint="Like “export script”. No names of people: the log keeps it." value={name} onInput={setName} />
      <Choice id="token-role" label="Role" value={role} options={roles.map((one) => [one, roleName(one)])} onChange={(one) => setRole(one as Role)} />
      {ofOneSite && <Choice id="token-site" label="Site" value={siteId} options={sites.map((one) => [one.id, one.name])} onChange={setSiteId} />}
      <Choice id="token-days" label="Works for" value={String(days)} options={lifetimes.map(([n, label]) => [String(n), label])} onChange={(n) => setDays(Number(n))} />
      <Outcome phase={phase} words={words} />
    </Dialog>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  value: string;
  options: [value: string, label: string][];
  onChange: (value: string) => void;
}

export function Choice({ id, label, value, options, onChange }: ChoiceProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </div>
  );
}
