import { expect, test } from "vitest";
import type { Finding } from "../compliance/types";
import { day } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit } from "./browser";
import {
  ADMINISTRATOR,
  CONTRIBUTOR,
  COORDINATOR,
  MONITOR,
  type Prepared,
  dayFromToday,
  letIn,
  prepareReview,
  readReview,
} from "./reviews";

async function at(username: string, { id }: { id: string }, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, `/review?id=${id}#findings`);
  await visit.page.getByRole("heading", { name: /^Finding on I-EL 01/ }).waitFor();
  return visit;
}

/** A review with a finding on its first item, notified today. */
async function withFinding(): Promise<Prepared & { finding: Finding }> {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const prepared = await prepareReview(administrator);
  const issued = {
    notified_on: dayFromToday(0),
    findings: [{ item: prepared.item, text: "No letter in Hmong was sent." }],
  };
  const key = { "Idempotency-Key": crypto.randomUUID() };
  await administrator.ask("POST", `/v1/compliance/reviews/${prepared.id}/findings`, issued, key);
  const [finding] = (await readReview(administrator, prepared.id)).findings;
  if (!finding) throw new Error("no finding was issued");
  return { ...prepared, finding };
}

const asked = (until: string) => ({ until, actions: "Translate and send.", justification: "A translator is hired." });

/** Asks for an agreement as the LEA does, or does another thing with a finding as it stands. */
async function act(who: string, { id, finding }: { id: string; finding: Finding }, path: string, body: unknown) {
  const client = await ApiClient.signIn(who);
  const now = (await readReview(client, id)).findings.find((one) => one.id === finding.id);
  const read = { "If-Match": `"${now?.version ?? 0}"` };
  await client.ask("POST", `/v1/compliance/findings/${finding.id}/${path}`, body, read);
}

test("a finding shows both clocks; its resolution is returned with what is missing, sent again and resolved", async () => {
  const prepared = await withFinding();
  const lea = await at(COORDINATOR, prepared);
  const { page } = lea;
  await page.getByText(`Resolution due in 45 days, by ${day(dayFromToday(45))}.`).waitFor();
  await page.getByText(`up to ${day(dayFromToday(225, prepared.finding.last_day))}, 225 calendar days`).waitFor();
  await lea.look("finding-issued");
  await page.getByRole("button", { name: /^Submit a resolution/ }).click();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  await page.getByRole("button", { name: "Submit the resolution" }).click();
  await page.getByRole("heading", { name: "The resolution is not submitted" }).waitFor();
  await page.getByRole("link", { name: "What was done: must be filled in" }).click();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
  await lea.look("finding-resolution-missing");
  await page.getByLabel("What was done").fill("The letter is translated.");
  await page.getByRole("button", { name: "Submit the resolution" }).click();
  await page.getByText("The resolution is submitted. The CDE is told by letter").waitFor();
  const again = page.getByRole("button", { name: "Submit a resolution" });
  expect(await again.getAttribute("aria-disabled")).toBe("true");
  await page.getByText("This finding does not wait for a resolution by the LEA.").waitFor();
  await lea.look("finding-submitted");

  const cde = await at(MONITOR, prepared);
  await cde.page.getByText("No resolution agreement waits for a decision.").waitFor();
  await cde.look("finding-to-decide");
  await cde.page.getByRole("button", { name: /^Return the resolution/ }).click();
  await cde.page.getByLabel("What is missing").fill("The letter itself.");
  await cde.page.getByRole("button", { name: "Return the resolution", exact: true }).click();
  await cde.page.getByText("The resolution is returned. The LEA is told").waitFor();
  await cde.look("finding-returned");

  await page.reload();
  await page.getByText("Returned: The letter itself.").waitFor();
  await page.getByRole("button", { name: /^Submit a resolution/ }).click();
  await page.getByLabel("What was done").fill("The letter is above.");
  await page.getByRole("button", { name: "Submit the resolution" }).click();
  await page.getByText("The resolution is submitted. The CDE is told by letter").waitFor();

  await cde.page.reload();
  await cde.page.getByRole("button", { name: /^Resolve the finding/ }).click();
  await cde.look("finding-resolve");
  await cde.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await cde.page.getByRole("button", { name: /^Resolve the finding/ }).click();
  await cde.page.getByRole("dialog").getByRole("button", { name: "Resolve the finding" }).click();
  await cde.page.getByText("The finding is resolved. The LEA is told by letter.").waitFor();
  await cde.page.getByText("1 finding: 1 resolved.").waitFor();
  expect(await cde.page.locator("ot-finding button").count()).toBe(0);
  await cde.look("finding-resolved");
});

