import { expect, test } from "vitest";
import { Visit } from "./browser";
import { Caller } from "./people";

const COORDINATOR = "lea.coordinator@poppy.test";

async function at(path: string): Promise<Visit> {
  await Caller.signedIn(COORDINATOR);
  const visit = await Visit.begin();
  await visit.signIn(COORDINATOR, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

test("printed, a list is its title and all its rows; what one navigates and searches with stays on the screen", async () => {
  const visit = await at("/users");
  const { page } = visit;
  await page.getByRole("columnheader", { name: "Roles" }).waitFor();
  const rows = await page.locator("tbody tr").count();
  await page.emulateMedia({ media: "print" });
  await visit.look("users-print");
  expect(await page.getByRole("heading", { level: 1, name: "Users" }).isVisible()).toBe(true);
  expect(await page.locator("tbody tr:visible").count()).toBe(rows);
  for (const part of [".ot-header", ".ot-nav", ".ot-footer", "form", "button"]) {
    expect(await page.locator(`${part}:visible`).count(), `${part} on paper`).toBe(0);
  }
  expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
});

test("a file that takes long can be cancelled: none is saved, the page says so, and the next one is whole", async () => {
  const visit = await at("/students");
  const { page } = visit;
  await page.getByRole("button", { name: "SEARCH" }).click();
  await page.getByRole("heading", { name: "Students 1 to 50; there are more" }).waitFor();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/v1/students/search", async (route) => {
    if ((route.request().postDataJSON() as { cursor?: string }).cursor !== undefined) await held;
    await route.continue();
  });
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  const save = page.getByRole("button", { name: "Save as CSV" });
  await save.click();
  await page.getByText("Reading for the file: 100 students so far …").waitFor();
  await visit.look("students-file-under-way");
  await page.getByRole("button", { name: "Cancel the file" }).click();
  await page.getByText("Cancelled: no file was saved.").waitFor();
  expect(await save.evaluate((button) => button === document.activeElement)).toBe(true);
  await visit.look("students-file-cancelled");
  release();

  const download = page.waitForEvent("download");
  await save.click();
  await download;
  await page.getByText(/^The file holds \d+ students\.$/).waitFor();
  expect(downloads).toBe(1);
});
