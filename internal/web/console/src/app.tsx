import { useEffect } from "preact/hooks";
import { lazy } from "./kit/lazy";
import { go, page, place, settle } from "./kit/router";
import { can, session, siteOf, viewer } from "./kit/session";
import { Customers } from "./pages/customers";
import { NoRight, NotForYou, NotFound, SessionOver, Unreachable } from "./pages/refusals";
import { Shell } from "./pages/shell";
import { SignIn } from "./pages/sign-in";
import { lowerAll } from "./widgets/flag";
import type { Permission } from "./generated/graphql";
import type { Site } from "./kit/session";
import type { ComponentType } from "preact";

export interface PageProps {
  site: Site;
  /** The steps of the address after the page's own. */
  rest: string[];
}

const others = () => import("./pages/others");
const Invite = lazy<PageProps>(() => others().then((m) => m.Invite));
const SeeAs = lazy<PageProps>(() => others().then((m) => m.SeeAs));
const Requests = lazy<PageProps>(() => others().then((m) => m.Requests));
const Jobs = lazy<PageProps>(() => others().then((m) => m.Jobs));
const Deletions = lazy<PageProps>(() => others().then((m) => m.Deletions));
const Audit = lazy<PageProps>(() => others().then((m) => m.Audit));
const Tokens = lazy<object>(() => others().then((m) => m.Tokens));
const Sites = lazy<object>(() => others().then((m) => m.Sites));

interface Page {
  title: string;
  permission: Permission;
  show: ComponentType<PageProps>;
}

export const pages: Record<string, Page> = {
  customers: { title: "Portal-only customers", permission: "CUSTOMERS_PAGE", show: Customers },
  invite: { title: "Invite customers", permission: "INVITE", show: Invite },
  "see-as": { title: "See as others do", permission: "SEARCH", show: SeeAs },
  requests: { title: "Requests", permission: "SEARCH", show: Requests },
  jobs: { title: "Bulk jobs", permission: "RUN_JOBS", show: Jobs },
  deletions: { title: "Deletions", permission: "READ_DELETIONS", show: Deletions },
  audit: { title: "Audit log", permission: "READ_AUDIT_LOG", show: Audit },
};

const settings: Record<string, { title: string; show: ComponentType<object> }> = {
  tokens: { title: "Access tokens", show: Tokens },
  sites: { title: "Sites and settings", show: Sites },
};

/** Where somebody of this role begins. */
function home(): string | undefined {
  const site = viewer.value?.sites[0];
  if (!site) return can("ADMINISTER") ? "/settings/sites" : undefined;
  if (can("CUSTOMERS_PAGE")) return `/sites/${site.key}/customers`;
  return can("SEARCH") ? `/sites/${site.key}/requests` : undefined;
}

export function App() {
  switch (session.value.state) {
    case "starting":
      return null;
    case "out":
      return <SignIn />;
    case "over":
      return <SessionOver />;
    case "down":
      return <Unreachable message={session.value.message} />;
    case "in":
      return <SignedIn />;
  }
}

function SignedIn() {
  const { path } = place.value;
  const start = home();
  const toStart = path === "/" || path === "/sign-in";
  useEffect(() => {
    if (toStart && start) go(start, { replace: true });
  }, [toStart, start]);
  useEffect(() => {
    lowerAll();
    settle();
  }, [page.value]);
  if (!start) return <NotForYou />;
  if (toStart) return null;

  const [, area, first, second, ...rest] = path.split("/");
  if (area === "settings") {
    const setting = settings[first ?? ""];
    if (!setting) return <Shell title="Not found"><NotFound /></Shell>;
    return (
      <Shell title={setting.title}>
        {can("ADMINISTER") ? <setting.show /> : <NoRight />}
      </Shell>
    );
  }
  const site = siteOf(first ?? "");
  const shown = pages[second ?? ""];
  if (!site || !shown) return <Shell title="Not found"><NotFound /></Shell>;
  return (
    <Shell title={shown.title} site={site} page={second}>
      {can(shown.permission) ? <shown.show key={site.key + second} site={site} rest={rest} /> : <NoRight />}
    </Shell>
  );
}
