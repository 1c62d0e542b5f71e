import "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { signIn, start } from "./kit/session";
import "./style/tokens.css";
import "./style/base.css";
import "./style/frame.css";
import "./style/controls.css";
import "./style/floats.css";
import "./style/table.css";
import "./style/pages.css";
import "./style/jobs.css";

// The link printed at the very first start carries its token in the fragment. It
// leaves the address and the history before anything else happens.
const linked = /^#token=(.+)$/.exec(location.hash)?.[1];
if (linked) history.replaceState(history.state, "", location.pathname + location.search);

const root = document.getElementById("app");
if (root) render(<App />, root);

if (linked) await signIn(linked).then((wrong) => (wrong ? start() : undefined));
else await start();
