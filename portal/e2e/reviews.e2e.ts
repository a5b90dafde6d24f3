import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { day } from "../shared/common/times";
import { ApiClient } from "./api";
import { Visit, choose } from "./browser";
import {
  ADMINISTRATOR,
  CONTRIBUTOR,
  COORDINATOR,
  MONITOR,
  POPPY,
  askForEvidence,
  dayFromToday,
  letIn,
  pdf,
  prepareReview,
  readReview,
  told,
  withFiles,
} from "./reviews";

const MEGABYTE = 1024 * 1024;

async function at(username: string, path: string, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  return visit;
}

/** Opens a review as the administrator does, on the pages; its id. */
async function openReview(lastDay: string): Promise<string> {
  const { page } = await at(ADMINISTRATOR, "/open-review");
  await page.locator("#organization-query").fill("Poppy");
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("combobox", { name: "LEA" }).selectOption(POPPY);
  await page.getByRole("combobox", { name: "Program" }).selectOption("federal-program-monitoring");
  await choose(page, "English Learner");
  await page.getByRole("combobox", { name: "Mode" }).selectOption("online");
  await page.getByLabel("First day").fill(dayFromToday(-3));
  await page.getByLabel("Last day").fill(lastDay);
  await choose(page, "The LEA is told by letter and answers at once.");
  await page.getByRole("button", { name: "Save the review" }).click();
  await page.getByRole("link", { name: "Go to the review" }).click();
  await page.getByRole("heading", { level: 1, name: /Poppy Valley/ }).waitFor();
  return new URL(page.url()).searchParams.get("id") ?? "";
}

/** The field that takes files for the evidence request or, in its place, another thing. */
const files = (page: Page, id: string, kind = "evidence-request") => page.locator(`#files-${kind}-${id}`);

