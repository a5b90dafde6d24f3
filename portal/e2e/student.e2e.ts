import type { Page } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import type { Schemas } from "../shared/common/api";
import { today } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit, choose } from "./browser";

const ELA = "Smarter Balanced for English Language Arts/Literacy";
const MATH = "Smarter Balanced for Mathematics";

let coordinator: ApiClient;
let bo: string;

beforeEach(async () => {
  coordinator = await ApiClient.signIn("lea.coordinator@poppy.test");
  bo = await coordinator.studentId("9000000002");
  await coordinator.reset(bo);
});

const row = (page: Page, name: string) =>
  page.getByRole("table", { name: /Current Active Test Assignments/ }).getByRole("row", { name });

const saveButton = (page: Page) => page.getByRole("button", { name: "SAVE", exact: true });

async function stageNte(page: Page, test: string): Promise<void> {
  await row(page, test).getByRole("button", { name: "CONDITION CODE" }).click();
  const dialog = page.getByRole("dialog", { name: "Select Condition Code" });
  await choose(dialog, "NTE");
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await row(page, test).getByText("will be set to NTE").waitFor();
}

async function open(visit: Visit, id: string, username = "lea.coordinator@poppy.test"): Promise<Page> {
  const { page } = visit;
  await visit.signIn(username, `/student?id=${id}`);
  await page.getByRole("tab", { name: "Test Assignments" }).click();
  await page.getByRole("heading", { level: 2, name: "Test Assignments" }).waitFor();
  return page;
}

