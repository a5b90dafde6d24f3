import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Visit } from "./browser";

// The pictures of the documentation: what a coordinator of the demo sees, in one window's size.

const FOLDER = resolve(import.meta.dirname, "../../docs/screens");
const WINDOW = { width: 1200, height: 820 };
const MOST_BYTES = 150 * 1024;
const COORDINATOR = "lea.coordinator@poppy.test";

async function shot(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => scrollTo(0, 0));
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  expect(picture.length, name).toBeLessThan(MOST_BYTES);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(resolve(FOLDER, `${name}.png`), picture);
}

test("sign-in, home and the lists", async () => {
  const visit = await Visit.begin(WINDOW);
  const { page } = visit;
  await page.goto("/sign-in");
  await shot(page, "sign-in");
  await visit.signIn(COORDINATOR);
  await shot(page, "home");
  for (const name of ["users", "account", "affidavits"]) {
    await page.goto(`/${name}`);
    await shot(page, name);
  }
});

test("a student, from the search to the condition code", async () => {
  const visit = await Visit.begin(WINDOW);
  const { page } = visit;
  await visit.signIn(COORDINATOR, "/students");
  await page.getByLabel("Last name").fill("a");
  await page.getByRole("button", { name: "SEARCH" }).click();
  await page.getByRole("heading", { name: /students? found/ }).waitFor();
  await shot(page, "students");
  await page.getByRole("link", { name: "Álvarez, Ana" }).click();
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await page.getByRole("table", { name: /Current Active Test Assignments/ }).waitFor();
  await shot(page, "student");
  await page.getByRole("button", { name: "CONDITION CODE" }).first().click();
  await page.getByRole("dialog", { name: "Select Condition Code" }).waitFor();
  await shot(page, "condition-code");
});

test("a compliance review with its findings", async () => {
  const visit = await Visit.begin(WINDOW);
  const { page } = visit;
  await visit.signIn("review.coordinator@poppy.test", "/reviews");
  await page
    .getByRole("link", { name: /Poppy Valley/ })
    .last()
    .click();
  await page.getByText("3 findings").first().waitFor();
  await shot(page, "review");
});

test("a bulletin as its editor sees it, and the status of the systems", async () => {
  const visit = await Visit.begin(WINDOW);
  const { page } = visit;
  await visit.signIn("editor@cde.test", "/edit-bulletins");
  await page.getByRole("link", { name: /demo/ }).first().click();
  await page.getByRole("button", { name: "Take off the schedule" }).click();
  await page.getByText("It is a draft again.").waitFor();
  await page.reload();
  await shot(page, "bulletin");
  await page.goto("/status");
  await page.getByText("This page is kept up to date.").waitFor();
  await shot(page, "status");
});
