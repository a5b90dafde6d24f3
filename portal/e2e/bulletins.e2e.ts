import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import type { Page } from "playwright-core";
import { localTime } from "../shared/common/times";
import type { Draft, Published } from "../bulletins/types";
import { ApiClient } from "./api";
import { Visit, choose, letterTo } from "./browser";
import { COMMUNICATION } from "./communication";

const EDITOR = "editor@cde.test";
/** The schema of JSON Feed, from a package that is not ours. */
const SCHEMA = new URL("../node_modules/jsonfeed-schema/schema-v1.1.json", import.meta.url);
const MINUTE = 60_000;

/** A headline that no other run has. */
function headline(words: string): string {
  return `${words} ${randomUUID().slice(0, 6)}`;
}

async function editor(path: string, size?: { width: number; height: number }): Promise<Visit> {
  const visit = await Visit.begin(size);
  await visit.signIn(EDITOR, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

/** Drafts a bulletin as the API has it. */
async function drafted(client: ApiClient, words: string): Promise<Draft> {
  const draft = {
    headline: headline(words),
    dated: "2026-11-23",
    audience: { roles: ["lea-caaspp-coordinator"], leas: ["9900001"] },
    sections: [
      { kind: "notice", text: "Results are public." },
      { kind: "reminders", text: "Order paper tests early." },
    ],
  };
  const { body } = await client.ask("POST", "/v1/bulletins", draft, { "Idempotency-Key": randomUUID() });
  return body as Draft;
}

async function changed(client: ApiClient, { id, version }: Draft, change: unknown): Promise<Draft> {
  return (await client.ask("PATCH", `/v1/bulletins/${id}`, change, { "If-Match": `"${version}"` })).body as Draft;
}

async function published(client: ApiClient, { id, version }: Draft): Promise<Draft> {
  const path = `/v1/bulletins/${id}/publication`;
  return (await client.ask("POST", path, {}, { "If-Match": `"${version}"` })).body as Draft;
}

async function addSection(page: Page, heading: string, text: string): Promise<void> {
  await page.getByLabel("Section to add").selectOption({ label: heading });
  await page.getByRole("button", { name: "Add the section" }).click();
  await page.getByRole("textbox", { name: heading, exact: true }).fill(text);
}

test(
  "the editor writes a communication, schedules it and closes the browser; it is published on time, mailed and found",
  async () => {
    const visit = await editor("/edit-bulletins");
    const { page } = visit;
    await page.getByRole("heading", { name: "Scheduled" }).waitFor();
    await visit.look("bulletins");
    await page.getByRole("link", { name: "New bulletin" }).click();
    await page.getByRole("heading", { level: 1, name: "New bulletin" }).waitFor();
    await visit.look("bulletin-new");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: "Headline: must be filled in" }).waitFor();
    await visit.look("bulletin-gaps");

    const words = headline("CAASPP Communication: November 2025");
    await page.getByLabel("Headline").fill(words);
    await page.getByLabel("Date it bears").fill("2025-11-03");
    for (const role of ["Superintendent", "LEA CAASPP coordinator", "LEA ELPAC coordinator"]) await choose(page, role);
    await page.getByLabel("Program it is about").selectOption("caaspp");
    for (const [heading, text] of COMMUNICATION) await addSection(page, heading, text);
    await page.getByRole("textbox", { name: "Reminders", exact: true }).fill("Read more [here](/nowhere).");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText("There is no page /nowhere; correct the link.").waitFor();
    await visit.look("bulletin-advice");

    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { level: 1, name: words }).waitFor();
    await frame.getByText("Dear Superintendent, LEA CAASPP Coordinator, or LEA ELPAC Coordinator:").waitFor();
    await page.getByRole("button", { name: "Letter", exact: true }).click();
    await page.getByText(`Subject: ${words}`).waitFor();
    const body = page.frameLocator("iframe").locator("body");
    await body.getByText("Do not send me bulletins and notifications by mail any more").waitFor();
    // Its styles stand in the letter itself, and are there although no markup of the portal may have any.
    await expect
      .poll(() => body.evaluate((element) => getComputedStyle(element).backgroundColor))
      .toBe("rgb(238, 241, 245)");
    await visit.look("bulletin-letter");
    await page.getByRole("button", { name: "Letter as text" }).click();
    await page.getByText(/TEST SECURITY\n/).waitFor();
    await visit.look("bulletin-letter-text");

    const [, reminder = ""] = COMMUNICATION[2] ?? [];
    await page.getByRole("textbox", { name: "Reminders", exact: true }).fill(reminder);
    await page.getByText("It was changed after this preview.").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect(await page.getByText("Look again:").count()).toBe(0);
    await visit.look("bulletin-saved");

    await page.getByRole("button", { name: "Schedule" }).click();
    await page.getByRole("link", { name: "Time of publication: must be filled in" }).waitFor();
    await page.getByLabel("Time of publication").fill("2027-03-14T02:30");
    await page.getByRole("button", { name: "Schedule" }).click();
    await page.getByRole("link", { name: /^Time of publication: does not exist: the clocks go forward/ }).waitFor();
    await visit.look("bulletin-gap-of-the-clock");
    const due = localTime(new Date(Date.now() + 2.5 * MINUTE).toISOString());
    await page.getByLabel("Time of publication").fill(due);
    await page.getByRole("button", { name: "Schedule" }).click();
    await page.getByText(/^Scheduled: it is published on /).waitFor();
    await visit.look("bulletin-scheduled");
    const id = new URL(page.url()).searchParams.get("id") ?? "";
    await visit.context.close();

    const found = async (): Promise<Published | undefined> => {
      const answer = await fetch(`${inject("url")}/v1/bulletins/${id}`);
      return answer.ok ? ((await answer.json()) as Published) : undefined;
    };
    expect(await found()).toBeUndefined();
    await expect.poll(found, { timeout: 5 * MINUTE, interval: 2_000 }).toBeDefined();
    const { published_at } = (await found()) as Published;
    expect(localTime(published_at ?? "") >= due, `published at ${published_at ?? ""}, due ${due}`).toBe(true);
    expect(Date.now() - Date.parse(published_at ?? "")).toBeLessThan(2 * MINUTE);
    const pattern = new RegExp(words);
    for (const reader of ["lea.coordinator@poppy.test", "superintendent@poppy.test", "lea.coordinator@redwood.test"]) {
      expect((await letterTo(reader, pattern)).text).toContain("UPCOMING TRAININGS");
    }

    const reader = await Visit.begin();
    await reader.page.goto("/bulletins?year=2026");
    await reader.page.goto(`/bulletins?query=${encodeURIComponent(words.split(" ").at(-1) ?? "")}`);
    await reader.page.getByRole("link", { name: words }).click();
    await reader.page.getByRole("heading", { level: 1, name: words }).waitFor();
    await reader.look("bulletin-in-the-archive");
    await reader.page.goto("/");
    await reader.page.getByRole("link", { name: words }).waitFor();
  },
  8 * MINUTE,
);

