import type { CodegenConfig } from "@graphql-codegen/cli";

// Queries become strings with types: no GraphQL code reaches the browser.
const config: CodegenConfig = {
  schema: "../../../schema.graphqls",
  documents: "src/queries/*.graphql",
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: { ID: "string", DateTime: "string", EmailAddress: "string" },
      },
    },
  },
};

export default config;
