import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Visit, letterTo } from "./browser";
import { Caller, activated } from "./people";

const EDITOR = "editor@cde.test";

/** A day so many days from now, as fields have it. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function at(username: string, path: string, size?: { width: number; height: number }): Promise<Visit> {
  await Caller.signedIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

test("everybody reads the calendar, by month and kind, and takes it along as a file", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/");
  await page.getByRole("link", { name: "Calendar of trainings and test windows" }).click();
  await page.getByRole("heading", { name: "Calendar", level: 1 }).waitFor();
  await page
    .getByRole("heading", { name: /^Coffee Session/ })
    .first()
    .waitFor();
  await page
    .getByRole("link", { name: /^Sign in to register for Coffee Session/ })
    .first()
    .waitFor();
  await visit.look("calendar");
  await page.getByLabel("Kind").selectOption("opportunity");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("link", { name: /^Apply for CAST/ }).waitFor();
  expect(await page.getByRole("heading", { name: /^Coffee Session/ }).count()).toBe(0);
  await visit.look("calendar-opportunities");
  await page.getByLabel("Kind").selectOption("");
  await page.getByRole("button", { name: "Show" }).click();
  await page
    .getByRole("heading", { name: /^Coffee Session/ })
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Earlier" }).click();
  await page
    .getByRole("link", { name: /^Recording of/ })
    .first()
    .waitFor();
  await visit.look("calendar-recordings");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save all as a calendar file" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("BEGIN:VEVENT");
});

test("months without events say so, and an event that is not there is not found", async () => {
  const visit = await Visit.begin();
  await visit.page.goto("/calendar?month=2019-01");
  await visit.page.getByText("Nothing is in the calendar for these months yet.").waitFor();
  await visit.look("calendar-empty");
  await visit.page.goto(`/calendar?event=${"a".repeat(26)}`);
  await visit.page.getByRole("alert").waitFor();
  await visit.look("calendar-absent");
});

test("somebody registers for a series, has it at home and by letter, and ends it again", async () => {
  const username = await activated();
  const visit = await at(username, "/calendar?kind=training");
  const { page } = visit;
  const register = page.getByRole("button", { name: /^Register for Coffee Session/ }).first();
  await register.click();
  await page.getByText(/^You are registered for Coffee Session.* and all of the series Coffee Sessions/).waitFor();
  await page
    .getByRole("link", { name: /^Join Coffee Session/ })
    .first()
    .waitFor();
  await visit.look("calendar-registered");
  const letter = await letterTo(username, /^You are registered: Coffee Session/);
  expect(letter.text).toContain("Pacific Time");
  expect(letter.text).toContain("/calendar?event=");
  await page.goto("/");
  const next = page.getByRole("region", { name: "Your next trainings" });
  await next
    .getByRole("link", { name: /^Coffee Session/ })
    .first()
    .click();
  await page.getByRole("button", { name: /^End registration for/ }).click();
  await visit.look("calendar-end");
  await page.getByRole("button", { name: "End it" }).click();
  await page.getByText("You are not registered for Coffee Sessions any more.").waitFor();
  await page.goto("/");
  await next.getByText("You are not registered for a training to come.").waitFor();
});

test("the editor enters, corrects, changes and withdraws a training, and sees who registered", async () => {
  const visit = await at(EDITOR, "/edit-calendar");
  const { page } = visit;
  await page
    .getByRole("rowheader", { name: /^Coffee Session/ })
    .first()
    .waitFor();
  await visit.look("edit-calendar");
  await page.getByRole("button", { name: "New training" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Title: must be filled in" }).waitFor();
  await visit.look("edit-calendar-missing");
  const title = `Question hour ${Date.now()}`;
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Host").fill("CDE");
  await page.getByLabel("For whom").fill("Everybody");
  await page.getByLabel("Begins").fill(`${inDays(20)}T09:30`);
  await page.getByLabel("Ends").fill(`${inDays(20)}T09:00`);
  await page.getByLabel("Registration").selectOption("own");
  await page.getByLabel("Places").fill("1");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Ends: must be later than the beginning" }).waitFor();
  await visit.look("edit-calendar-refused");
  await page.getByLabel("Ends").fill(`${inDays(20)}T10:00`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`${title} is in the calendar.`).waitFor();

  const username = await activated();
  const other = await at(username, "/calendar?kind=training");
  await other.page.getByRole("button", { name: `Register for ${title}` }).click();
  await other.page.getByText(`You are registered for ${title}.`).waitFor();

  await page.getByRole("button", { name: `Registrations for ${title}` }).click();
  await page.getByText("1 person").waitFor();
  await visit.look("edit-calendar-registrations");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save as CSV" }).click();
  expect(
    readFileSync(await (await download).path(), "utf8")
      .trimEnd()
      .split("\n"),
  ).toHaveLength(2);
  await page.getByRole("button", { name: "Back to the calendar" }).click();

  await page.getByRole("button", { name: `Change ${title}` }).click();
  await page.getByLabel("Ends").fill(`${inDays(20)}T11:00`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`${title} is changed.`).waitFor();
  await page.getByRole("button", { name: `Withdraw ${title}` }).click();
  await visit.look("edit-calendar-withdraw");
  await page.getByRole("button", { name: "Withdraw it" }).click();
  await page.getByText(`${title} is withdrawn.`).waitFor();
});

test("who is overtaken by another editor sees what changed and loses nothing", async () => {
  const visit = await at(EDITOR, "/edit-calendar");
  const { page } = visit;
  const editor = await Caller.signedIn(EDITOR);
  const title = `Item review ${Date.now()}`;
  const opportunity = { dates: "In spring", closes_on: inDays(30), apply_address: "https://apply.example.org/" };
  const entered = (await editor.send("POST", "/v1/calendar", { title, opportunity })) as { id: string };
  await page.reload();
  await page.getByRole("button", { name: `Change ${title}` }).click();
  await page.getByLabel("Dates of the meeting").fill("In autumn");
  const changed = { title, opportunity: { ...opportunity, dates: "In summer" } };
  await editor.send("PUT", `/v1/calendar/${entered.id}`, changed, { "If-Match": '"1"' });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Dates of the meeting: In summer").waitFor();
  expect(await page.getByLabel("Dates of the meeting").inputValue()).toBe("In autumn");
  await visit.look("edit-calendar-conflict");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`${title} is changed.`).waitFor();
});

test("only an editor edits, and both pages fit on a telephone", async () => {
  const coordinator = await at("lea.coordinator@poppy.test", "/edit-calendar", { width: 320, height: 640 });
  await coordinator.page.getByText("The calendar is kept up by the CDE's bulletin editors.").waitFor();
  await coordinator.look("edit-calendar-closed-320");
  await coordinator.page.goto("/calendar");
  await coordinator.page
    .getByRole("heading", { name: /^Coffee Session/ })
    .first()
    .waitFor();
  await coordinator.look("calendar-320");
  const editor = await at(EDITOR, "/edit-calendar", { width: 320, height: 640 });
  await editor.page.getByRole("rowheader").first().waitFor();
  await editor.look("edit-calendar-320");
});