test(
  "three people bring a review from its opening to an approved agreement, each step told by letter and kept",
  { timeout: 300_000 },
  async () => {
    const administrator = await ApiClient.signIn(ADMINISTRATOR);
    const lastDay = dayFromToday(-1);
    const id = await openReview(lastDay);
    const { request } = await askForEvidence(administrator, id);
    await told(COORDINATOR, "the review is open", id);
    await told(COORDINATOR, "evidence is asked for", id);

    const lea = await at(COORDINATOR, "/reviews");
    await lea.page.locator(`a[href="/review?id=${id}"]`).click();
    await lea.page.getByRole("heading", { level: 1, name: /Poppy Valley/ }).waitFor();
    await lea.look("review-opened");
    await withFiles(
      {
        "Letter to parents.pdf": { begins: "%PDF-1.7\n", size: 60 * MEGABYTE },
        "Setup.pdf": { begins: "MZ\x90\x00\x03", size: 4096 },
      },
      async (paths) => {
        await files(lea.page, request).setInputFiles(paths);
        await lea.page.getByText("on the way. Stay on this page").waitFor();
        await lea.page.getByText("Letter to parents.pdf: Accepted").waitFor({ state: "attached", timeout: 120_000 });
      },
    );
    await lea.page.getByText("Setup.pdf: Not accepted. The file is a program.").waitFor({ state: "attached" });
    await lea.page.locator(".ot-documents").getByText("60 MB").waitFor();
    await lea.page.getByText("Answered", { exact: true }).waitFor();
    await lea.look("review-uploaded");
    await told(COORDINATOR, "a document was not accepted", id);

    const monitor = await at(MONITOR, `/review?id=${id}`);
    await monitor.page.locator(`#item-${(await readReview(administrator, id)).items[0]?.id ?? ""} > summary`).click();
    const thread = monitor.page.locator("#evidence-request-" + request + " ot-thread");
    await thread.locator("summary").click();
    await thread.getByLabel("Write a comment").fill("The letter in Hmong is missing.");
    await thread.getByRole("button", { name: "Write the comment" }).click();
    await thread.getByText("Your comment is written.").waitFor();
    await monitor.look("review-comment");

    await monitor.page.getByRole("button", { name: "Issue findings" }).click();
    await monitor.page.getByLabel("Item", { exact: false }).first().selectOption({ index: 1 });
    await monitor.page.getByLabel("What was found").fill("Parents were not told in Hmong.");
    await monitor.page.getByRole("button", { name: "Issue the finding" }).click();
    await monitor.page.getByRole("dialog").getByRole("button", { name: "Issue 1 finding" }).click();
    await monitor.page.getByText("1 finding issued with the notification").waitFor();
    await monitor.look("review-finding-issued");
    await told(COORDINATOR, "findings were issued", id);

    await lea.page.reload();
    await lea.page.getByRole("heading", { name: /Finding on I-EL 01/ }).waitFor();
    const [finding] = (await readReview(administrator, id)).findings;
    if (!finding) throw new Error("no finding");
    await files(lea.page, finding.id, "finding").setInputFiles(pdf("Letter in Hmong.pdf"));
    await lea.page.getByText("Letter in Hmong.pdf: Accepted").waitFor({ state: "attached" });

    await lea.page.getByRole("button", { name: /^Request a resolution agreement/ }).click();
    const form = lea.page.getByRole("form", { name: /^Request a resolution agreement/ });
    await form.getByText(`up to ${day(dayFromToday(225, lastDay))}`).waitFor();
    await form.getByLabel("Until when").fill(dayFromToday(226, lastDay));
    await form.getByLabel("What will be done").fill("The letter is translated and sent.");
    await form.getByLabel("Why it takes longer").fill("The translator begins in January.");
    await form.getByRole("button", { name: "Request the agreement" }).click();
    await lea.page.getByRole("heading", { name: "The resolution agreement is not requested" }).waitFor();
    await lea.page
      .getByRole("alert")
      .getByText(day(dayFromToday(225, lastDay)))
      .waitFor();
    await form.getByText(`due by ${day(finding.clocks.resolution_due)}`).waitFor();
    await lea.look("review-agreement-refused");
    await form.getByLabel("Until when").fill(dayFromToday(225, lastDay));
    await form.getByRole("button", { name: "Request the agreement" }).click();
    await lea.page.getByText(`until ${day(dayFromToday(225, lastDay))} is requested`).waitFor();
    await lea.look("review-agreement-requested");
    await told(MONITOR, "a resolution agreement is asked for", id);

    await monitor.page.reload();
    await monitor.page.getByRole("button", { name: /^Approve the agreement/ }).click();
    await monitor.page
      .getByRole("form", { name: /^Approve the agreement/ })
      .getByRole("button", { name: "Approve the agreement" })
      .click();
    await monitor.page.getByText("The resolution agreement is approved").waitFor();
    await told(COORDINATOR, "the resolution agreement is approved", id);

    await lea.page.reload();
    await lea.page.getByRole("button", { name: /^Submit a resolution/ }).click();
    await lea.page.getByLabel("What was done").fill("Parents were told in Hmong, too.");
    await lea.page.getByRole("button", { name: "Submit the resolution" }).click();
    await lea.page.getByText("The resolution is submitted.").first().waitFor();
    await told(MONITOR, "a resolution was submitted", id);
    await monitor.page.goto("/");
    await monitor.page.locator(`a[href="/review?id=${id}#finding-${finding.id}"]`).click();
    await monitor.page.getByRole("button", { name: /^Resolve the finding/ }).click();
    await monitor.page.getByRole("dialog").getByRole("button", { name: "Resolve the finding" }).click();
    await monitor.page.getByText("The finding is resolved. The LEA is told").waitFor();
    await told(COORDINATOR, "a finding is resolved", id);

    await monitor.page.getByText("What happened, and who did it").click();
    for (const what of [
      "Opened the review.",
      "Added 2 items to English Learner.",
      "Asked for evidence for I-EL 01",
      "Began to upload Letter to parents.pdf.",
      "Checked Letter to parents.pdf: accepted.",
      "Checked Setup.pdf: not accepted. The file is a program.",
      "Wrote a comment.",
      "Issued 1 finding",
      `Asked for a resolution agreement until ${day(dayFromToday(225, lastDay))}`,
      `Approved a resolution agreement until ${day(dayFromToday(225, lastDay))}`,
      "Submitted a resolution",
      "The finding on I-EL 01 is resolved.",
    ]) {
      await monitor.page.getByRole("cell", { name: what }).first().waitFor();
    }
    await monitor.look("review-history");
  },
);

test("the list is filtered by state, saved as a file, and leads to each review", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const open = await prepareReview(administrator);
  const planned = await prepareReview(administrator, false);
  const visit = await at(COORDINATOR, "/reviews");
  const { page } = visit;
  await page.locator(`a[href="/review?id=${open.id}"]`).waitFor();
  await page.locator(`a[href="/review?id=${planned.id}"]`).waitFor();
  await visit.look("reviews");
  await page.getByLabel("State").selectOption("planned");
  await page.getByRole("button", { name: "Search" }).click();
  await page.locator(`a[href="/review?id=${open.id}"]`).waitFor({ state: "detached" });
  expect(await page.locator(`a[href="/review?id=${planned.id}"]`).count()).toBe(1);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const [head, ...rows] = readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(head).toContain("LEA,CDS code,Program,Program instruments,Year,Mode,First day,Last day,State");
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(/,Planned,/);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.locator(`a[href="/review?id=${open.id}"]`).waitFor();
});

