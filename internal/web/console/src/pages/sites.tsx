import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useAct } from "../acts/act";
import { Outcome } from "../acts/outcome";
import { CreateSiteDocument, SettingsDocument, type SettingsQuery, UpdateOrganizationDocument, UpdateSiteDocument, type UserManagement } from "../generated/graphql";
import { ask } from "../kit/api";
import { count } from "../kit/format";
import { useLoad } from "../kit/load";
import { start } from "../kit/session";
import { ActButton, Skeleton } from "../widgets/busy";
import { Dialog } from "../widgets/dialog";
import { Field } from "../widgets/field";
import { raise } from "../widgets/flag";
import { Icon } from "../widgets/icon";
import { Failing } from "../widgets/notice";
import { type FormProps, unsureSave } from "./settings-form";
import { Choice } from "./token-new";
import { policyText, UnusedAccounts } from "./unused-accounts";

type Organization = NonNullable<SettingsQuery["organization"]>;
type Site = NonNullable<Organization["sites"]>[number];
type Open = { what: "new" } | { what: "organization" } | { what: "site" | "unused"; site: Site };

/** Sites, what each allows, and the settings of the whole organization. */
export function Sites() {
  const [open, setOpen] = useState<Open>();
  const settings = useLoad("settings", async (abandon) => (await ask(SettingsDocument, {}, abandon)).organization);
  const organization = settings.data;
  const saved = (text: string) => {
    raise(text);
    setOpen(undefined);
    settings.reload();
    // The frame shows names of sites and of the organization.
    start();
  };
  return (
    <div class="page">
      <div class="heading">
        <h1 tabIndex={-1}>Sites and settings</h1>
        <button type="button" class="primary" id="new-site" onClick={() => setOpen({ what: "new" })}>Make a site</button>
      </div>
      <Failing what="The settings" loaded={settings} />
      {!organization && !settings.failure && <Skeleton rows={4} waiting />}
      {organization && (
        <>
          <table role="table" class="rows sites">
            <caption class="hidden">Sites</caption>
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader" scope="col">Site</th>
                <th role="columnheader" scope="col">Key</th>
                <th role="columnheader" scope="col">Customers</th>
                <th role="columnheader" scope="col">May be invited</th>
                <th role="columnheader" scope="col">Agents may invite</th>
                <th role="columnheader" scope="col">Unused accounts</th>
                <th role="columnheader" scope="col"><span class="hidden">Actions</span></th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {organization.sites?.map((site) => (
                <tr role="row" key={site.id}>
                  <td role="cell"><a href={`/sites/${site.key}/customers`}><bdi>{site.name}</bdi></a></td>
                  <td role="cell"><code>{site.key}</code></td>
                  <td role="cell">{site.counts ? count(site.counts.total, "customer") : "–"}</td>
                  <td role="cell" data-label="May be invited">{site.settings?.allowedDomains.join(", ") || "every domain"}</td>
                  <td role="cell" data-label="Agents may invite">{site.settings?.agentsMayInvite ? "Yes" : "No"}</td>
                  <td role="cell" data-label="Unused accounts">
                    <button type="button" class="link" id={`unused-${site.key}`} onClick={() => setOpen({ what: "unused", site })}>
                      {policyText(site.settings?.inactivityPolicy)}<span class="hidden">(change for {site.name})</span>
                    </button>
                  </td>
                  <td role="cell">
                    <button type="button" class="button" id={`change-${site.key}`} onClick={() => setOpen({ what: "site", site })}>
                      Change<span class="hidden"> {site.name}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <h2>Organization</h2>
          <dl class="facts">
            <dt>Name</dt>
            <dd><bdi>{organization.name}</bdi></dd>
            <dt>User management</dt>
            <dd>{organization.userManagement === "CENTRALIZED" ? "Centralized" : "Original"}</dd>
            <dt>Address on hold</dt>
            <dd>{organization.reinviteHoldDays ? count(organization.reinviteHoldDays, "day") : "–"} after a delete</dd>
            <dt>Support</dt>
            <dd>{organization.supportUrl || "None set"}</dd>
          </dl>
          <button type="button" class="button" id="change-organization" onClick={() => setOpen({ what: "organization" })}>
            <Icon name="pencil" /> Change settings
          </button>
        </>
      )}
      {open?.what === "new" && <NewSite onSaved={saved} onClose={() => setOpen(undefined)} />}
      {open?.what === "site" && <ChangeSite site={open.site} onSaved={saved} onClose={() => setOpen(undefined)} />}
      {open?.what === "unused" && <UnusedAccounts site={open.site} onSaved={saved} onClose={() => setOpen(undefined)} />}
      {open?.what === "organization" && organization && <ChangeOrganization organization={organization} onSaved={saved} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

interface FrameProps extends FormProps {
  title: string;
  act: string;
  told: string;
  send: () => Promise<{ userErrors: { code: string; message: string }[] }>;
  children: ComponentChildren;
}

function Form({ title, act: label, told, send, onSaved, onClose, children }: FrameProps) {
  const act = useAct({ send, done: () => onSaved(told), look: async () => false, lookAtOnce: false });
  const { phase } = act;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      foot={
        <>
          <button type="button" class="button" onClick={onClose}>{phase.at === "unknown" ? "Close" : "Cancel"}</button>
          {phase.at !== "unknown" && <ActButton id="dialog-act" kind="primary" busy={phase.at === "busy"} label={label} doing="Saving…" onPress={act.press} />}
        </>
      }
    >
      {children}
      <Outcome phase={phase} words={unsureSave} />
    </Dialog>
  );
}

function NewSite({ onSaved, onClose }: FormProps) {
  const [key, setKey] = useState("");
  const [name, setName] = useState("");
  const send = async () => (await ask(CreateSiteDocument, { input: { key: key.trim(), name: name.trim() } })).createSite;
  return (
    <Form title="Make a site" act="Make the site" told="The site was made." send={send} onSaved={onSaved} onClose={onClose}>
      <Field id="site-name" label="Name" hint="Up to 100 characters." value={name} onInput={setName} />
      <Field id="site-key" label="Key" hint="For addresses and commands, and for good: 2 to 32 small letters, digits and hyphens." value={key} onInput={setKey} />
    </Form>
  );
}

function ChangeSite({ site, onSaved, onClose }: FormProps & { site: Site }) {
  const [name, setName] = useState(site.name);
  const [domains, setDomains] = useState(site.settings?.allowedDomains.join("\n") ?? "");
  const [agents, setAgents] = useState(site.settings?.agentsMayInvite ?? false);
  const send = async () => {
    const allowedDomains = domains.split(/[\s,;]+/).filter(Boolean);
    return (await ask(UpdateSiteDocument, { input: { siteId: site.id, name: name.trim(), allowedDomains, agentsMayInvite: agents } })).updateSiteSettings;
  };
  return (
    <Form title={`Change ${site.name}`} act="Save" told="The settings were saved." send={send} onSaved={onSaved} onClose={onClose}>
      <Field id="site-name" label="Name" value={name} onInput={setName} />
      <div class="field">
        <label for="site-domains">Domains that may be invited</label>
        <p class="hint" id="site-domains-hint">One a line. Empty: every domain.</p>
        <textarea id="site-domains" rows={4} spellcheck={false} aria-describedby="site-domains-hint" value={domains} onInput={(event) => setDomains(event.currentTarget.value)} />
      </div>
      <label class="check">
        <input type="checkbox" checked={agents} onChange={(event) => setAgents(event.currentTarget.checked)} /> Agents may invite
      </label>
    </Form>
  );
}

function ChangeOrganization({ organization, onSaved, onClose }: FormProps & { organization: Organization }) {
  const [name, setName] = useState(organization.name ?? "");
  const [management, setManagement] = useState<UserManagement>(organization.userManagement ?? "CENTRALIZED");
  const [support, setSupport] = useState(organization.supportUrl ?? "");
  const [days, setDays] = useState(String(organization.reinviteHoldDays ?? ""));
  const send = async () => {
    const input = { name: name.trim(), userManagement: management, supportUrl: support.trim(), reinviteHoldDays: Number.parseInt(days, 10) || 0 };
    return (await ask(UpdateOrganizationDocument, { input })).updateOrganization;
  };
  return (
    <Form title="Change the organization's settings" act="Save" told="The settings were saved." send={send} onSaved={onSaved} onClose={onClose}>
      <Field id="organization-name" label="Name" value={name} onInput={setName} />
      <Choice
        id="organization-management"
        label="User management"
        value={management}
        options={[["CENTRALIZED", "Centralized: the page is found below Apps"], ["ORIGINAL", "Original: the page is found below User management"]]}
        onChange={(value) => setManagement(value as UserManagement)}
      />
      <Field id="organization-support" label="Support address" hint="Where a stuck admin is sent: https, http or mailto. Empty for none." value={support} onInput={setSupport} />
      <Field id="organization-days" label="Days on hold" hint="For how long the address of an account deleted from now on can't be invited: 1 to 365." mode="numeric" value={days} onInput={setDays} />
    </Form>
  );
}