test("the JSON feed keeps the schema of JSON Feed 1.1", async () => {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  const keeps = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")) as object);
  const answer = await fetch(`${inject("url")}/v1/bulletins.json`);
  expect(answer.headers.get("content-type")).toBe("application/feed+json");
  const feed = (await answer.json()) as { items: unknown[] };
  expect(keeps(feed), JSON.stringify(keeps.errors)).toBe(true);
  expect(feed.items.length).toBeGreaterThan(2);
  expect(keeps({ ...feed, items: [{ url: "no address" }] }), "what does not keep it is refused").toBe(false);
});

test("two editors lose nothing: each part is taken from whoever changed it, and where both did, both stay", async () => {
  const other = await ApiClient.signIn(EDITOR);
  const draft = await drafted(other, "Two editors");
  const visit = await editor(`/edit-bulletin?id=${draft.id}`);
  const { page } = visit;
  await page.getByRole("textbox", { name: "Notice", exact: true }).fill("Results are public. Mine.");
  await page.getByLabel("Date it bears").fill("2026-12-01");
  await changed(other, draft, {
    headline: `${draft.headline}, theirs`,
    sections: [
      { kind: "notice", text: "Results are public. Theirs." },
      { kind: "reminders", text: "Order paper tests early." },
      { kind: "previous", text: "See the [archive of bulletins](/bulletins)." },
    ],
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: /saved this bulletin after you opened it/ }).waitFor();
  await page.getByText("Only you changed this: yours is taken.").waitFor();
  await visit.look("bulletin-conflict");
  await page.getByRole("button", { name: "Go on with this" }).click();
  const notice = page.getByRole("textbox", { name: "Notice", exact: true });
  expect(await notice.inputValue()).toBe("Results are public. Theirs.\n\nResults are public. Mine.");
  expect(await page.getByLabel("Headline").inputValue()).toBe(`${draft.headline}, theirs`);
  expect(await page.getByLabel("Date it bears").inputValue()).toBe("2026-12-01");
  await page.getByRole("textbox", { name: "Previous Communications", exact: true }).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();

  await page.getByText("Earlier versions", { exact: true }).click();
  await page.getByText(/^Version 1: /).click();
  await visit.look("bulletin-versions");
  await page.getByRole("button", { name: "Take version 1 back" }).click();
  expect(await notice.inputValue()).toBe("Results are public.");
  await page.getByText("Not saved yet.").waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
});

