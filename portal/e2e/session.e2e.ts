import { expect, test } from "vitest";
import { Visit } from "./browser";

const COORDINATOR = "lea.coordinator@poppy.test";

/** At a page that needs a session, with a clock that tests move. */
async function atWork(): Promise<Visit> {
  const visit = await Visit.begin();
  await visit.page.clock.install();
  await visit.signIn(COORDINATOR, "/choose-role");
  await visit.page.getByRole("button", { name: "Keep this role" }).waitFor();
  return visit;
}

test("who does nothing is warned before the session ends, and can stay", async () => {
  const visit = await atWork();
  const { page } = visit;
  await page.clock.fastForward("27:00");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.clock.fastForward("00:40");
  await page.getByRole("dialog", { name: "You will be signed out soon" }).waitFor();
  await visit.look("session-warning");
  const extended = page.waitForResponse((answer) => answer.url().endsWith("/v1/session/extension"));
  await page.getByRole("button", { name: "Stay signed in" }).click();
  expect((await extended).status()).toBe(200);
});

test("a session that ends clears the page and leads back to it after signing in", async () => {
  const visit = await atWork();
  const { page } = visit;
  await page.clock.fastForward("31:00");
  await page.waitForURL("**/sign-in?ended&next=%2Fchoose-role");
  await page.getByRole("heading", { name: "Your session has ended" }).waitFor();
  expect(await page.getByText("Poppy Valley").count()).toBe(0);
  await visit.look("sign-in-ended");
});

test("signing out ends the session for the browser's other pages, too", async () => {
  const visit = await Visit.begin();
  const { page, context } = visit;
  await visit.signIn(COORDINATOR);
  const other = await context.newPage();
  await other.goto("/choose-role");
  await other.getByRole("button", { name: "Keep this role" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  await other.getByRole("button", { name: "Keep this role" }).click();
  await other.waitForURL("**/sign-in?next=%2Fchoose-role");
  await page.goto("/");
  await page.getByRole("heading", { name: "OpenTOMS" }).waitFor();
  expect(await page.getByText("Welcome").count()).toBe(0);
});