test("a day past, one beyond day 225 and a change meanwhile keep what was typed; the agreement is denied, then granted", async () => {
  const prepared = await withFinding();
  const lastDay = prepared.finding.last_day;
  const lea = await at(COORDINATOR, prepared);
  const { page } = lea;
  await page.getByRole("button", { name: /^Request a resolution agreement/ }).click();
  const form = page.getByRole("form", { name: /^Request a resolution agreement/ });
  const until = form.getByLabel("Until when");
  await until.fill(dayFromToday(0));
  await form.getByLabel("What will be done").fill("Translate and send.");
  await form.getByLabel("Why it takes longer").fill("A translator is hired.");
  const send = form.getByRole("button", { name: "Request the agreement" });
  await send.click();
  await page.getByRole("link", { name: /must end tomorrow/ }).waitFor();
  await until.fill(dayFromToday(226, lastDay));
  await send.click();
  await page.getByRole("link", { name: new RegExp(`by ${day(dayFromToday(225, lastDay))}`) }).waitFor();
  expect(await until.getAttribute("aria-invalid")).toBe("true");
  expect(await form.getByLabel("What will be done").inputValue()).toBe("Translate and send.");
  await form.getByText(`Without an agreement it is due by ${day(dayFromToday(45))}.`).waitFor();
  await lea.look("finding-agreement-refused");

  // Somebody else of the LEA asks first.
  await act(COORDINATOR, prepared, "resolution-agreements", asked(dayFromToday(60)));
  await until.fill(dayFromToday(225, lastDay));
  await send.click();
  await page.getByRole("heading", { name: /somebody changed the review/ }).waitFor();
  await page.getByText(`Asked for until ${day(dayFromToday(60))}; it waits for the CDE., before: none`).waitFor();
  expect(await form.getByLabel("Why it takes longer").inputValue()).toBe("A translator is hired.");
  await form.getByText("Not possible any more: A resolution agreement waits for a decision already.").waitFor();
  expect(await send.getAttribute("aria-disabled")).toBe("true");
  await lea.look("finding-conflict");

  const cde = await at(MONITOR, prepared);
  await cde.page.getByRole("button", { name: /^Deny the agreement/ }).click();
  await cde.page.getByLabel("Why it is denied").fill("Thirty days are enough.");
  await cde.page.getByRole("button", { name: "Deny the agreement", exact: true }).click();
  await cde.page.getByText("The resolution agreement is denied: the finding stays due").waitFor();
  await cde.look("finding-agreement-denied");

  await page.reload();
  await page.getByText("Denied: Thirty days are enough.").waitFor();
  await act(COORDINATOR, prepared, "resolution-agreements", asked(dayFromToday(120)));
  await cde.page.reload();
  await cde.page.getByRole("button", { name: /^Approve the agreement/ }).click();
  const day225 = cde.page.getByLabel("Until when the finding is to be resolved");
  expect(await day225.inputValue()).toBe(dayFromToday(120));
  await cde.look("finding-agreement-approve");
  await day225.fill(dayFromToday(90));
  await cde.page.getByRole("button", { name: "Approve the agreement", exact: true }).click();
  await cde.page.getByText(`is approved: the finding is due by ${day(dayFromToday(90))}`).waitFor();
  await cde.page
    .getByText(`Approved until ${day(dayFromToday(90))}; until ${day(dayFromToday(120))} was asked for.`)
    .waitFor();
  await cde.look("finding-agreement-approved");
});

test("a contributor reads a finding and uploads for it, and answers nothing", async () => {
  const prepared = await withFinding();
  await letIn(await ApiClient.signIn(COORDINATOR), prepared.id);
  const visit = await at(CONTRIBUTOR, prepared, { width: 320, height: 640 });
  const { page } = visit;
  expect(await page.locator("ot-finding button").count()).toBe(0);
  expect(await page.locator(`#files-finding-${prepared.finding.id}`).count()).toBe(1);
  await visit.look("finding-contributor-320");
});

test("a form is given up without a trace, and the focus goes back to where it was opened", async () => {
  const prepared = await withFinding();
  const visit = await at(COORDINATOR, prepared);
  const { page } = visit;
  const begin = page.getByRole("button", { name: /^Submit a resolution/ });
  await begin.focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("What was done").fill("Nothing yet.");
  await page.getByRole("button", { name: "Cancel", exact: true }).press("Enter");
  expect(await begin.evaluate((button) => button === document.activeElement)).toBe(true);
  expect((await readReview(await ApiClient.signIn(COORDINATOR), prepared.id)).findings[0]?.state).toBe("issued");
});