test("each tab has an address: loading again and the back button lead to it", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test", `/student?id=${bo}`);
  await page.getByRole("heading", { level: 1, name: "O'Neil, Bo" }).waitFor();
  for (const [tab, shown] of [
    ["Demographic", "Demographic Fields That Lock at Testing"],
    ["Test Settings", "How each test is given"],
    ["Unlisted Resources", "No request for unlisted resources has been submitted"],
    ["Score Status", "How far scoring is"],
    ["Reporting", "What each test counts for"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByText(shown).first().waitFor();
    await visit.look(`student-${tab.toLowerCase().replace(" ", "-")}`);
  }
  await page.reload();
  await page.getByRole("heading", { level: 2, name: "Reporting" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 2, name: "Score Status" }).waitFor();
  await page.getByRole("tab", { name: "Score Status" }).press("Home");
  await page.getByRole("heading", { level: 2, name: "Demographic" }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("heading", { level: 2, name: "Reporting" }).waitFor();
});

test("two people at two browsers: the second is shown what changed, keeps one change, drops another, and saves", async () => {
  const visit = await Visit.begin();
  const page = await open(visit, bo);
  await stageNte(page, ELA);
  await stageNte(page, MATH);
  await coordinator.save(bo, [{ program: "sb-ela", condition_code: "PGE", request_received_on: today() }]);
  await saveButton(page).click();
  await page.getByRole("heading", { name: "Somebody changed this student after you opened the page" }).waitFor();
  const conflict = page.getByRole("region", { name: /Somebody changed this student/ });
  const theirs = conflict.getByRole("row", { name: ELA });
  expect(await theirs.innerText()).toMatch(/Assigned, no condition code[\s\S]*Assigned, PGE, request received/);
  expect(await theirs.innerText()).toMatch(/set by Lee Romero, LEA CAASPP coordinator/);
  const untouched = conflict.getByRole("row", { name: MATH });
  expect(await untouched.innerText()).toContain("Not changed");
  await visit.look("student-conflict");
  await conflict.getByRole("button", { name: "SAVE what I keep" }).click();
  await conflict.getByText("Decide about each of your changes first").waitFor();
  await choose(theirs, "Drop my change");
  await conflict.getByRole("button", { name: "SAVE what I keep" }).click();
  await page.getByRole("status").filter({ hasText: `1 change saved` }).waitFor();
  expect(await row(page, ELA).innerText()).toContain("PGE");
  expect(await row(page, MATH).innerText()).toContain("NTE");
});

test("what somebody else made impossible is dropped, and says why", async () => {
  const visit = await Visit.begin();
  const page = await open(visit, bo);
  await choose(page, MATH);
  await coordinator.save(bo, [{ program: "sb-math", condition_code: "NTE" }]);
  await saveButton(page).click();
  await page
    .getByText("No longer possible: A condition code is recorded for this test; remove the code first.")
    .waitFor();
  await page.getByRole("button", { name: "Go on with the current state" }).click();
  await page.getByText("No changes to save.").waitFor();
  expect(await row(page, MATH).innerText()).toContain("NTE");
});

test("a refused save says so at the top and at its row, and keeps what was staged", async () => {
  const visit = await Visit.begin();
  const page = await open(visit, bo);
  await row(page, ELA).getByRole("button", { name: "CONDITION CODE" }).click();
  const dialog = page.getByRole("dialog", { name: "Select Condition Code" });
  await choose(dialog, "PGE");
  await dialog.getByLabel("Date the written request was received").fill("2020-01-01");
  await dialog.getByRole("button", { name: "SAVE" }).click();
  await saveButton(page).click();
  await page.getByRole("heading", { name: "Nothing was saved: Some of the changes cannot be made" }).waitFor();
  const why = "The written request must be for this school year";
  await row(page, ELA).getByText(why).waitFor();
  await page.getByRole("alert").getByText(why).waitFor();
  await row(page, ELA).getByText("will be set to PGE").waitFor();
  await visit.look("student-refused");
  await page.getByRole("alert").getByRole("link").click();
  expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe("CONDITION CODE");
});

test("a save without an answer can be sent again, and is made once", async () => {
  const visit = await Visit.begin();
  const page = await open(visit, bo);
  await stageNte(page, ELA);
  const keys: string[] = [];
  let answers = 0;
  await page.route("**/test-assignments", async (route) => {
    keys.push((await route.request().headerValue("Idempotency-Key")) ?? "");
    answers += 1;
    if (answers > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await saveButton(page).click();
  await page.getByRole("heading", { name: "It is not known whether your changes were saved" }).waitFor();
  await visit.look("student-unsettled");
  visit.complaints.length = 0;
  await saveButton(page).click();
  await page.getByRole("status").filter({ hasText: "1 change saved" }).waitFor();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(keys[1]).toBe(keys[0]);
});

test("nobody leaves with staged changes unawares: by a link, by signing out, by closing", async () => {
  const visit = await Visit.begin();
  const page = await open(visit, bo);
  await stageNte(page, ELA);
  const dialog = page.getByRole("dialog", { name: "1 change not saved" });
  const main = page.getByRole("navigation", { name: "Main" });
  await main.getByRole("link", { name: "Students" }).click();
  await dialog.waitFor();
  await visit.look("student-unsaved");
  await dialog.getByRole("button", { name: "Go back to the changes" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Demographic" }).click();
  await page.getByText("1 change not saved yet.").waitFor();

  const asked = page.waitForEvent("dialog");
  const reloading = page.reload({ timeout: 2000 }).catch(() => undefined);
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await reloading;
  await page.getByText("1 change not saved yet.").waitFor();

  await main.getByRole("link", { name: "Students" }).click();
  await dialog.getByRole("button", { name: "Discard changes" }).click();
  await page.getByRole("heading", { level: 1, name: "Search for Students" }).waitFor();
  const student = await coordinator.ask("GET", `/v1/students/${bo}`);
  expect(JSON.stringify(student.body)).not.toContain('"condition_code":"NTE"');
});

const REDWOOD = "lea.coordinator@redwood.test";
const REDWOOD_ROLE = { role: "lea-caaspp-coordinator", organization: "99000020000000", year: "2026-27" };

test.each<[string, Schemas["UserChange"], (administrator: ApiClient) => Promise<void>]>([
  [
    "deactivates the account",
    { state: "deactivated" },
    (administrator) => administrator.changeUser(REDWOOD, { state: "active" }),
  ],
  [
    "takes the role away",
    { roles: { remove: [REDWOOD_ROLE] } },
    (administrator) => administrator.giveRole(REDWOOD, REDWOOD_ROLE),
  ],
])("whoever %s while the page is open stops its save: nothing of the student stays", async (_, change, undo) => {
  const fay = await (await ApiClient.signIn(REDWOOD)).studentId("9000000006");
  const administrator = await ApiClient.signIn("state.admin@cde.test");
  const visit = await Visit.begin();
  const page = await open(visit, fay, REDWOOD);
  await stageNte(page, ELA);
  await administrator.changeUser(REDWOOD, change);
  try {
    await saveButton(page).click();
    await page.getByRole("heading", { level: 1, name: "Nothing was saved" }).waitFor();
    await page.getByText("your access to this student has ended").waitFor();
    const left = await page.evaluate(() => document.documentElement.outerHTML);
    expect(left).not.toMatch(/Park|9000000006|Grove High/);
    await page.getByRole("link", { name: "Sign in again" }).waitFor();
    await visit.look("student-access-ended");
  } finally {
    await undo(administrator);
  }
});

test("the ELPAC coordinator sees the codes and why they are greyed", async () => {
  await coordinator.save(bo, [{ program: "sb-ela", condition_code: "NTE" }]);
  const visit = await Visit.begin();
  const page = await open(visit, bo, "elpac.coordinator@poppy.test");
  expect(await row(page, ELA).innerText()).toContain("NTE");
  const button = row(page, ELA).getByRole("button", { name: "CONDITION CODE" });
  expect(await button.getAttribute("aria-disabled")).toBe("true");
  await row(page, ELA).getByText("Your role does not allow this for CAASPP tests.").waitFor();
  await button.focus();
  await page.keyboard.press("Enter");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await visit.look("student-elpac-coordinator");
});

test("a student of another LEA is not found, like one who does not exist, and an address without an id", async () => {
  const redwoods = await ApiClient.signIn("lea.coordinator@redwood.test");
  const fay = await redwoods.studentId("9000000006");
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test", `/student?id=${fay}`);
  const heading = page.getByRole("heading", { level: 1, name: "Student not found in your organization" });
  for (const address of [`/student?id=${fay}`, `/student-history?id=${fay}`, "/student?id=a", "/student"]) {
    await page.goto(address);
    await heading.waitFor();
  }
  await visit.look("student-not-found");
});

test("on a telephone and at 200 % zoom nothing is wider than the screen, and all can be done", async () => {
  for (const width of [320, 640]) {
    const visit = await Visit.begin({ width, height: 700 });
    const page = await open(visit, bo);
    await coordinator.reset(bo);
    await page.reload();
    await stageNte(page, ELA);
    await fits(page);
    await visit.look(`student-staged-${width}`);
    await row(page, MATH).getByRole("button", { name: "CONDITION CODE" }).click();
    await fits(page);
    await visit.look(`student-condition-code-${width}`);
    await page.keyboard.press("Escape");
    await saveButton(page).click();
    await page.getByRole("status").filter({ hasText: "1 change saved" }).waitFor();
    await visit.look(`student-saved-${width}`);
    await page.goto("/students");
    await page.getByRole("button", { name: "SEARCH" }).click();
    await page.getByRole("heading", { name: "Students 1 to 50; there are more" }).waitFor();
    await fits(page);
    await visit.look(`students-${width}`);
    await page.goto(`/student-history?id=${bo}`);
    await page.getByRole("heading", { name: "History of" }).waitFor();
    await fits(page);
    await visit.look(`student-history-${width}`);
  }
});

async function fits(page: Page): Promise<void> {
  const { wide, screen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(screen);
}
