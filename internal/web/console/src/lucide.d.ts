// The package types its icons as one index only; these are the single files.
declare module "lucide/dist/esm/icons/*.mjs" {
  const shapes: [string, Record<string, string>][];
  export default shapes;
}
