// The page around GraphiQL. A token lives in this script's memory and nowhere else:
// not in the address, not in the history, not in a storage of the browser. Without
// one, requests carry the session cookie of the console, if there is one.
(() => {
  "use strict";

  const { React, ReactDOM, GraphiQL, gatehouseTabs } = window;
  const element = (id) => document.getElementById(id);
  const root = ReactDOM.createRoot(element("graphiql"));

  let token = takeTokenFromFragment();

  // The link of the first start carries the token in the fragment, which no server
  // sees. It is taken out of the address and the history before anything else runs.
  function takeTokenFromFragment() {
    const found = /^#token=(.+)$/.exec(location.hash);
    if (location.hash) history.replaceState(null, "", location.pathname);
    return found ? decodeURIComponent(found[1]) : "";
  }

  // GraphiQL keeps tabs, history and layout in what it takes for a storage: queries
  // hold addresses, so this one forgets everything with the page.
  const items = new Map();
  const memory = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, String(value)),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    get length() {
      return items.size;
    },
  };

  async function send(body, headers) {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json;q=0.9",
      },
      body: JSON.stringify(body),
      cache: "no-store",
    });
    return answer.json();
  }

  const whoAmI = `query whoAmI {
    viewer { actorId role sites { id key requests(first: 1) { nodes { id } } } }
  }`;

  // Ids that a fresh deployment makes at random are read once and filled into the
  // variables of the example tabs.
  function variablesOf(query, viewer) {
    const site = viewer?.sites.find(({ key }) => key === "help") ?? viewer?.sites[0];
    const known = {
      siteId: site?.id ?? "Sign in to have this filled in",
      requestId: site?.requests?.nodes[0]?.id ?? "Id of a request",
    };
    const wanted = Object.keys(known).filter((name) => query.includes(`$${name}:`));
    if (wanted.length === 0) return "";
    return JSON.stringify(Object.fromEntries(wanted.map((name) => [name, known[name]])), null, 2);
  }

  // Right after a change of tabs GraphiQL still names the operation of the other one.
  function ofThisTab({ operationName, ...params }) {
    return params.query.includes(operationName) ? { ...params, operationName } : params;
  }

  // Each call mounts the editor afresh, so that nothing of the last caller stays.
  let mounts = 0;
  function mount(viewer) {
    memory.clear();
    root.render(
      React.createElement(GraphiQL, {
        key: ++mounts,
        fetcher: (params, options) => send(ofThisTab(params), options?.headers),
        storage: memory,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
        isHeadersEditorEnabled: true,
        defaultTabs: gatehouseTabs.map((query) => ({ query, variables: variablesOf(query, viewer) })),
      }),
    );
  }

  function show(viewer, message) {
    element("who").textContent = viewer ? `Signed in as ${viewer.role} (${viewer.actorId})` : message;
    element("sign-in").hidden = Boolean(viewer);
    element("sign-out").hidden = !viewer;
    mount(viewer);
  }

  async function signIn() {
    const wasGiven = token !== "";
    try {
      const viewer = (await send({ query: whoAmI })).data?.viewer;
      if (!viewer) token = "";
      show(viewer, wasGiven ? "This token is unknown, expired or revoked." : "Paste an access token to sign in.");
    } catch {
      show(null, "The server does not answer. Reload the page when it is back.");
    }
  }

  element("sign-in").addEventListener("submit", (event) => {
    event.preventDefault();
    token = element("token").value.trim();
    element("token").value = "";
    signIn();
  });

  // The token goes with the page; a session of the console ends at the server.
  element("sign-out").addEventListener("click", async () => {
    if (!token) await fetch("/session", { method: "DELETE" });
    location.reload();
  });

  // The link opened once more in this tab only changes the fragment.
  window.addEventListener("hashchange", () => {
    token = takeTokenFromFragment() || token;
    signIn();
  });

  // A page that comes back out of the browser's cache would still hold the token.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  signIn();
})();
