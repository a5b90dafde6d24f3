import { expect, test } from "vitest";
import { ApiClient } from "./api";
import { Visit, choose, letterTo } from "./browser";

const COORDINATOR = "lea.coordinator@poppy.test";
const ELPAC = "elpac.coordinator@poppy.test";
const POPPY = "99000010000000";

async function at(username: string, path: string, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

const TODAY = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" });

/** A day in California, so many days from now. */
function inDays(count: number): string {
  return TODAY.format(new Date(Date.now() + count * 86_400_000));
}

/** A subject that no other run of a test has. */
function subject(): string {
  return `Training ${crypto.randomUUID().slice(0, 8)}`;
}

interface Posted {
  id: string;
  subject: string;
  version: number;
}

async function posted(client: ApiClient, about: string): Promise<Posted> {
  const { body } = await client.ask("GET", "/v1/posted-notifications");
  const found = (body as { notifications: Posted[] }).notifications.find((one) => one.subject === about);
  if (!found) throw new Error(`no notification ${about}`);
  return found;
}

test("a coordinator posts a notification; what is wrong is shown; a test administrator finds it at home and dismisses it", async () => {
  const about = subject();
  const visit = await at(COORDINATOR, "/notifications");
  const { page } = visit;
  await page.getByRole("row", { name: /Security affidavits.*Expired/ }).waitFor();
  await page.getByRole("row", { name: /Headsets.*Scheduled/ }).waitFor();
  await visit.look("notifications");

  await page.getByRole("button", { name: "New notification" }).click();
  await page.getByText("255 characters left").first().waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Subject: must be filled in" }).waitFor();
  await visit.look("notification-missing");
  await page.getByLabel("Subject").fill(about);
  await page.getByLabel("Text").fill("x".repeat(256));
  await page.getByText("1 character too many").first().waitFor();
  await page.getByLabel("Last day").fill(inDays(3));
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Text: must have at most 255 characters; it has 1 too many" }).waitFor();
  await visit.look("notification-refused");
  await page.getByLabel("Text").fill("It is on Tuesday at 3 p.m.\nBring your device.");
  await choose(page, "test administrator");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`“${about}” is posted.`).waitFor();
  await page.getByRole("row", { name: new RegExp(`${about}.*test administrator.*Live`) }).waitFor();
  await visit.look("notification-posted");

  const administrator = await at("test.administrator@poppy.test", "/");
  const home = administrator.page;
  await home.getByRole("heading", { name: about }).waitFor();
  await administrator.look("home-notifications");
  await home.getByRole("button", { name: `Dismiss “${about}”` }).click();
  await home.getByRole("heading", { name: about }).waitFor({ state: "detached" });
  await home.reload();
  await home.getByRole("heading", { name: "Training of test administrators" }).waitFor();
  expect(await home.getByRole("heading", { name: about }).count()).toBe(0);

  await page.goto("/");
  await page.getByRole("heading", { name: "Training of test administrators" }).waitFor();
  expect(await page.getByRole("heading", { name: about }).count(), "not for coordinators").toBe(0);
});

test("what somebody else changed meanwhile is shown, and what was typed stays; withdrawn, it is gone", async () => {
  const about = subject();
  const client = await ApiClient.signIn(ELPAC);
  const body = { subject: about, text: "On Tuesday.", organization: POPPY, starts: inDays(0), ends: inDays(5) };
  await client.ask("POST", "/v1/notifications", body, { "Idempotency-Key": crypto.randomUUID() });
  const visit = await at(COORDINATOR, "/notifications");
  const { page } = visit;
  await page.getByRole("button", { name: `Change “${about}”` }).click();
  await page.getByLabel("Text").fill("On Wednesday.");
  const { id, version } = await posted(client, about);
  const theirs = { ...body, ends: inDays(6) };
  await client.ask("PUT", `/v1/notifications/${id}`, theirs, { "If-Match": `"${version}"` });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Somebody changed this notification after you opened the page").waitFor();
  expect(await page.getByLabel("Text").inputValue()).toBe("On Wednesday.");
  expect(await page.getByLabel("Last day").inputValue()).toBe(inDays(6));
  await visit.look("notification-conflict");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`“${about}” is changed.`).waitFor();

  await page.getByRole("button", { name: `Withdraw “${about}”` }).click();
  await visit.look("notification-withdraw");
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await page.getByText(`“${about}” is withdrawn.`).waitFor();
  await page.getByRole("row", { name: new RegExp(about) }).waitFor({ state: "detached" });
});

test("one that begins today is mailed to its readers at once", async () => {
  const about = subject();
  const visit = await at(COORDINATOR, "/notifications");
  const { page } = visit;
  await page.getByRole("button", { name: "New notification" }).click();
  await page.getByLabel("Subject").fill(about);
  await page.getByLabel("Text").fill("The library is closed.");
  await page.getByLabel("Last day").fill(inDays(1));
  await choose(page, "LEA ELPAC coordinator");
  await choose(page, "Also tell them by mail");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("row", { name: new RegExp(`${about}.*Mailed on`) }).waitFor();
  const letter = await letterTo(ELPAC, new RegExp(about));
  expect(letter.text).toContain("The library is closed.");
  expect(letter.text).toContain("/unsubscribe#");
});

test("the state administrator chooses the LEA; who may post nothing is told so", async () => {
  const visit = await at("state.admin@cde.test", "/notifications");
  const { page } = visit;
  await page.getByLabel("Find LEA by name").fill("Redwood");
  await page.getByRole("button", { name: "Find" }).click();
  await page
    .getByLabel("LEA", { exact: true })
    .selectOption({ label: "Redwood Coast Unified (demo) (99000020000000)" });
  await page.getByText("Nothing is posted yet.").waitFor();
  await visit.look("notifications-state");
  const other = await at("site.coordinator@poppy.test", "/organizations");
  expect(await other.page.getByRole("link", { name: "Notifications" }).count()).toBe(0);
  const superintendent = await at("superintendent@poppy.test", "/notifications");
  await superintendent.page.getByText("Notifications are posted by the CAASPP and ELPAC coordinators").waitFor();
  await superintendent.look("notifications-none");
});

test("the list and the form fit on a telephone", async () => {
  const visit = await at(COORDINATOR, "/notifications", { width: 320, height: 640 });
  await visit.page.getByRole("button", { name: "New notification" }).waitFor();
  await visit.look("notifications-320");
  await visit.page.getByRole("button", { name: "New notification" }).click();
  await visit.page.getByLabel("Subject").waitFor();
  await visit.look("notification-320");
  await visit.page.getByRole("button", { name: "Cancel", exact: true }).click();
  // The list is read anew first.
  await expect.poll(() => visit.page.evaluate(() => document.activeElement?.id)).toBe("new");
});
