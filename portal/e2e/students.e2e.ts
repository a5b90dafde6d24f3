import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Schemas } from "../shared/common/api";
import { ApiClient } from "./api";
import { PASSWORD, Visit } from "./browser";

const search = (page: Page) => page.getByRole("button", { name: "SEARCH" }).click();

async function atSearch(username = "lea.coordinator@poppy.test"): Promise<Visit> {
  const visit = await Visit.begin();
  await visit.signIn(username, "/students");
  await visit.page.getByRole("heading", { level: 1, name: "Search for Students" }).waitFor();
  return visit;
}

const names = async (page: Page) => page.locator("tbody th").allInnerTexts();

test("students are found without typing accents, apostrophes or capitals; CLEAR empties everything", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await visit.look("students");
  await page.getByLabel("Last Name").fill("alvarez");
  await page.getByLabel("First Name").fill("ana");
  await search(page);
  await page.getByRole("link", { name: "Álvarez, Ana" }).first().waitFor();
  await page.getByRole("button", { name: "CLEAR" }).click();
  expect(await page.getByLabel("Last Name").inputValue()).toBe("");
  expect(await page.getByRole("table").count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("ssid");
  await page.getByLabel("Last Name").fill("oneil");
  await search(page);
  await page.getByRole("link", { name: "O'Neil, Bo" }).waitFor();
});

test("all seven criteria narrow the search, and a search that finds nobody says what to do", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await page.getByLabel("Organization").selectOption({ label: "Cedar High (99000010000103)" });
  await page.getByLabel("Grade").selectOption("11");
  await page.getByLabel("English Language Acquisition Status").selectOption("EL");
  await search(page);
  await page.getByRole("heading", { name: /students? found/ }).waitFor();
  const rows = await page.locator("tbody tr").allInnerTexts();
  expect(rows.length).toBeGreaterThan(0);
  for (const text of rows) expect(text).toMatch(/Cedar High \(99000010000103\)\s+11\s+EL/);
  await page.getByRole("button", { name: "CLEAR" }).click();
  await page.getByLabel("Unlisted Resources").selectOption("true");
  await search(page);
  await page.getByRole("heading", { name: /students? found/ }).waitFor();
  for (const text of await page.locator("tbody tr").allInnerTexts()) {
    expect(text).toMatch(/(Submitted|Approved|Not approved)[^\n]*\s+\w+ \d+, \d{4}/);
  }
  await visit.look("students-found");
  await page.getByLabel("Last Name").fill("Nobody of this name");
  await search(page);
  await page.getByRole("heading", { name: "No students found" }).waitFor();
  await visit.look("students-none");
});

test("an SSID that is none is told at its field, and nothing typed is lost", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await page.getByLabel("SSID").fill("123");
  await page.getByLabel("Last Name").fill("Alv");
  await search(page);
  await page.getByRole("heading", { name: "The search was not made" }).waitFor();
  expect(await page.getByLabel("SSID").getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByLabel("Last Name").inputValue()).toBe("Alv");
  await visit.look("students-refused");
});

test("an empty search lists everybody, page by page, forwards and back, and as one file", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await search(page);
  await page.getByRole("heading", { name: "Students 1 to 50; there are more" }).waitFor();
  const first = await names(page);
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByRole("heading", { name: "Students 51 to 100; there are more" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("found");
  expect(await names(page)).not.toEqual(first);
  await page.getByRole("button", { name: "Previous page" }).click();
  await page.getByRole("heading", { name: "Students 1 to 50; there are more" }).waitFor();
  expect(await names(page)).toEqual(first);
  await visit.look("students-everybody");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^students-\d{4}-\d\d-\d\d\.csv$/);
  const lines = readFileSync(await file.path(), "utf8")
    .trimEnd()
    .split("\r\n");
  const [, count = ""] =
    /The file holds ([\d,]+) students\./.exec(await page.getByText("The file holds").innerText()) ?? [];
  expect(lines).toHaveLength(Number(count.replace(",", "")) + 1);
  expect(lines.length).toBeGreaterThan(101);
  expect(lines[0]).toBe("\uFEFFNo.,Name,SSID,School,School code,Grade,ELAS,Unlisted Resources,UR Submitted Date");
  expect(
    lines.filter((line) => line.includes('"Álvarez, Ana",9000000001,Cedar High,99000010000103,11,EO,,')),
  ).toHaveLength(1);
});

