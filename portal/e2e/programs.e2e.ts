import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ApiClient } from "./api";
import { Visit } from "./browser";
import { ADMINISTRATOR, COORDINATOR } from "./reviews";

async function at(username: string, path: string, size?: { width: number; height: number }): Promise<Visit> {
  await ApiClient.signIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return visit;
}

interface Contact {
  program: string;
  office: string;
  telephone: string;
  version: number;
}

async function contactOf(client: ApiClient, program: string): Promise<Contact> {
  const { body } = await client.ask("GET", "/v1/compliance/programs");
  const found = (body as { programs: Contact[] }).programs.find((one) => one.program === program);
  if (!found) throw new Error(`no program ${program}`);
  return found;
}

test("an LEA finds the office for each of the seven programs, saves the list, and changes nothing", async () => {
  const visit = await at(COORDINATOR, "/programs");
  const { page } = visit;
  await page.getByText("7 programs").waitFor();
  await page.getByRole("row", { name: /Special Education.*916-327-0141/ }).waitFor();
  await visit.look("programs");
  expect(await page.getByRole("button", { name: /^Change/ }).count()).toBe(0);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trimEnd()
    .split("\r\n");
  expect(lines).toHaveLength(8);
  expect(lines[0]).toBe("\uFEFFProgram,Use of the system,Office,Telephone,Program instruments");
});

test("the compliance administrator changes a contact; what is wrong, and what somebody else changed, is shown", async () => {
  const visit = await at(ADMINISTRATOR, "/programs");
  const { page } = visit;
  await page.getByRole("button", { name: "Change the contact of Charter Schools" }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("office");
  await page.getByLabel("Office").fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: "Office: must be filled in" }).waitFor();
  await visit.look("programs-missing");
  await page.getByLabel("Office").fill("Charter Schools Division");
  await page.getByLabel("Telephone").fill("call us");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("link", { name: /^Telephone: / }).waitFor();
  await visit.look("programs-refused");

  const client = await ApiClient.signIn(ADMINISTRATOR);
  const { version } = await contactOf(client, "charter-schools");
  const change = { telephone: `916-322-${String(1000 + (version % 9000))}` };
  await client.ask("PATCH", "/v1/compliance/programs/charter-schools", change, { "If-Match": `"${version}"` });
  // Another number than the page had: what was typed and is the same is not held against somebody else's change.
  const mine = `916-323-${String(1000 + (version % 9000))}`;
  await page.getByLabel("Telephone").fill(mine);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText(`Telephone: ${change.telephone}, before:`).waitFor();
  expect(await page.getByLabel("Telephone").inputValue()).toBe(mine);
  await visit.look("programs-conflict");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("The contact of Charter Schools is changed.").waitFor();
  expect((await contactOf(client, "charter-schools")).telephone).toBe(mine);
  await visit.look("programs-changed");
});

test("the contacts fit on a telephone", async () => {
  const visit = await at(ADMINISTRATOR, "/programs", { width: 320, height: 640 });
  await visit.page.getByText("7 programs").waitFor();
  await visit.page.getByRole("button", { name: "Change the contact of Title III" }).click();
  await visit.look("programs-320");
  await visit.page.getByRole("button", { name: "Cancel", exact: true }).click();
  expect(await visit.page.evaluate(() => document.activeElement?.textContent.trim())).toBe("Change");
});
