// Puts the page together in dist/, which is committed and embedded: the ready-made
// browser files of three packages, our own page around them, and the example tabs.
// It writes the same bytes each time; CI runs it and compares.
//
//   npm ci --ignore-scripts && npm run build
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const parts = {
  "react.js": "node_modules/react/umd/react.production.min.js",
  "react-dom.js": "node_modules/react-dom/umd/react-dom.production.min.js",
  "graphiql.js": "node_modules/graphiql/graphiql.min.js",
  "graphiql.css": "node_modules/graphiql/graphiql.min.css",
  "index.html": "src/index.html",
  "page.css": "src/page.css",
  "page.js": "src/page.js",
};

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
for (const [name, source] of Object.entries(parts)) {
  // A source map that is not there would be asked for by every developer's browser.
  const text = readFileSync(source, "utf8").replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
  writeFileSync(`dist/${name}`, text);
}

const tabs = readdirSync("tabs")
  .sort()
  .map((name) => readFileSync(`tabs/${name}`, "utf8"));
writeFileSync("dist/tabs.js", `window.gatehouseTabs = ${JSON.stringify(tabs, null, 1)};\n`);

const licenses = ["react", "react-dom", "graphiql"].map((name) => {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  return `${name} ${version}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}\n`;
});
writeFileSync("dist/LICENSES.txt", licenses.join("\n\n"));