test("who has nothing to do with a review is told nothing of it, and who reads is offered nothing to write", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id } = await prepareReview(administrator);
  const outside = await at(CONTRIBUTOR, "/reviews");
  expect(await outside.page.locator(`a[href="/review?id=${id}"]`).count()).toBe(0);
  await outside.page.goto(`/review?id=${id}`);
  await outside.page.getByRole("heading", { level: 1, name: "Review not found" }).waitFor();
  await outside.look("review-not-found");
  const absent = await outside.page.innerText("main");
  await outside.page.goto(`/review?id=${"a".repeat(26)}`);
  await outside.page.getByRole("heading", { level: 1, name: "Review not found" }).waitFor();
  expect(await outside.page.innerText("main")).toBe(absent);

  const tests = await at("lea.coordinator@poppy.test", `/review?id=${id}`);
  await tests.page.getByRole("alert").waitFor();
  expect(await tests.page.innerText("main")).not.toMatch(/I-EL/);

  const reader = await at("superintendent@poppy.test", `/review?id=${id}`);
  await reader.page.getByRole("heading", { name: /Evidence request/ }).waitFor();
  expect(await reader.page.locator("input[type=file]").count()).toBe(0);
  await reader.page.getByText("Comments on item I-EL 01").click();
  await reader.page.getByText("No comment yet.").waitFor();
  expect(await reader.page.locator("textarea").count()).toBe(0);
});

test("a planned review shows what is asked, and says why nothing can be answered yet", async () => {
  const { id } = await prepareReview(await ApiClient.signIn(ADMINISTRATOR), false);
  const visit = await at(COORDINATOR, `/review?id=${id}`);
  const { page } = visit;
  const upload = page.getByRole("button", { name: "Upload documents" }).first();
  await upload.waitFor();
  expect(await upload.getAttribute("aria-disabled")).toBe("true");
  await page.getByText("This review is not open yet.").first().waitFor();
  expect(await page.locator("input[type=file]").count()).toBe(0);
  await visit.look("review-planned");
});

test("the LEA's review coordinator lets a contributor in and takes them out; a change meanwhile is shown", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id } = await prepareReview(administrator);
  const visit = await at(COORDINATOR, `/review?id=${id}`);
  const { page } = visit;
  await page.getByRole("button", { name: "Let in a contributor" }).click();
  await page.getByRole("button", { name: "Let in", exact: true }).click();
  await page.getByRole("heading", { name: "The contributors are not changed" }).waitFor();
  await page.getByRole("combobox", { name: "Contributor" }).selectOption({ label: `Patel-Ruiz, Dev (${CONTRIBUTOR})` });
  const { etag } = await administrator.ask("GET", `/v1/compliance/reviews/${id}`);
  await administrator.ask("PATCH", `/v1/compliance/reviews/${id}`, { mode: "on-site" }, { "If-Match": etag });
  await page.getByRole("button", { name: "Let in", exact: true }).click();
  await page.getByText("Mode: On-site, before: Online").waitFor();
  await visit.look("review-conflict");
  await page.getByRole("combobox", { name: "Contributor" }).selectOption({ label: `Patel-Ruiz, Dev (${CONTRIBUTOR})` });
  await page.getByRole("button", { name: "Let in", exact: true }).click();
  await page.getByText("Dev Patel-Ruiz is in this review now").waitFor();
  await visit.look("review-contributors");
  await told(CONTRIBUTOR, "you have access to the review", id);
  const inside = await at(CONTRIBUTOR, `/review?id=${id}`);
  await inside.page.getByRole("heading", { name: /Evidence request/ }).waitFor();
  await page.getByRole("button", { name: "Take out Dev Patel-Ruiz" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Take out" }).click();
  await page.getByText("Dev Patel-Ruiz is no longer in this review.").waitFor();
  await inside.page.reload();
  await inside.page.getByRole("heading", { level: 1, name: "Review not found" }).waitFor();
});

