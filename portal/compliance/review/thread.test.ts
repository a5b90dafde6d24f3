import { html } from "lit";
import { expect, test, vi } from "vitest";
import { page } from "../../shared/common/testing";
import { HANA, INES, review } from "../example";
import type { Comment } from "../types";
import type { Thread } from "./thread";

const REVIEW = review({ allowed: ["comment"] });

const comment = (id: string, text: string): Comment => ({ id, by: HANA, at: "2026-11-29T18:00:00Z", text });

let answers: [status: number, body: unknown][] = [];
let asked: Request[] = [];

/** What the API answers, request after request. */
function answering(...given: [status: number, body: unknown][]): void {
  answers = given;
  asked = [];
}

// The client keeps the `fetch` that is there when it is made.
vi.stubGlobal("fetch", (request: Request) => {
  asked.push(request.clone());
  const [status, body] = answers.shift() ?? [500, {}];
  return Promise.resolve(
    new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } }),
  );
});
await import("./thread");

async function opened(): Promise<{ thread: Thread; text: () => string; write: (words: string) => Promise<void> }> {
  const main = page(html`<ot-thread .review=${REVIEW} .target=${{ item: "i" }} .label=${"item I-EL 01"}></ot-thread>`);
  const thread = main.querySelector<Thread>("ot-thread");
  await thread?.updateComplete;
  const details = thread?.querySelector("details");
  if (!thread || !details) throw new Error("no thread");
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
  await vi.waitFor(() => expect(thread.textContent).not.toContain("Loading"));
  const write = async (words: string): Promise<void> => {
    const field = thread.querySelector("textarea");
    if (!field) throw new Error("no field");
    field.value = words;
    field.dispatchEvent(new Event("input"));
    thread.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await thread.updateComplete;
  };
  return { thread, text: () => thread.textContent.replaceAll(/\s+/g, " "), write };
}

test("a written comment stands first, and the field is empty again", async () => {
  answering(
    [200, { comments: [comment("a", "Please add the letter in Hmong.")], next_cursor: null }],
    [201, { ...comment("b", "It is there now."), by: INES }],
  );
  const { thread, text, write } = await opened();
  await write("It is there now.");
  await vi.waitFor(() => expect(text()).toContain("Your comment is written."));
  expect([...thread.querySelectorAll(".ot-written")].map(({ textContent }) => textContent)).toEqual([
    "It is there now.",
    "Please add the letter in Hmong.",
  ]);
  expect(thread.querySelector("textarea")?.value).toBe("");
  expect(await asked[1]?.json()).toEqual({ target: { item: "i" }, text: "It is there now." });
});

test("after no answer the same comment is sent under the same key, and another one under a new key", async () => {
  answering(
    [200, { comments: [], next_cursor: null }],
    [503, { type: "/problems/x", title: "Busy", status: 503 }],
    [503, { type: "/problems/x", title: "Busy", status: 503 }],
    [201, comment("b", "Other words.")],
  );
  const { thread, text, write } = await opened();
  const again = async (): Promise<void> => {
    thread.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    await thread.updateComplete;
  };
  await write("Some words.");
  await vi.waitFor(() => expect(text()).toContain("Busy"));
  await again();
  await vi.waitFor(() => expect(asked).toHaveLength(3));
  await vi.waitFor(() => expect(text()).toContain("Busy"));
  await write("Other words.");
  await vi.waitFor(() => expect(text()).toContain("Your comment is written."));
  const keys = asked.slice(1).map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});

test("a comment without words is told at the field and not sent", async () => {
  answering([200, { comments: [], next_cursor: null }]);
  const { thread, text, write } = await opened();
  await write("  ");
  await vi.waitFor(() => expect(text()).toContain("A comment must say something."));
  expect(thread.querySelector("textarea")?.getAttribute("aria-invalid")).toBe("true");
  expect(asked).toHaveLength(1);
});