test("going back from a student shows the search as it was, and nothing of it stands in address or storage", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await page.getByLabel("Last Name").fill("alvarez");
  await search(page);
  await page.getByRole("link", { name: "Álvarez, Ana" }).first().click();
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await page.getByRole("tab", { name: "Reporting" }).click();
  await page.getByRole("link", { name: "Back to the search" }).click();
  await page.getByRole("heading", { name: /students? found/ }).waitFor();
  expect(await page.getByLabel("Last Name").inputValue()).toBe("alvarez");
  expect(await page.getByRole("link", { name: "Álvarez, Ana" }).first().isVisible()).toBe(true);
  expect(page.url()).toMatch(/\/students$/);
  const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, history.state]));
  expect(kept).toBe("[{},{},null]");
});

test("whoever goes back after the session has ended sees nothing of what was there", async () => {
  const visit = await atSearch();
  const { page } = visit;
  await page.getByLabel("Last Name").fill("alvarez");
  await search(page);
  await page.getByRole("link", { name: "Álvarez, Ana" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Álvarez, Ana" }).waitFor();
  await page.evaluate(() => fetch("/v1/session", { method: "DELETE" }));
  await page.evaluate(() => history.back());
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  expect(await page.content()).not.toMatch(/lvarez/);
});

test("a role of one school has no organization to choose", async () => {
  const visit = await atSearch("lea.coordinator@estuary.test");
  const { page } = visit;
  expect(await page.getByRole("combobox", { name: "Organization" }).count()).toBe(0);
  await search(page);
  await page.getByRole("link", { name: "Ortiz, Eli" }).waitFor();
});

test("a test administrator without affidavit is led to it", async () => {
  const who = "contributor@poppy.test";
  const role = { role: "test-administrator", organization: "99000010000103", year: "2026-27" };
  const coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  await coordinator.giveRole(who, role);
  try {
    const visit = await Visit.begin();
    const { page } = visit;
    // Of two roles one is chosen before the page is opened.
    await page.goto("/sign-in");
    await page.evaluate(
      async ([credentials, chosen]) => {
        const send = (method: string, path: string, body: unknown) =>
          fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
        const session = (await (await send("POST", "/v1/session", credentials)).json()) as Schemas["Session"];
        await send("POST", "/v1/session/terms", { version: session.terms.version });
        await send("PUT", "/v1/session/role", chosen);
      },
      [{ username: who, password: PASSWORD }, role] as const,
    );
    await page.goto("/students");
    await search(page);
    await page.getByRole("heading", { name: "Sign the test security affidavit first" }).waitFor();
    const link = page.getByRole("link", { name: "Go to the affidavits" });
    expect(await link.getAttribute("href")).toBe("/account#affidavits");
    await visit.look("students-affidavit");
  } finally {
    await coordinator.changeUser(who, { roles: { remove: [role] } });
  }
});

test("the history is told to be for others where the role may not see it", async () => {
  const coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  const bo = await coordinator.studentId("9000000002");
  const visit = await atSearch("superintendent@poppy.test");
  const { page } = visit;
  await page.goto(`/student-history?id=${bo}`);
  await page.getByRole("heading", { name: "Your role does not allow this" }).waitFor();
  await page.getByText("shown to the LEA CAASPP and LEA ELPAC coordinators").waitFor();
  await visit.look("student-history-forbidden");
});

test("the history pages back to the beginning and is kept as a file", async () => {
  const coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  const ana = await coordinator.studentId("9000000001");
  for (let views = 0; views < 51; views += 1) await coordinator.ask("GET", `/v1/students/${ana}`);
  const visit = await atSearch();
  const { page } = visit;
  await page.goto(`/student-history?id=${ana}`);
  await page.getByRole("heading", { name: "History of Álvarez, Ana" }).waitFor();
  await page.getByRole("button", { name: "Next page" }).click();
  await page.getByText("Page 2", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Previous page" }).click();
  await page.getByText("Page 1", { exact: true }).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
  await page.getByText(/The file holds \d+ entries\./).waitFor();
  expect(lines[0]).toBe("\uFEFFWhen,When (UTC),Name,Role,Organization,What,Right,Request");
  expect(lines.at(-1)).toContain("The student came with an import.");
  expect(lines.length).toBeGreaterThan(52);
});
