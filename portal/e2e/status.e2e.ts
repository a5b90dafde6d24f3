import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { localTime } from "../shared/common/times";
import type { Status } from "../shared/common/status";
import { ApiClient } from "./api";
import { Visit, choose } from "./browser";

const ADMINISTRATOR = "state.admin@cde.test";
const HOUR = 3_600_000;

/** A time so many hours from now, as a field has it. */
function inHours(hours: number): string {
  return localTime(new Date(Date.now() + hours * HOUR).toISOString());
}

/** A notice of one system, as the API has it. */
async function posted(client: ApiClient, effect: string, system = "dei"): Promise<{ id: string; version: number }> {
  const notice = { kind: "known-issue", systems: [system], from: inHours(-1), effect };
  const { body } = await client.ask("POST", "/v1/status/notices", notice, { "Idempotency-Key": randomUUID() });
  return body as { id: string; version: number };
}

async function closed(client: ApiClient, { id, version }: { id: string; version: number }): Promise<void> {
  await client.ask("POST", `/v1/status/notices/${id}/closure`, undefined, { "If-Match": `"${version}"` });
}

async function administrator(): Promise<Visit> {
  const visit = await Visit.begin();
  await visit.signIn(ADMINISTRATOR, "/status");
  await visit.page.getByRole("button", { name: "Post a notice" }).waitFor();
  return visit;
}

test("everybody sees how the systems are, at the top of every page and before signing in", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in");
  await page.getByRole("banner").getByRole("link", { name: "Known Issues" }).click();
  await page.getByRole("heading", { level: 1, name: "System status" }).waitFor();
  await page.getByText("Rosters uploaded today may appear tomorrow").waitFor();
  await page.getByText(/^As of .* P[SD]T\. This page is kept up to date\.$/).waitFor();
  expect(await page.getByRole("button", { name: "Post a notice" }).count()).toBe(0);
  await visit.look("status");
  await page.goto("/");
  const cers = page.getByRole("listitem").filter({ hasText: "California Educator Reporting System" });
  await cers.getByText("Known issue").waitFor();
  await page.getByRole("listitem").filter({ hasText: "Moodle" }).getByText("OK").waitFor();
  await visit.look("start-status");
});

test("a notice is posted, changed and closed, and others see it within 30 seconds", async () => {
  const reader = await Visit.begin();
  await reader.page.goto("/status");
  const seen = reader.page.getByRole("listitem").filter({ hasText: "Teacher Hand Scoring System" });
  await seen.first().waitFor();

  const visit = await administrator();
  const { page } = visit;
  await page.getByRole("button", { name: "Post a notice" }).click();
  await page.getByRole("button", { name: "Post the notice" }).click();
  await page.getByRole("link", { name: "Systems: choose at least one" }).waitFor();
  await visit.look("status-gaps");
  await page.getByLabel("Kind").selectOption("downtime");
  await choose(page, "Teacher Hand Scoring System");
  await page.getByLabel("Effect").fill("Scores cannot be entered.");
  await page.getByRole("button", { name: "Post the notice" }).click();
  await page.getByRole("link", { name: /^To: a planned downtime needs an end/ }).waitFor();
  await visit.look("status-refused");
  await page.getByLabel("To", { exact: true }).fill(inHours(2));
  await page.getByRole("button", { name: "Post the notice" }).click();
  await page.getByText("The notice is posted.").waitFor();
  await page
    .getByRole("banner")
    .getByRole("link", { name: /System Downtime 1/ })
    .waitFor();
  await visit.look("status-posted");
  const before = Date.now();
  await reader.page.getByText("Scores cannot be entered.").waitFor({ timeout: 60_000 });
  // 30 seconds until the page asks again, and as long as the answer is kept.
  expect(Date.now() - before).toBeLessThan(45_000);

  await page.getByRole("button", { name: "Change the notice of Teacher Hand Scoring System" }).click();
  await page.getByLabel("Effect").fill("Scores cannot be entered before noon.");
  await page.getByRole("button", { name: "Save the notice" }).click();
  await page.getByText("The notice is changed.").waitFor();
  await page.getByText("Scores cannot be entered before noon.").waitFor();
  await page.getByRole("button", { name: "Close the notice of Teacher Hand Scoring System" }).click();
  await page.getByRole("dialog", { name: "Close this notice?" }).waitFor();
  await visit.look("status-close");
  await page.getByRole("dialog").getByRole("button", { name: "Close the notice" }).click();
  await page.getByText("The notice is closed.").waitFor();
  await page.getByText("Scores cannot be entered before noon.").waitFor({ state: "detached" });
});

test("who is overtaken sees what the other made of the notice, and keeps what was typed", async () => {
  const client = await ApiClient.signIn(ADMINISTRATOR);
  const notice = await posted(client, "Before.");
  const visit = await administrator();
  const { page } = visit;
  await page.getByRole("button", { name: "Change the notice of Data Entry Interface" }).click();
  await page.getByLabel("Effect").fill("Mine.");
  const theirs = { kind: "known-issue", systems: ["dei"], from: inHours(-1), effect: "Theirs." };
  await client.ask("PUT", `/v1/status/notices/${notice.id}`, theirs, { "If-Match": `"${notice.version}"` });
  await page.getByRole("button", { name: "Save the notice" }).click();
  await page.getByRole("heading", { name: "Somebody changed this notice after you opened it" }).waitFor();
  await page.getByText("Effect: Theirs.").waitFor();
  expect(await page.getByLabel("Effect").inputValue()).toBe("Mine.");
  await visit.look("status-conflict");
  await page.getByRole("button", { name: "Save the notice" }).click();
  await page.getByText("The notice is changed.").waitFor();
  await closed(client, { ...notice, version: notice.version + 2 });
});

test("when the service cannot be reached, the page tells what was known and as of when", async () => {
  const { status } = await (async () => {
    const answer = await fetch(`${inject("url")}/v1/status`);
    return { status: (await answer.json()) as Status };
  })();
  const visit = await Visit.begin();
  const { page } = visit;
  await page.route("**/v1/**", (route) => route.abort());
  await page.route("**/status.json", (route) => route.fulfill({ json: { ...status, as_of: "2026-11-29T20:00:00Z" } }));
  await page.goto("/status");
  await page.getByRole("heading", { name: "The service cannot be reached" }).waitFor();
  await page.getByText("This is what was known as of Nov 29, 2026, 12:00 PM PST.").waitFor();
  await page.getByRole("banner").getByText("as of Nov 29, 2026, 12:00 PM").waitFor();
  await visit.look("status-old");

  await page.route("**/status.json", (route) => route.abort());
  await page.reload();
  await page.getByRole("heading", { name: "The status cannot be read at the moment" }).waitFor();
  await visit.look("status-unknown");
  await page.unroute("**/v1/**");
  await page.getByText("This page is kept up to date.").waitFor({ timeout: 40_000 });
  // The browser's own lines about the requests that this test cut off.
  expect(visit.complaints.splice(0).every((line) => line.includes("net::ERR_FAILED"))).toBe(true);
});

test("the status fits on a telephone, where it is posted too", async () => {
  const visit = await Visit.begin({ width: 320, height: 640 });
  await visit.signIn(ADMINISTRATOR, "/status");
  const { page } = visit;
  await page.getByRole("button", { name: "Post a notice" }).click();
  await page.getByRole("heading", { name: "Post a notice" }).waitFor();
  await visit.look("status-320");
  await page.getByRole("button", { name: "Cancel" }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("post");
});
