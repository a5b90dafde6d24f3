import { expect, test } from "vitest";
import { day } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit, choose } from "./browser";
import { ADMINISTRATOR, COORDINATOR, MONITOR, dayFromToday, prepareReview, readReview } from "./reviews";

async function at(username: string, path: string, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

async function choosePoppyValley({ page }: Visit): Promise<void> {
  await page.getByLabel("Find LEA by name").fill("poppy");
  await page.getByRole("button", { name: "Find", exact: true }).first().click();
  await page.locator("#organization option", { hasText: "Poppy Valley" }).waitFor({ state: "attached" });
  await page.locator("#organization").selectOption("99000010000000");
}

test("the administrator plans a review: what is missing and wrong stands at its field, and the review is led to", async () => {
  const visit = await at(ADMINISTRATOR, "/reviews");
  const { page } = visit;
  await page.getByRole("link", { name: "Open a review" }).click();
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByRole("heading", { name: "The review is not made yet" }).waitFor();
  expect(await page.locator("#summary li").count()).toBe(4);
  await visit.look("open-review-missing");
  await choosePoppyValley(visit);
  await page.locator("#program").selectOption("federal-program-monitoring");
  await choose(page, "English Learner");
  await choose(page, "Homeless Education");
  await choose(page, "Cedar High");
  await page.getByLabel("First day").fill(dayFromToday(20));
  await page.getByLabel("Last day").fill(dayFromToday(19));
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByRole("link", { name: "Last day: the last day must not be before the first day" }).waitFor();
  expect(await page.getByLabel("Last day").getAttribute("aria-invalid")).toBe("true");
  await visit.look("open-review-refused");
  await page.getByLabel("Last day").fill(dayFromToday(22));
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByRole("heading", { name: /^The review of Poppy Valley .* is planned$/ }).waitFor();
  await visit.look("open-review-made");
  await page.getByRole("link", { name: "Go to the review" }).click();
  await page.getByText("Cedar High (99000010000103)").waitFor();
  await page.getByRole("heading", { level: 2, name: "Homeless Education" }).waitFor();
});

test("an answer that was lost is asked for again with the same key, and makes no second review", async () => {
  const visit = await at(ADMINISTRATOR, "/open-review");
  const { page } = visit;
  await choosePoppyValley(visit);
  await page.locator("#program").selectOption("charter-schools");
  await page.getByLabel("First day").fill(dayFromToday(30));
  await page.getByLabel("Last day").fill(dayFromToday(31));
  const keys: (string | undefined)[] = [];
  await page.route("**/v1/compliance/reviews", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByText("The service cannot be reached").waitFor();
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByRole("heading", { name: /is planned$/ }).waitFor();
  expect(keys).toEqual([keys[0], keys[0]]);
  // The browser's own line about the request that this test cut off.
  expect(visit.complaints.splice(0).filter((line) => !line.includes("net::ERR_FAILED"))).toEqual([]);
  await page.getByRole("button", { name: "Another review" }).click();
  expect(await page.locator("#program").inputValue()).toBe("");
});

test("a monitor opens reviews of the instruments that are assigned; an LEA is told who does", async () => {
  const monitor = await at(MONITOR, "/open-review", { width: 320, height: 640 });
  await monitor.page.locator("#program").selectOption("federal-program-monitoring");
  expect(await monitor.page.locator("#instruments input").count()).toBe(1);
  await monitor.look("open-review-320");
  const lea = await at(COORDINATOR, "/open-review");
  await lea.page.getByText("Reviews are opened by the CDE").waitFor();
  expect(await lea.page.locator("form").count()).toBe(0);
});

test("a review is managed on its page, from its items to its end, and what is wrong stands at its field", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id } = await prepareReview(administrator, false);
  const visit = await at(ADMINISTRATOR, `/review?id=${id}`);
  const { page } = visit;
  const form = page.locator("#manage-form");
  await page.getByText("This review is not open yet.").first().waitFor();

  await page.getByRole("button", { name: "Add items" }).click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Add items");
  await form.getByRole("button", { name: "Another item" }).click();
  await form.getByRole("button", { name: "Add 2 items" }).click();
  await form.getByRole("link", { name: "Item 2, Number: must be filled in" }).waitFor();
  for (const [index, number] of ["I-EL 03", "I-EL 01"].entries()) {
    await form.locator(`#items-${index}-number`).fill(number);
    await form.locator(`#items-${index}-citation`).fill("EC 313");
    await form.locator(`#items-${index}-text`).fill("Each school tells parents.");
  }
  await form.getByRole("button", { name: "Add 2 items" }).click();
  await form.getByRole("link", { name: /^Item 2, Number: there is an item with this number already/ }).waitFor();
  await visit.look("manage-items-refused");
  await form.getByRole("button", { name: "Take away item 1" }).click();
  expect(await form.locator("#items-0-number").inputValue()).toBe("I-EL 01");
  await form.locator("#items-0-number").fill("I-EL 04");
  await form.getByRole("button", { name: "Add the item" }).click();
  await form.getByText("1 item added.").waitFor();
  await page.getByRole("heading", { name: /^I-EL 04/ }).waitFor();

  await page.getByRole("button", { name: "Request evidence" }).click();
  await form.getByLabel("Item").selectOption({ label: "I-EL 04" });
  await form.getByLabel("What the LEA is asked for").fill("The letter.");
  await form.getByLabel("Due").fill(dayFromToday(-1));
  await form.getByRole("button", { name: "Request the evidence" }).click();
  await form.getByRole("link", { name: /^Due: must be today or later/ }).waitFor();
  await visit.look("manage-request-refused");
  await form.getByLabel("Due").fill(dayFromToday(14));
  await form.getByRole("button", { name: "Request the evidence" }).click();
  await form.getByText(`Evidence for I-EL 04 is requested until ${day(dayFromToday(14))}.`).waitFor();

  await page.getByRole("button", { name: "Change an evidence request" }).click();
  await form.getByLabel("Evidence request").selectOption({ index: 1 });
  await form.getByLabel("Due").fill(dayFromToday(21));
  await form.getByRole("button", { name: "Save the evidence request" }).click();
  await form.getByText(`The evidence request is saved, due ${day(dayFromToday(21))}.`).waitFor();
  await visit.look("manage-request-changed");

  await page.getByRole("button", { name: "Change the schedule" }).click();
  await choose(form, "Dune High");
  await form.getByLabel("Mode").selectOption("on-site");
  await form.getByRole("button", { name: "Save the schedule" }).click();
  await form.getByText("The schedule is saved.").waitFor();
  await page.locator("dl.ot-facts").getByText("Dune High").waitFor();
  await visit.look("manage-schedule");

  await page.getByRole("button", { name: "Open the review" }).click();
  await visit.look("manage-open");
  await page.getByRole("dialog").getByRole("button", { name: "Open the review" }).click();
  await page.getByText("The review is open. The LEA is told by letter.").waitFor();

  await page.getByRole("button", { name: "Issue findings" }).click();
  await form.getByRole("button", { name: "Issue the finding" }).click();
  await form.getByRole("link", { name: "Item: must be filled in" }).waitFor();
  await form.getByLabel("Item").selectOption({ label: "I-EL 01" });
  await form.getByLabel("What was found").fill("No letter was sent.");
  await form.getByLabel("Date of the notification").fill(dayFromToday(-2));
  await form.getByRole("button", { name: "Issue the finding" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Issue 1 finding" }).click();
  await form.getByRole("link", { name: /must be dated from the last day of the review/ }).waitFor();
  await visit.look("manage-findings-refused");
  await form.getByLabel("Date of the notification").fill(dayFromToday(0));
  await form.getByRole("button", { name: "Issue the finding" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Issue 1 finding" }).click();
  await form.getByText("1 finding issued").waitFor();
  const complete = page.getByRole("button", { name: "Complete the review" });
  expect(await complete.getAttribute("aria-disabled")).toBe("true");
  await page.getByText(/findings? .*not resolved; resolve them before the review is completed/).waitFor();
  await visit.look("manage-blocked");
});

test("a schedule that somebody else changed meanwhile is shown, and the person decides", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id } = await prepareReview(administrator, false);
  const visit = await at(ADMINISTRATOR, `/review?id=${id}`);
  const { page } = visit;
  await page.getByRole("button", { name: "Change the schedule" }).click();
  await page.getByLabel("First day").fill(dayFromToday(40));
  await page.getByLabel("Last day").fill(dayFromToday(41));
  const { etag } = await administrator.ask("GET", `/v1/compliance/reviews/${id}`);
  await administrator.ask("PATCH", `/v1/compliance/reviews/${id}`, { mode: "on-site" }, { "If-Match": etag });
  await page.getByRole("button", { name: "Save the schedule" }).click();
  await page.getByText("Mode: On-site, before: Online").waitFor();
  expect(await page.getByLabel("First day").inputValue()).toBe(dayFromToday(40));
  await visit.look("manage-conflict");
  await page.getByRole("button", { name: "Save the schedule" }).click();
  await page.getByText("The schedule is saved.").waitFor();
  expect((await readReview(administrator, id)).first_day).toBe(dayFromToday(40));
});

test("a review that is called off says so and offers nothing any more", async () => {
  const { id } = await prepareReview(await ApiClient.signIn(ADMINISTRATOR), false);
  const visit = await at(ADMINISTRATOR, `/review?id=${id}`);
  const { page } = visit;
  await page.getByRole("button", { name: "Cancel the review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByRole("button", { name: "Cancel the review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel the review" }).click();
  await page.getByText("The review is cancelled. The LEA is told by letter.").waitFor();
  await page.getByText("This review is cancelled; nothing in it changes any more.").first().waitFor();
  await visit.look("manage-cancelled");
});
