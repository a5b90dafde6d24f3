import type { Page } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { today } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit, choose } from "./browser";

const ANA = "9000000001";
const ELA = "Smarter Balanced for English Language Arts/Literacy";
const MATH = "Smarter Balanced for Mathematics";

let ana: string;

beforeEach(async () => {
  const coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  ana = await coordinator.studentId(ANA);
  await coordinator.reset(ana);
});

const row = (page: Page, name: string) =>
  page.getByRole("table", { name: /Current Active Test Assignments/ }).getByRole("row", { name });

test("the opt-out instructions can be followed step by step: search, Test Assignments, CONDITION CODE, SAVE, SAVE", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test");

  // Select "Students" from the top row of tabs.
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Students" }).click();
  await page.getByRole("heading", { level: 1, name: "Search for Students" }).waitFor();
  expect(await page.title()).toBe("Students | OpenTOMS");

  // Search for the student by SSID or name.
  await page.getByLabel("SSID").fill(ANA);
  await page.getByRole("button", { name: "SEARCH" }).click();
  await page.getByRole("heading", { name: "1 student found" }).waitFor();
  const found = page.getByRole("row", { name: "Álvarez, Ana" });
  expect(await found.innerText()).toMatch(/9000000001\s+Cedar High \(99000010000103\)\s+11\s+EO/);

  // Open the student, select "Test Assignments" along the top tabs.
  await found.getByRole("link", { name: "Álvarez, Ana" }).click();
  await page.getByRole("heading", { level: 1, name: "Álvarez, Ana" }).waitFor();
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await page.getByRole("table", { name: "Current Active Test Assignments for Álvarez, Ana" }).waitFor();
  expect(await row(page, ELA).innerText()).toMatch(/Assigned ✓\s+Online\s+None/);
  expect(await page.getByText("No changes to save.").isVisible()).toBe(true);
  await visit.look("student-test-assignments");

  // Click CONDITION CODE, select PGE, which asks for the written request, and click SAVE.
  await row(page, ELA).getByRole("button", { name: "CONDITION CODE" }).click();
  const dialog = page.getByRole("dialog", { name: "Select Condition Code" });
  await visit.look("student-condition-code");
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await dialog.getByText("Select a condition code.").waitFor();
  await choose(dialog, "PGE: Parent/Guardian exemption");
  await dialog.getByText("the student stays in the number enrolled").waitFor();
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await dialog.getByText("Enter the date the written request was received.").waitFor();
  await visit.look("student-condition-code-refused");
  await dialog.getByLabel("Date the written request was received").fill(today());
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await dialog.waitFor({ state: "hidden" });

  // Now the code is seen for that test, not saved yet.
  await row(page, ELA).getByText("will be set to PGE").waitFor();
  await page.getByText("1 change not saved yet.").waitFor();
  await visit.look("student-staged");
  await row(page, MATH).getByRole("button", { name: "CONDITION CODE" }).click();
  await choose(dialog, "NTE: Not tested medical emergency");
  await dialog.getByText("the student is left out of the number enrolled").waitFor();
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await page.getByText("2 changes not saved yet.").waitFor();

  // Click SAVE at the bottom of the page.
  await page.getByRole("button", { name: "SAVE", exact: true }).click();
  const confirmed = page.getByRole("status").filter({ hasText: "2 changes saved" });
  await confirmed.waitFor();
  const text = await confirmed.innerText();
  expect(text).toContain(`${ELA}: Set to PGE, written request received`);
  expect(text).toContain(`${MATH}: Set to NTE.`);
  expect(text).toMatch(/Saved by Lee Romero, LEA CAASPP coordinator, \w{3} \d+, \d{4}/);
  expect(await row(page, ELA).innerText()).toMatch(/PGE\s+Parent\/Guardian exemption\s+Set by Lee Romero/);
  expect(await row(page, MATH).innerText()).toMatch(/NTE\s+Not tested medical emergency\s+Set by Lee Romero/);
  expect(await page.getByText("No changes to save.").isVisible()).toBe(true);
  await visit.look("student-saved");

  // It lasts, and the history tells who did what.
  await page.reload();
  await row(page, ELA).getByText("PGE", { exact: true }).waitFor();
  await page.getByRole("link", { name: "History of this student" }).click();
  await page.getByRole("heading", { level: 1, name: "History of Álvarez, Ana" }).waitFor();
  const saved = page
    .getByRole("row")
    .filter({ hasText: `Set PGE for ${ELA}, written request received` })
    .first();
  expect(await saved.innerText()).toMatch(/Lee Romero\s+LEA CAASPP coordinator, Poppy Valley Unified \(demo\)/);
  expect(await saved.innerText()).toContain(`Set NTE for ${MATH}.`);
  await visit.look("student-history");
});