test("files are cancelled, tried again and replaced; leaving meanwhile is asked about; older editions stay", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id, request } = await prepareReview(administrator);
  const coordinator = await ApiClient.signIn(COORDINATOR);
  await letIn(coordinator, id);
  const visit = await at(CONTRIBUTOR, `/review?id=${id}`);
  const { page } = visit;
  const field = files(page, request);
  await field.waitFor();

  // The storage does not answer until it is released.
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/quarantine/, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await field.setInputFiles([pdf("One.pdf"), pdf("Two.pdf"), pdf("Three.pdf")]);
  await page.getByText("3 files on the way.").waitFor();
  await visit.look("review-uploads");
  await page.getByRole("link", { name: "All compliance reviews" }).click();
  await page.getByRole("dialog").getByText("3 files not uploaded yet").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel: Two.pdf" }).click();
  await page.getByText("2 files on the way.").waitFor();
  release();
  await page.getByText("One.pdf: Accepted").waitFor({ state: "attached" });
  await page.getByText("Three.pdf: Accepted").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Dismiss: Two.pdf" }).waitFor();
  await page.unroute(/quarantine/);

  await page.route(/quarantine/, (route) => route.abort(), { times: 1 });
  await page.getByRole("button", { name: "Try again: Two.pdf" }).click();
  await page.getByText("Two.pdf: Not sent. The connection broke off.").waitFor({ state: "attached" });
  await visit.look("review-upload-failed");
  await page.getByRole("button", { name: "Try again: Two.pdf" }).click();
  await page.getByText("Two.pdf: Accepted").waitFor({ state: "attached" });

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Upload a new edition of One.pdf" }).click();
  await (await chooser).setFiles(pdf("One, corrected.pdf"));
  await page.getByText("One, corrected.pdf: Accepted").waitFor({ state: "attached" });
  const older = page.getByText("1 older edition of One, corrected.pdf");
  await older.click();
  await page.getByRole("button", { name: "Download One.pdf, edition 1" }).waitFor();
  await visit.look("review-editions");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download One, corrected.pdf, edition 2" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("One, corrected.pdf");
  expect(
    readFileSync(await file.path())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");

  await field.setInputFiles([{ name: "notes.exe", mimeType: "application/octet-stream", buffer: Buffer.from("x") }]);
  await page.getByText("notes.exe: Not accepted. This kind of file").waitFor({ state: "attached" });
  // The browser's own line about the request that this test cut off.
  expect(visit.complaints.splice(0).filter((line) => !line.includes("net::ERR_FAILED"))).toEqual([]);
});

test("a long thread is read page by page, and a comment without words is not written", async () => {
  const administrator = await ApiClient.signIn(ADMINISTRATOR);
  const { id, item } = await prepareReview(administrator);
  for (let count = 1; count <= 21; count += 1) {
    const comment = { target: { item }, text: `Comment ${count}` };
    await administrator.ask("POST", `/v1/compliance/reviews/${id}/comments`, comment, {
      "Idempotency-Key": crypto.randomUUID(),
    });
  }
  const visit = await at(COORDINATOR, `/review?id=${id}#item-${item}`);
  const { page } = visit;
  const thread = page.locator("ot-review-item .ot-item__content > ot-thread").first();
  await thread.locator("summary").click();
  await thread.getByText("Comment 21", { exact: true }).waitFor();
  expect(await thread.locator("li").count()).toBe(20);
  await thread.getByRole("button", { name: "Show older comments" }).click();
  await thread.getByText("Comment 1", { exact: true }).waitFor();
  await thread.getByRole("button", { name: "Write the comment" }).click();
  await thread.getByText("A comment must say something.").waitFor();
  await visit.look("review-thread");
});

test("by keyboard alone: from the list to an item, its comments and the due days as a calendar file", async () => {
  const { id, item } = await prepareReview(await ApiClient.signIn(ADMINISTRATOR));
  const visit = await at(COORDINATOR, `/review?id=${id}`, { width: 320, height: 640 });
  const { page } = visit;
  await page.getByRole("heading", { name: /Evidence request/ }).waitFor();
  const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? "");
  const tabTo = async (text: string) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if ((await focused()).startsWith(text)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${text} is not reached by the keyboard`);
  };
  await tabTo("Save the due days for your calendar");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const file = await download;
  expect(file.suggestedFilename()).toBe("review-due-days.ics");
  const text = readFileSync(await file.path(), "utf8");
  expect(text).toContain("BEGIN:VCALENDAR");
  expect(text).toContain(dayFromToday(10).replaceAll("-", ""));
  await tabTo("English Learner");
  await page.keyboard.press("Enter");
  await tabTo("I-EL 01");
  await page.keyboard.press("Enter");
  await page.locator(`#item-${item} .ot-item__content`).waitFor({ state: "hidden" });
  await page.keyboard.press("Enter");
  await tabTo("Comments");
  await page.keyboard.press("Enter");
  await page.getByText("No comment yet.").first().waitFor();
  await visit.look("review-narrow");
  await page.goto("/reviews");
  await page.getByRole("table").waitFor();
  await visit.look("reviews-narrow");
});

test("home names what is due soon and leads to it", async () => {
  const { id, request } = await prepareReview(await ApiClient.signIn(ADMINISTRATOR));
  const visit = await at(COORDINATOR, "/");
  const { page } = visit;
  const link = page.locator(`a[href="/review?id=${id}#evidence-request-${request}"]`);
  await link.waitFor();
  await visit.look("home-compliance");
  await link.click();
  await page.locator(`#evidence-request-${request}`).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe(`evidence-request-${request}`);
});
