import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Visit } from "./browser";
import { COORDINATOR } from "./reviews";

async function at(path: string, size?: { width: number; height: number }): Promise<Visit> {
  const visit = await Visit.begin(size);
  await visit.page.goto(path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

test("whoever comes looks up whether a school needs second scoring, by name and by code", async () => {
  const visit = await at("/");
  const { page } = visit;
  await page
    .getByRole("navigation", { name: "Help and resources" })
    .getByRole("link", { name: "Second scoring" })
    .click();
  await page.getByRole("heading", { level: 1, name: "Second scoring" }).waitFor();
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByRole("link", { name: "School or code: enter a school or a code" }).waitFor();
  await visit.look("second-scoring-missing");
  await page.getByLabel("School or code").fill("cedar");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText("Listed: second scoring is required").waitFor();
  await page.getByRole("row", { name: /Cedar High.*99000010000103.*Poppy Valley.*Form 2/ }).waitFor();
  await visit.look("second-scoring-listed");
  expect(new URL(page.url()).searchParams.get("query")).toBe("cedar");

  await page.getByLabel("School or code").fill("99000010000101");
  await page.getByLabel("School or code").press("Enter");
  await page.getByText("Not listed: not required").waitFor();
  await visit.look("second-scoring-not-listed");
  await page.getByLabel("Administration year").selectOption({ index: 2 });
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText(/^The list of \d{4}-\d{2} is not here yet$/).waitFor();
  await visit.look("second-scoring-no-list");
  await page.getByLabel("School or code").fill("123");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByRole("link", { name: /^School or code: must be/ }).waitFor();
});

test("answers are found by all words, by any and by topic, and each can be linked to", async () => {
  const visit = await at("/answers");
  const { page } = visit;
  await page.getByText("12 answers").waitFor();
  await visit.look("answers");
  await page.getByLabel("Words").fill("sign affidavit");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("heading", { level: 2 }).first().waitFor();
  const first = page.getByRole("article").first();
  await first.getByRole("heading", { name: "Where do I sign the security affidavit?" }).waitFor();
  await visit.look("answers-found");
  await page.getByLabel("Words").fill("nothing at all");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No answer holds these words").waitFor();
  await visit.look("answers-none");
  await page.getByLabel("Words").fill("elpac+bulletins");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("2 answers").waitFor();
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("12 answers").waitFor();
  await page.getByLabel("Topic").selectOption("Students");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 answer", { exact: true }).waitFor();

  const link = page.getByRole("link", { name: /^Link to this answer/ });
  const place = (await link.getAttribute("href")) ?? "";
  await page.goto("/contacts");
  await page.goto(place);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe("A student is not found. Where is the record?");
});

test("contacts name the success agent of a county, or whom to call where there is none", async () => {
  const visit = await at("/contacts");
  const { page } = visit;
  await page.getByRole("heading", { name: "CalTAC (demo)" }).waitFor();
  await visit.look("contacts");
  await page.getByLabel("County", { exact: true }).selectOption("Poppy County");
  await page.getByRole("heading", { name: "Saskia Success" }).waitFor();
  await visit.look("contacts-agent");
  for (const county of ["Los Angeles", "Alpine"]) {
    await page.getByLabel("County", { exact: true }).selectOption(county);
    await page.getByText("No success agent is listed for this county: call CalTAC (demo), 916-555-0101.").waitFor();
  }
  await visit.look("contacts-none");
  await page.goto("/contacts?county=98");
  await page.getByRole("heading", { name: "CalTAC (demo)" }).waitFor();
});

test("a coordinator takes the notice to parents with year and LEA filled in", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn(COORDINATOR, "/letter-templates");
  await page.getByRole("heading", { level: 2, name: /CAASPP/ }).waitFor();
  expect(await page.getByLabel("Name of the LEA").inputValue()).toContain("Poppy Valley Unified");
  await visit.look("letter-templates");
  await page.getByLabel("Name of the LEA").fill("Poppy & Valley");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download .*CAASPP/ }).click();
  const taken = await download;
  expect(taken.suggestedFilename()).toMatch(/^caaspp-notice-\d{4}-\d{2}\.docx$/);
  // A ZIP archive, as every Word document is one.
  expect(
    readFileSync(await taken.path())
      .subarray(0, 4)
      .toString("latin1"),
  ).toBe("PK\u0003\u0004");
});

test("all of it fits on a telephone", async () => {
  const size = { width: 320, height: 640 };
  for (const path of ["second-scoring?query=high", "answers", "contacts?county=99", "letter-templates"]) {
    const visit = await at(`/${path}`, size);
    await visit.page.locator(".ot-loading").waitFor({ state: "detached" });
    await visit.look(`${path.split("?")[0] ?? ""}-320`);
  }
});
