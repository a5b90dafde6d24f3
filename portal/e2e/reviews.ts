import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { today } from "../shared/common/times";
import type { ReviewPage } from "../compliance/types";
import { ApiClient } from "./api";

export const POPPY = "99000010000000";
export const ADMINISTRATOR = "compliance.admin@cde.test";
export const MONITOR = "monitor@cde.test";
export const COORDINATOR = "review.coordinator@poppy.test";
export const CONTRIBUTOR = "contributor@poppy.test";

/** So many days from today in California; before it when negative. */
export function dayFromToday(days: number, from = today()): string {
  return new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A review with two items, one of them with an evidence request. */
export interface Prepared {
  id: string;
  item: string;
  request: string;
}

async function post(client: ApiClient, path: string, body: unknown): Promise<ReviewPage> {
  return (await client.ask("POST", path, body, { "Idempotency-Key": crypto.randomUUID() })).body as ReviewPage;
}

/** Makes a review as the administrator does; its last day was yesterday. */
export async function prepareReview(administrator: ApiClient, open = true): Promise<Prepared> {
  const { id } = await post(administrator, "/v1/compliance/reviews", {
    organization: POPPY,
    instruments: ["english-learner"],
    mode: "online",
    first_day: dayFromToday(-3),
    last_day: dayFromToday(-1),
    open,
  });
  return askForEvidence(administrator, id);
}

/** Adds two items to a review and asks for evidence for the first. */
export async function askForEvidence(administrator: ApiClient, id: string): Promise<Prepared> {
  const items = [
    {
      number: "I-EL 01",
      kind: "core",
      citation: "20 USC 6312(e)(3); EC 313.2",
      text: "Parents are told each year of the program of their child.",
    },
    { number: "I-EL 02", kind: "supporting", citation: "EC 62002.5", text: "Committees of parents meet and advise." },
  ];
  const path = `/v1/compliance/reviews/${id}/items`;
  const withItems = await post(administrator, path, { instrument: "english-learner", items });
  const item = withItems.items.find(({ number }) => number === "I-EL 01")?.id ?? "";
  const page = await post(administrator, `/v1/compliance/items/${item}/evidence-requests`, {
    text: "The annual letter to parents, in each language.",
    due: dayFromToday(10),
  });
  return { id, item, request: page.evidence_requests[0]?.id ?? "" };
}

/** The review as somebody sees it now. */
export async function readReview(client: ApiClient, id: string): Promise<ReviewPage> {
  return (await client.ask("GET", `/v1/compliance/reviews/${id}`)).body as ReviewPage;
}

/** Lets the demo's contributor in, as the LEA's review coordinator does. */
export async function letIn(coordinator: ApiClient, id: string): Promise<void> {
  const { body } = await coordinator.ask("POST", "/v1/users/search", { email: CONTRIBUTOR });
  const [user] = (body as { users: { id: string }[] }).users;
  const { etag } = await coordinator.ask("GET", `/v1/compliance/reviews/${id}`);
  await coordinator.ask(
    "PATCH",
    `/v1/compliance/reviews/${id}/contributors`,
    { add: [user?.id] },
    { "If-Match": etag },
  );
}

/** Has `use` called with files on the disk: larger ones than the browser's driver takes from memory. */
export async function withFiles(
  files: Record<string, { begins: string; size: number }>,
  use: (paths: string[]) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "opentoms-files-"));
  try {
    const paths = Object.entries(files).map(([name, { begins, size }]) => {
      const bytes = Buffer.alloc(size, "\n");
      bytes.write(begins);
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    await use(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file for uploading that is what its name says. */
export function pdf(name: string, size = 4096): { name: string; mimeType: string; buffer: Buffer } {
  const buffer = Buffer.alloc(size, "\n");
  buffer.write("%PDF-1.7\n");
  return { name, mimeType: "application/pdf", buffer };
}

/** Waits for a letter about this review: to `address`, with a subject that says this. */
export async function told(address: string, subject: string, review: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${inject("url")}/dev/mail.json`);
        const { messages } = (await answer.json()) as { messages: { to: string[]; subject: string; text: string }[] };
        return messages.some(
          (letter) => letter.to.includes(address) && letter.subject.includes(subject) && letter.text.includes(review),
        );
      },
      { timeout: 60_000, interval: 500, message: `a letter to ${address}: ${subject}` },
    )
    .toBe(true);
}
