import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Visit } from "./browser";
import { CEDAR_HIGH, Caller, add, year } from "./people";

async function at(path: string, username = "lea.coordinator@poppy.test", size?: { width: number; height: number }) {
  await Caller.signedIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return { visit, page: visit.page };
}

const HEAD = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization";

function csv(...lines: string[]) {
  return { name: "users.csv", mimeType: "text/csv", buffer: Buffer.from([HEAD, ...lines, ""].join("\r\n")) };
}

test("a file with faults is named line by line, the same fault once, and nothing is saved", async () => {
  const { visit, page } = await at("/upload-users");
  await page.getByText("What the file must hold").click();
  await page.getByText("Test Administrator & Test Examiner").waitFor();
  await visit.look("upload-users");
  await page.getByRole("button", { name: "Look through" }).click();
  await page.getByText("must be chosen").first().waitFor();
  await page
    .getByLabel("CSV file")
    .setInputFiles(
      csv(
        `Ana,Ruiz,${CEDAR_HIGH},ana.upload@poppy.test,,Tester`,
        `Bo,Li,${CEDAR_HIGH},bo.upload@poppy.test,,Tester`,
        "Cy,Ott,99000020000102,cy.upload@poppy.test,,Test Examiner",
      ),
    );
  await page.getByRole("button", { name: "Look through" }).click();
  await page.getByRole("heading", { name: "The file has faults" }).waitFor();
  await page.getByRole("rowheader", { name: "2, 3 (2 times)" }).waitFor();
  expect(await page.getByRole("button", { name: /Commit/ }).count()).toBe(0);
  await visit.look("upload-users-faults");
});

test("a right file is looked through, committed, and the same file again changes nothing", async () => {
  const { visit, page } = await at("/upload-users");
  const [one, two] = [crypto.randomUUID().slice(0, 8), crypto.randomUUID().slice(0, 8)];
  const file = csv(
    `Ana,Ruiz,${CEDAR_HIGH},${one}@poppy.test,,Test Administrator & Test Examiner`,
    `Bo,Li,${CEDAR_HIGH},${two}@poppy.test,(415) 555-0100,Test Examiner`,
  );
  await page.getByLabel("CSV file").setInputFiles(file);
  await page.getByRole("button", { name: "Look through" }).click();
  await page.getByRole("heading", { name: "Nothing is wrong with the file" }).waitFor();
  await page.getByRole("rowheader", { name: "Ana Ruiz" }).waitFor();
  await visit.look("upload-users-looked-through");
  await page.getByRole("button", { name: "Commit 2 users" }).click();
  await page.getByRole("heading", { name: "The file is committed" }).waitFor();
  await visit.look("upload-users-committed");
  await page.getByRole("button", { name: "Upload another file" }).click();
  await page.getByLabel("CSV file").setInputFiles(file);
  await page.getByRole("button", { name: "Look through" }).click();
  await page.getByText("The file changes nothing.").waitFor();
  expect(await page.getByRole("button", { name: "Commit 0 users" }).isDisabled()).toBe(true);
  await visit.look("upload-users-unchanged");
});

test("the template of the upload has the columns that the service reads", async () => {
  const { page } = await at("/upload-users", undefined, { width: 320, height: 640 });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save an empty file as a template" }).click();
  const template = readFileSync(await (await download).path());
  expect(template.toString("utf8").replace("\u{feff}", "").trim()).toBe(HEAD);
  await page.getByLabel("CSV file").setInputFiles({ name: "t.csv", mimeType: "text/csv", buffer: template });
  await page.getByRole("button", { name: "Look through" }).click();
  await page.getByRole("heading", { name: /file/ }).waitFor();
});

test("who has not signed is found, saved, and their addresses are copied", async () => {
  const email = await add([{ role: "test-administrator", organization: CEDAR_HIGH, year: year() }]);
  const { visit, page } = await at("/affidavits");
  await visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("link", { name: "Raman, Priya" }).waitFor();
  await visit.look("affidavits");
  await page.getByLabel("Signed").selectOption("Not signed");
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByRole("cell", { name: email }).waitFor();
  await page.getByRole("link", { name: "Raman, Priya" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Copy e-mail addresses" }).click();
  await page.getByText(/e-mail address(es are| is) copied/).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split("; ")).toContain(email);
  expect(copied).not.toContain("test.administrator@poppy.test");
  await visit.look("affidavits-not-signed");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain(email);
});

test("affidavits of the other program are a list of their own, on a telephone too", async () => {
  const { visit, page } = await at("/affidavits", undefined, { width: 320, height: 640 });
  await page.getByLabel("Program").selectOption("ELPAC");
  await page.getByLabel("Administration year").selectOption(year(1));
  await page.getByRole("button", { name: "Show" }).click();
  await page.getByText("No people").waitFor();
  await visit.look("affidavits-320");
});

test("who has no part in affidavits is told so by the API", async () => {
  const { visit, page } = await at("/affidavits", "editor@cde.test");
  await page.getByRole("alert").waitFor();
  await visit.look("affidavits-forbidden");
});

test("an LEA's coordinator finds its schools by any word of the name and saves the list", async () => {
  const { visit, page } = await at("/organizations");
  await page.getByRole("rowheader", { name: "Cedar High" }).waitFor();
  await visit.look("organizations");
  await page.getByLabel("Name").fill("high");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("2 organizations", { exact: true }).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trim()
    .split("\r\n");
  expect(lines[1]).toBe("Cedar High,99000010000103,School,9900001,");
  await page.getByLabel("Name").fill("nowhere");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No organizations").waitFor();
  await visit.look("organizations-none");
});

test("the state goes from county to LEA to school, and finds any by its beginning", async () => {
  const { visit, page } = await at("/organizations", "state.admin@cde.test");
  await page.getByRole("link", { name: "Poppy County" }).click();
  await page.getByRole("link", { name: "Poppy Valley Unified (demo)" }).waitFor();
  await visit.look("organizations-county");
  await page.getByRole("link", { name: "Poppy Valley Unified (demo)" }).click();
  await page.getByRole("rowheader", { name: "Dune High" }).waitFor();
  await page.getByRole("link", { name: "All of your organizations" }).click();
  await page.getByLabel("Name").fill("estuary");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("cell", { name: "Directly funded", exact: true }).waitFor();
});

test("a place outside one's own is refused, and the page fits on a telephone", async () => {
  const { visit, page } = await at("/organizations?parent=99000020000000", undefined, { width: 320, height: 640 });
  await page.getByRole("alert").waitFor();
  await visit.look("organizations-outside");
  await page.getByRole("link", { name: "All of your organizations" }).click();
  await page.getByRole("rowheader", { name: "Cedar High" }).waitFor();
  await visit.look("organizations-320");
});