test("what is not saved is not lost unawares", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const draft = await drafted(client, "Unsaved");
  const visit = await editor(`/edit-bulletin?id=${draft.id}`);
  const { page } = visit;
  await page.getByLabel("Headline").fill("Something else");
  await page.getByText("Save your changes first: what is published is what was saved.").waitFor();
  await page.getByRole("link", { name: "All bulletins" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Your changes are not saved" });
  await dialog.waitFor();
  await visit.look("bulletin-unsaved");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(await page.getByLabel("Headline").inputValue()).toBe("Something else");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Discard changes" }).click();
  expect(await page.getByLabel("Headline").inputValue()).toBe(draft.headline);
  await page.getByRole("link", { name: "All bulletins" }).first().click();
  await page.getByRole("heading", { level: 1, name: "Bulletins" }).waitFor();
});

test("what is scheduled gets another time, is taken off, and is published once somebody confirms to whom it goes", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const draft = await drafted(client, "Scheduled");
  const visit = await editor(`/edit-bulletin?id=${draft.id}`);
  const { page } = visit;
  await page.getByLabel("Time of publication").fill("2027-01-15T07:00");
  await page.getByRole("button", { name: "Schedule" }).click();
  await page.getByText("It is published on Jan 15, 2027, 7:00 AM PST.", { exact: true }).waitFor();
  await page.getByLabel("Another time").fill("2027-07-01T07:00");
  await page.getByRole("button", { name: "Change the time" }).click();
  await page.getByText("It is published on Jul 1, 2027, 7:00 AM PDT.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Take off the schedule" }).click();
  await page.getByText("Taken off the schedule. It is a draft again.").waitFor();

  await changed(client, { ...draft, version: draft.version + 3 }, { headline: `${draft.headline}, changed` });
  await page.getByRole("button", { name: "Publish now" }).click();
  const dialog = page.getByRole("dialog", { name: "Publish this bulletin now?" });
  await dialog.getByText("is mailed to LEA CAASPP coordinators in the LEA Poppy Valley Unified").waitFor();
  await visit.look("bulletin-publish-now");
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await page.getByRole("heading", { name: "Another editor saved this bulletin after you opened it" }).waitFor();
  await page.getByRole("heading", { level: 1, name: `${draft.headline}, changed` }).waitFor();
  await visit.look("bulletin-overtaken");
  await page.getByRole("button", { name: "Publish now" }).click();
  await dialog.getByRole("button", { name: "Publish now" }).click();
  await page.getByText("Published. The letters to its audience are on their way.").waitFor();
  const letters = page.getByRole("row", { name: /^Publication, / });
  await letters.waitFor();
  await visit.look("bulletin-published");
  await letterTo("lea.coordinator@poppy.test", new RegExp(`${draft.headline}, changed`));
});

