import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Plugin } from "vite";

const FRAME = new URL("../frame/frame.html", import.meta.url);
const WINGS = ["accounts", "students", "compliance", "directory", "bulletins"];

/** The pages: name and document. `home` is served at `/`, every other at `/<name>`. */
export function pages(root: string): Record<string, string> {
  const found = WINGS.flatMap((wing) =>
    readdirSync(`${root}/${wing}`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(`${root}/${wing}/${entry.name}`).includes("index.html"))
      .map((entry) => `${wing}/${entry.name}/index.html`),
  );
  return Object.fromEntries(["home/index.html", ...found].map((page) => [basename(dirname(page)), page]));
}

/** Puts each page's document, which holds only its title and its own part, into the frame that all pages share. */
export function frame(): Plugin {
  return {
    name: "frame",
    transformIndexHtml: {
      order: "pre",
      handler(page) {
        const title = part(page, /<title>(.*?)<\/title>/s);
        const body = part(page, /<body>(.*?)<\/body>/s);
        return readFileSync(FRAME, "utf8")
          .replace("{{title}}", () => title)
          .replace("{{page}}", () => body);
      },
    },
  };
}

function part(page: string, pattern: RegExp): string {
  const found = pattern.exec(page)?.[1];
  if (found === undefined) throw new Error(`a page has no ${pattern.source}`);
  return found;
}

/** Writes `accounts/sign-in/index.html` as `sign-in.html`: wings are our order, not the visitor's. */
export function flatAddresses(): Plugin {
  return {
    name: "flat-addresses",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (!file.fileName.endsWith("/index.html")) continue;
        const name = basename(dirname(file.fileName));
        file.fileName = name === "home" ? "index.html" : `${name}.html`;
      }
    },
    configureServer(server) {
      server.middlewares.use((request, _answer, next) => {
        const [path = "/", query] = (request.url ?? "/").split("?");
        const document = pages(server.config.root)[path === "/" ? "home" : path.slice(1)];
        if (document) request.url = `/${document}${query === undefined ? "" : `?${query}`}`;
        next();
      });
    },
  };
}
