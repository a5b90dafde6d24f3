/// <reference types="vitest/config" />
import { defineConfig } from "vite";
import { flatAddresses, frame, pages } from "./tools/pages.ts";

/** Where the local stack answers while pages are worked on. */
const API = process.env["API"] ?? "http://localhost:8080";

export default defineConfig({
  appType: "mpa",
  plugins: [frame(), flatAddresses()],
  css: {
    preprocessorOptions: { scss: { loadPaths: ["node_modules/@uswds/uswds/packages"], quietDeps: true } },
  },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: pages(import.meta.dirname),
      output: {
        // What every page uses is one file, so that a page takes four requests: document, style, common part, its own part.
        codeSplitting: {
          groups: [
            {
              name: "common",
              test: /node_modules\/(lit|lit-html|lit-element|@lit|openapi-fetch)\/|\/portal\/(frame|shared\/common)\/|@oxc-project/,
            },
            // What the pages of accounts and users share, so that it is one request more and not one for each part.
            { name: "parts", test: /\/portal\/shared\/(?!common\/|markdown|new-password)|\/conferral\.csv/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/v1": API, "/dev": API },
    // The table of roles is the service's own.
    fs: { allow: [".", "../shared/domain/src/access"] },
  },
  test: { environment: "happy-dom", include: ["**/*.test.ts"], exclude: ["node_modules", "dist", "e2e"] },
});
