import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { day } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit } from "./browser";
import { ADMINISTRATOR, COORDINATOR, MONITOR, dayFromToday, prepareReview } from "./reviews";

async function at(username: string, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, "/review-reports");
  await visit.page.getByRole("heading", { level: 1, name: "Review reports" }).waitFor();
  return visit;
}

async function saved({ page }: Visit): Promise<string[]> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  return readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
}

test("an LEA sees what is open and when it is due, goes there, saves and prints it", async () => {
  const { id, request } = await prepareReview(await ApiClient.signIn(ADMINISTRATOR));
  const visit = await at(COORDINATOR);
  const { page } = visit;
  const link = page.locator(`a[href="/review?id=${id}#evidence-request-${request}"]`);
  await link.waitFor();
  await page
    .getByRole("row", { name: new RegExp(`${day(dayFromToday(10))}.*in 10 days`) })
    .first()
    .waitFor();
  await visit.look("review-reports-lea");
  const lines = await saved(visit);
  expect(lines[0]).toBe("\uFEFFDue,Overdue,Kind,Item,What,Program instrument,Program,LEA");
  expect(lines.filter((line) => line.includes("I-EL 01")).length).toBeGreaterThan(0);
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("button:visible, .ot-nav:visible").count()).toBe(0);
  await visit.look("review-reports-print");
  await page.emulateMedia({ media: "screen" });
  await link.click();
  await page.locator(`#evidence-request-${request}`).waitFor();
});

test("a monitor sees how much was submitted for each program instrument, and in which reviews it lacks", async () => {
  await prepareReview(await ApiClient.signIn(ADMINISTRATOR));
  const visit = await at(MONITOR);
  const { page } = visit;
  const sum = page.getByRole("table", { name: "Submissions by program instrument" }).locator("tbody tr");
  await sum.filter({ hasText: "English Learner" }).waitFor();
  expect(await sum.count()).toBe(1);
  await visit.look("review-reports-cde");
  const open = await page.getByRole("table", { name: "Submissions by review" }).locator("tbody tr").count();
  await page.getByLabel("State of the reviews").selectOption("");
  const all = await page.getByRole("table", { name: "Submissions by review" }).locator("tbody tr").count();
  expect(all).toBeGreaterThanOrEqual(open);
  const lines = await saved(visit);
  expect(lines).toHaveLength(all + 1);
  await page.getByLabel("State of the reviews").selectOption("cancelled");
  await page.getByText(/^(No reviews|\d+ reviews?)$/).waitFor();
});

test("a report that takes long is stopped, and made when it is asked for again", async () => {
  const visit = await at(ADMINISTRATOR, { width: 320, height: 640 });
  const { page } = visit;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/v1/compliance/reports/submissions*", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload();
  await page.getByText(/^Reading: \d+ reviews so far …$/).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("Stopped: there is no report").waitFor();
  await visit.look("review-reports-stopped");
  release();
  await page.getByRole("button", { name: "Make the report" }).click();
  await page.getByLabel("State of the reviews").waitFor();
  await visit.look("review-reports-320");
});
