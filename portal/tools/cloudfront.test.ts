// @vitest-environment node
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { pages } from "./pages";

const TEMPLATE = readFileSync(new URL("../../template.yaml", import.meta.url), "utf8");

interface Request {
  uri: string;
  headers: Record<string, { value: string }>;
}
interface Answer {
  statusCode: number;
}

type Handler = (event: object) => Request & Answer;

/** A function of the template: its handler, to be called as CloudFront does, and the pages it knows. */
function edge(name: string): { handler: Handler; known: string[] } {
  const code = new RegExp(`\\n  ${name}:\\n[\\s\\S]*?FunctionCode: \\|\\n((?: {8}.*\\n|\\n)+)`).exec(TEMPLATE)?.[1];
  if (code === undefined) throw new Error(`the template has no function ${name}`);
  const loaded = `${code}\n({ handler, known: typeof PAGES === "undefined" ? [] : PAGES })`;
  return runInNewContext(loaded) as { handler: Handler; known: string[] };
}

const { handler: documents, known } = edge("PortalDocuments");

const asked = (uri: string) =>
  documents({ context: { eventType: "viewer-request" }, request: { uri, headers: {} } }).uri;

const status = (uri: string, statusCode: number) =>
  documents({
    context: { eventType: "viewer-response" },
    request: { uri, headers: {} },
    response: { statusCode, headers: {} },
  }).statusCode;

test("CloudFront knows exactly the pages there are", () => {
  const there = Object.keys(pages(new URL("..", import.meta.url).pathname));
  const named = there.filter((page) => page !== "home" && page !== "not-found");
  expect([...known].sort(), "PAGES in template.yaml").toEqual(named.sort());
  for (const page of there) {
    const meant = page === "home" ? "/index.html" : `/${page}.html`;
    expect(asked(page === "home" ? "/" : `/${page}`)).toBe(meant);
    // Its own document again, when it is asked a second time on the way back.
    expect(asked(meant)).toBe(meant);
    expect(status(meant, 200)).toBe(page === "not-found" ? 404 : 200);
  }
});

test("the copy of the status is served as the file that it is", () => {
  expect(asked("/status.json")).toBe("/status.json");
  expect(status("/status.json", 200)).toBe(200);
});

test.each([
  "/nowhere",
  "/index",
  "/home",
  "/sign-in/",
  "/sign-in/x",
  "//",
  "/.",
  "/favicon.ico",
  "/sign-in.htm",
  "/x.html",
])("%s is no page, and is answered 404", (uri) => {
  expect(asked(uri)).toBe("/not-found.html");
  expect(status(uri, 200)).toBe(404);
});

test("what is kept by the browser and still good stays so", () => {
  expect(status("/nowhere", 304)).toBe(304);
});

test("the API is told who asks, whatever the viewer claims", () => {
  const event = {
    viewer: { ip: "2001:db8::7" },
    request: { uri: "/v1/session", headers: { "x-viewer-address": { value: "192.0.2.1" } } },
  };
  expect(edge("PortalViewerAddress").handler(event).headers["x-viewer-address"]).toEqual({ value: "2001:db8::7" });
});
