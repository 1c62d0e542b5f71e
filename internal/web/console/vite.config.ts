import { defineConfig } from "vite";

// The backend of `npm run dev`; see docs/console.md.
const backend = process.env.GATEHOUSE ?? "http://127.0.0.1:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { "/graphql": backend, "/session": backend } },
});
