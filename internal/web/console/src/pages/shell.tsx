import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PageLocationDocument, type Permission } from "../generated/graphql";
import { ask } from "../kit/api";
import { keyListOpen, listenForKeys } from "../kit/keys";
import { useLoad } from "../kit/load";
import { compact, setCompact, setSingleKeys, setTheme, singleKeys, theme, type Theme } from "../kit/prefs";
import { go, place } from "../kit/router";
import { can, roleName, signOut, type Site, viewer } from "../kit/session";
import { Flags } from "../widgets/flag";
import { Icon, type IconName } from "../widgets/icon";
import { Menu, type MenuItem } from "../widgets/menu";
import { KeyList } from "./key-list";

interface Props {
  title: string;
  site?: Site;
  page?: string;
  children: ComponentChildren;
}

const rail: [page: string, label: string, icon: IconName, permission: Permission][] = [
  ["customers", "Customers", "users", "CUSTOMERS_PAGE"],
  ["see-as", "See as others do", "eye", "SEARCH"],
  ["requests", "Requests", "message", "SEARCH"],
  ["invite", "Invite", "user-plus", "INVITE"],
  ["jobs", "Bulk jobs", "list", "RUN_JOBS"],
  ["deletions", "Deletions", "trash", "READ_DELETIONS"],
  ["audit", "Audit log", "scroll", "READ_AUDIT_LOG"],
];

const settingsRail: [path: string, label: string, icon: IconName][] = [
  ["/settings/tokens", "Access tokens", "key"],
  ["/settings/sites", "Sites", "settings"],
];

/** The frame round every page: what is where, who you are, and the way elsewhere. */
export function Shell({ title, site, page, children }: Props) {
  const who = viewer.value;
  const [narrow, setNarrow] = useState(false);
  const anySite = site ?? who?.sites[0];
  useEffect(() => {
    document.title = [title, site?.name, "Gatehouse"].filter(Boolean).join(" · ");
  }, [title, site?.name]);
  useEffect(() => (anySite ? listenForKeys(anySite.key) : undefined), [anySite?.key]);
  useEffect(() => setNarrow(false), [place.value.path]);
  if (!who) return null;
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>Skip to the page</a>
      <header class="top">
        <button type="button" class="ghost burger" aria-expanded={narrow} aria-controls="rail" onClick={() => setNarrow(!narrow)}>
          <Icon name="menu" />
          <span class="hidden">Places</span>
        </button>
        <a class="product" href="/">Gatehouse</a>
        {anySite && <SiteSwitcher site={anySite} page={page} />}
        <span class="spring" />
        <span class="role">{roleName(who.role)}</span>
        <Menu id="me" label="Your menu" items={myMenu()} class="ghost">
          <Icon name="user" />
          <span class="hidden">Your menu</span>
        </Menu>
      </header>
      <nav id="rail" class={narrow ? "rail open" : "rail"} aria-label="Places">
        {anySite &&
          rail
            .filter(([, , , permission]) => can(permission))
            .map(([name, label, icon]) => (
              <a key={name} href={`/sites/${anySite.key}/${name}`} aria-current={site && page === name ? "page" : undefined}>
                <Icon name={icon} /> {label}
              </a>
            ))}
        {can("ADMINISTER") && <hr />}
        {can("ADMINISTER") &&
          settingsRail.map(([path, label, icon]) => (
            <a key={path} href={path} aria-current={place.value.path === path ? "page" : undefined}>
              <Icon name={icon} /> {label}
            </a>
          ))}
      </nav>
      <main id="main" tabIndex={-1}>
        {site && can("CUSTOMERS_PAGE") && page && <Breadcrumb site={site} page={page} title={title} />}
        {children}
      </main>
      <Flags />
      {keyListOpen.value && <KeyList onClose={() => (keyListOpen.value = false)} />}
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

/** The way that this deployment's admin pages lead here; never written by hand. */
function Breadcrumb({ site, page, title }: { site: Site; page: string; title: string }) {
  const way = useLoad(`location|${site.key}`, async (abandon) => {
    const { organization } = await ask(PageLocationDocument, { key: site.key }, abandon);
    return organization?.portalCustomersLocation ?? [];
  });
  const steps = way.data ?? [];
  const onCustomers = page === "customers";
  return (
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <ol>
        {steps.map((step, i) => (
          <li key={i}>
            {i < steps.length - 1 ? step : onCustomers ? <span aria-current="page">{step}</span> : <a href={`/sites/${site.key}/customers`}>{step}</a>}
          </li>
        ))}
        {!onCustomers && steps.length > 0 && <li><span aria-current="page">{title}</span></li>}
      </ol>
    </nav>
  );
}

function SiteSwitcher({ site, page }: { site: Site; page?: string }) {
  const sites = viewer.value?.sites ?? [];
  if (sites.length < 2) return <span class="site"><bdi>{site.name}</bdi></span>;
  const items: MenuItem[] = sites.map((one) => ({
    key: one.key,
    label: one.name,
    checked: one.key === site.key,
    run: () => go(`/sites/${one.key}/${page ?? (can("CUSTOMERS_PAGE") ? "customers" : "requests")}`),
  }));
  return (
    <Menu id="site-switcher" label="Site" items={items} class="site">
      <bdi>{site.name}</bdi> <Icon name="chevron-down" />
      <span class="hidden">Change site</span>
    </Menu>
  );
}

const themes: [Theme, string][] = [["system", "Theme of the system"], ["light", "Light theme"], ["dark", "Dark theme"]];

function myMenu(): MenuItem[] {
  return [
    ...themes.map(([name, label]) => ({ key: name, label, checked: theme.value === name, run: () => setTheme(name) })),
    { key: "rows", label: "Compact rows", separated: true, toggle: true, checked: compact.value, run: () => setCompact(!compact.value) },
    { key: "keys", label: "Single-key shortcuts", toggle: true, checked: singleKeys.value, run: () => setSingleKeys(!singleKeys.value) },
    { key: "list", label: "List of keys", icon: "info" as const, run: () => (keyListOpen.value = true) },
    { key: "out", label: "Sign out", icon: "x" as const, separated: true, run: signOut },
  ];
}