test("a published bulletin is put right with a note, and mailed again where the editor says so", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const draft = await published(client, await drafted(client, "To correct"));
  const visit = await editor(`/edit-bulletin?id=${draft.id}`);
  const { page } = visit;
  await page.getByRole("button", { name: "Correct it" }).click();
  await page.getByRole("textbox", { name: "What was wrong" }).fill("The order had no day.");
  await page.getByRole("button", { name: "Publish the correction" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish the correction" }).click();
  await page.getByRole("link", { name: /^Sections: change at least one section/ }).waitFor();
  await visit.look("bulletin-nothing-corrected");
  await page.getByRole("textbox", { name: "Reminders", exact: true }).fill("Order paper tests by December 1.");
  await choose(page, "Mail it to the audience again");
  await page.getByRole("button", { name: "Publish the correction" }).click();
  await page.getByRole("dialog").getByText("it is mailed to LEA CAASPP coordinators").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Publish the correction" }).click();
  await page.getByText("Corrected. The letters are on their way.").waitFor();
  await page.getByText("The order had no day. (mailed)").waitFor();
  await page.getByRole("row", { name: /^Correction, / }).waitFor();
  // Sent once, counted once: the one coordinator, whatever the mail service said of the letter since.
  await expect
    .poll(
      async () => {
        const counts = await page
          .getByRole("row", { name: /^Correction, / })
          .getByRole("cell")
          .allTextContents();
        return counts.map(Number);
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toSatisfy((counts: number[]) => counts[0] === 0 && counts.reduce((sum, count) => sum + count, 0) === 1);
  await visit.look("bulletin-corrected");
  const pattern = new RegExp(draft.headline);
  await expect
    .poll(async () => (await letterTo("lea.coordinator@poppy.test", pattern)).text, { timeout: 30_000 })
    .toContain("The order had no day.");
});

test("an audience of counties or LEAs is chosen by name", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const draft = await drafted(client, "Places");
  const visit = await editor(`/edit-bulletin?id=${draft.id}`);
  const { page } = visit;
  await page.getByText("Poppy Valley Unified (demo) (9900001)").waitFor();
  await page.getByRole("button", { name: /^Remove Poppy Valley Unified/ }).click();
  await page.getByText("No LEA is chosen yet.").waitFor();
  await page.getByLabel("Find LEA to add by name").fill("Redwood");
  await page.getByRole("button", { name: "Find" }).click();
  await page
    .getByLabel("LEA to add", { exact: true })
    .selectOption({ label: "Redwood Coast Unified (demo) (99000020000000)" });
  await page.getByRole("button", { name: /^Remove Redwood/ }).waitFor();
  await visit.look("bulletin-leas");
  await choose(page, "Some counties");
  await page.getByRole("group", { name: /^Counties/ }).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Counties: choose at least one" }).waitFor();
  await page
    .getByRole("group", { name: /^Counties/ })
    .locator("label")
    .first()
    .click();
  await visit.look("bulletin-counties");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
});

test("a bulletin is written with the keyboard alone", async () => {
  const visit = await editor("/edit-bulletin");
  const { page } = visit;
  await page.getByLabel("Headline").focus();
  await page.keyboard.type(headline("By keyboard"));
  await page.getByRole("checkbox", { name: "Superintendent" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Add the section" }).focus();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("sections-0-text");
  await page.keyboard.type("Words.");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
    "Remove the section Notice",
  );
  await page.getByRole("button", { name: "Save", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Saved.", { exact: true }).waitFor();
});

test("a bulletin can be written on a telephone", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const draft = await drafted(client, "Narrow");
  const visit = await editor("/edit-bulletins", { width: 320, height: 640 });
  const { page } = visit;
  await page.getByRole("link", { name: draft.headline }).waitFor();
  await visit.look("bulletins-320");
  await page.getByRole("link", { name: draft.headline }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.frameLocator("iframe").getByRole("heading", { level: 1 }).waitFor();
  await visit.look("bulletin-320");
});

test("whoever is no editor is told who writes bulletins, and finds those that are published", async () => {
  const visit = await Visit.begin();
  await visit.signIn("lea.coordinator@poppy.test", "/edit-bulletins");
  const { page } = visit;
  await page.getByText("Bulletins are written by the bulletin editor.").waitFor();
  expect(await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Bulletins" }).count()).toBe(0);
  await visit.look("bulletins-not-editor");
  await page.goto(`/edit-bulletin?id=${"a".repeat(26)}`);
  await page.getByText("Bulletins are written by the bulletin editor.").waitFor();
});

test("a bulletin that does not exist is said not to", async () => {
  const visit = await editor(`/edit-bulletin?id=${"a".repeat(26)}`);
  await visit.page.getByRole("alert").waitFor();
  await visit.look("bulletin-absent");
});

test("bulletins by mail end with one click at the link of a letter, and begin again with another", async () => {
  const client = await ApiClient.signIn(EDITOR);
  const first = await published(client, await drafted(client, "Unsubscribe"));
  const { links } = await letterTo("lea.coordinator@poppy.test", new RegExp(first.headline));
  const link = new URL(links.find((address) => address.includes("/unsubscribe#")) ?? "");
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/unsubscribe");
  await page.getByRole("heading", { name: "Open the link in your letter" }).waitFor();
  await visit.look("unsubscribe-no-link");
  await page.goto(link.pathname + link.hash);
  await page.getByRole("button", { name: "Do not send me bulletins by mail" }).waitFor();
  await visit.look("unsubscribe");
  await page.getByRole("button", { name: "Do not send me bulletins by mail" }).click();
  await page.getByRole("heading", { name: "You get no more bulletins by mail" }).waitFor();
  await visit.look("unsubscribe-done");
  await page.getByRole("button", { name: "Undo: send them again" }).click();
  await page.getByRole("heading", { name: "You get bulletins by mail again" }).waitFor();
  const again = await published(client, await drafted(client, "Again"));
  await letterTo("lea.coordinator@poppy.test", new RegExp(again.headline));

  await page.goto("/unsubscribe#nobody");
  await page.getByRole("button", { name: "Do not send me bulletins by mail" }).click();
  await page.getByRole("heading", { name: "This link cannot be used" }).waitFor();
  await visit.look("unsubscribe-not-valid");
});
