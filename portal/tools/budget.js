// Fails when a page's scripts and styles are more than it may cost to load: 60 KB gzipped.
import { readFileSync, readdirSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 60 * 1024;
const DIST = new URL("../dist/", import.meta.url);

const sizeOf = (path) => gzipSync(readFileSync(new URL(path, DIST)), { level: 9 }).length;

let over = false;
for (const page of readdirSync(DIST).filter((name) => name.endsWith(".html"))) {
  const document = readFileSync(new URL(page, DIST), "utf8");
  const assets = [...document.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
  const bytes = assets.reduce((sum, asset) => sum + sizeOf(asset), 0);
  console.log(`${page.padEnd(28)} ${(bytes / 1024).toFixed(1).padStart(5)} KB in ${assets.length} files`);
  over ||= bytes > BUDGET;
}
if (over) {
  console.error(`A page is over the budget of ${BUDGET / 1024} KB gzipped.`);
  process.exit(1);
}