test("a code is removed with a reason only, and the history keeps the reason", async () => {
  const coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  await coordinator.save(ana, [{ program: "sb-math", condition_code: "NTE" }]);
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test", `/student?id=${ana}`);
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await row(page, MATH).getByRole("button", { name: "CONDITION CODE" }).click();
  const dialog = page.getByRole("dialog", { name: "Select Condition Code" });
  await choose(dialog, "No code: remove the one recorded");
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await dialog.getByText("Enter the reason.").waitFor();
  await visit.look("student-remove-code");
  await dialog.getByLabel("Reason for removing the code").fill("Entered for the wrong student");
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await row(page, MATH).getByText("code will be removed, reason: Entered for the wrong student").waitFor();
  await page.getByRole("button", { name: "SAVE", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "1 change saved" }).waitFor();
  expect(await row(page, MATH).innerText()).toMatch(/Assigned ✓\s+Online\s+None/);
  await page.getByRole("link", { name: "See it in the history" }).click();
  const text = `Removed NTE from ${MATH}. Reason: Entered for the wrong student.`;
  await page.getByRole("row").filter({ hasText: text }).first().waitFor();
});

test("a test is added and removed by its check box, and one change can be undone alone", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test", `/student?id=${ana}`);
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await choose(page, "California Spanish Assessment");
  await choose(page, MATH);
  await page.getByText("2 changes not saved yet.").waitFor();
  await row(page, MATH).getByText("Not saved yet assignment will be removed").waitFor();
  await row(page, "California Spanish Assessment").getByText("Save the assignment first").waitFor();
  await visit.look("student-assignments-staged");
  await page.getByRole("button", { name: `Undo the change of ${MATH}` }).click();
  await page.getByText("1 change not saved yet.").waitFor();
  expect(await page.getByRole("checkbox", { name: MATH }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "SAVE", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "California Spanish Assessment: Assigned." }).waitFor();
  await row(page, "California Spanish Assessment").getByRole("button", { name: "CONDITION CODE" }).waitFor();
});

test("the whole opt-out is done by keyboard alone", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test", "/students");
  await page.getByRole("heading", { name: "Search for Students" }).waitFor();
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const { activeElement: at } = document;
        const label = at instanceof HTMLInputElement ? (at.labels?.[0]?.innerText ?? "") : "";
        const text = at?.matches("a, button") ? at.textContent : "";
        return `${label} ${at?.getAttribute("aria-label") ?? ""} ${text}`;
      });
      if (name.test(focused)) return;
    }
    throw new Error(`${name.source} is not reached by the Tab key`);
  };
  await tabTo(/SSID/);
  await page.keyboard.type(ANA);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "1 student found" }).waitFor();
  await tabTo(/Álvarez, Ana/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Álvarez, Ana" }).waitFor();
  await tabTo(/^\s*Demographic\s*$/);
  await page.keyboard.press("ArrowRight");
  await page.getByRole("heading", { level: 2, name: "Test Assignments" }).waitFor();
  expect(new URL(page.url()).hash).toBe("#test-assignments");
  await tabTo(/CONDITION CODE for Smarter Balanced for English/);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Select Condition Code" });
  await dialog.waitFor();
  await tabTo(/PGE: Parent/);
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  const [year = "", month = "", date = ""] = today().split("-");
  await page.keyboard.type(`${month}${date}${year}`);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await row(page, ELA).getByText("will be set to PGE").waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/CONDITION CODE for/);
  await tabTo(/^\s*SAVE\s*$/);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: "1 change saved" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("1 change saved");
});
