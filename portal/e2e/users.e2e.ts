import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { Visit, letterTo } from "./browser";
import { CEDAR_HIGH, Caller, DUNE_HIGH, activated, add, freshAddress, year } from "./people";

const COORDINATOR = "lea.coordinator@poppy.test";

/** Somebody of the demo data at a page. */
async function at(path: string, username = COORDINATOR, size?: { width: number; height: number }) {
  await Caller.signedIn(username);
  const visit = await Visit.begin(size);
  await visit.signIn(username, path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  return { visit, page: visit.page };
}

/** The coordinator at the page of somebody, who is found by the list as everybody is. */
async function atUser(email: string) {
  const begun = await at("/users");
  const { page } = begun;
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 user", { exact: true }).waitFor();
  await page.getByRole("link", { name: /, / }).click();
  await page.getByRole("heading", { name: "Access" }).waitFor();
  return begun;
}

async function chooseRole(page: Page, organization: string, role: string): Promise<void> {
  await page.getByRole("combobox", { name: "Organization" }).selectOption(organization);
  await page.locator("ot-role-fields label", { hasText: role }).click();
}

test("a coordinator finds users by name, address, school, role and state, and clears the search", async () => {
  const { visit, page } = await at("/users");
  await page.getByRole("columnheader", { name: "Roles" }).waitFor();
  await visit.look("users");
  await page.getByLabel("Last name").fill("nunez");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 user", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Núñez, Tomás" }).waitFor();
  expect(new URL(page.url()).search).toBe("");
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByText("1 user", { exact: true }).waitFor({ state: "detached" });
  expect(await page.getByLabel("Last name").inputValue()).toBe("");
  await page.getByLabel("State").selectOption("Deactivated");
  await page.getByLabel("Role").selectOption("test administrator");
  await page.getByLabel("Organization").selectOption(CEDAR_HIGH);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "Olsen, Frank" }).waitFor();
  await page.getByLabel("Role").selectOption("site ELPAC coordinator");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No users").waitFor();
  await visit.look("users-none");
});

test("a search that cannot be is refused at its fields, and what was typed stays", async () => {
  const { visit, page } = await at("/users");
  await page.getByLabel("Last name").fill("raman");
  await page.getByLabel("E-mail address").fill("test.administrator@poppy.test");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("The search is not complete").waitFor();
  await page.getByText("finds one user: leave name out").first().waitFor();
  expect(await page.getByLabel("Last name").inputValue()).toBe("raman");
  await visit.look("users-refused");
});

test("the list of users is saved as CSV and fits on a telephone", async () => {
  const { visit, page } = await at("/users", COORDINATOR, { width: 320, height: 640 });
  await page.getByLabel("Last name").fill("raman");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 user", { exact: true }).waitFor();
  await visit.look("users-320");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const lines = readFileSync(await (await download).path(), "utf8").split("\r\n");
  expect(lines[0]).toBe("\u{feff}Last name,First name,E-mail address,State,Roles");
  expect(lines).toContain(
    `Raman,Priya,test.administrator@poppy.test,Active,"test administrator, Cedar High, ${year()}"`,
  );
});

test("who has no part in users is told so by the API", async () => {
  const { visit, page } = await at("/users", "editor@cde.test");
  await page.getByRole("alert").waitFor();
  await visit.look("users-forbidden");
});

test("a user is added step by step, the letter goes out, and another can be added", async () => {
  const { visit, page } = await at("/add-user");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("The user is not added yet").waitFor();
  expect(await page.locator("#summary li").count()).toBe(4);
  await visit.look("add-user-missing");
  const email = freshAddress();
  await page.getByLabel("First name").fill("Mayra");
  await page.getByLabel("Last name").fill("Ruiz");
  await page.getByLabel("E-mail address").fill(email);
  await chooseRole(page, CEDAR_HIGH, "test administrator");
  await page.locator("ot-role-fields label", { hasText: "test examiner" }).click();
  await visit.look("add-user");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Confirm and save" }).waitFor();
  await visit.look("add-user-confirm");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Mayra Ruiz is added").waitFor();
  await page.getByText("The activation letter was sent to").waitFor();
  await visit.look("add-user-added");
  expect((await letterTo(email, /Set up your/)).links).not.toEqual([]);
  await page.getByRole("button", { name: "Add another user" }).click();
  expect(await page.getByLabel("First name").inputValue()).toBe("");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("first_name");
});

test("what the API refuses stands at its field in the form, with everything that was typed", async () => {
  const { visit, page } = await at("/add-user");
  await page.getByLabel("First name").fill("Mayra");
  await page.getByLabel("Last name").fill("Ruiz");
  await page.getByLabel("E-mail address").fill("not an address");
  await chooseRole(page, CEDAR_HIGH, "test examiner");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The user is not added yet").waitFor();
  expect(await page.getByLabel("First name").inputValue()).toBe("Mayra");
  expect(await page.getByLabel("E-mail address").getAttribute("aria-invalid")).toBe("true");
  await visit.look("add-user-refused");
});

test("an answer that was lost is asked for again with the same key, and adds nobody twice", async () => {
  const { visit, page } = await at("/add-user");
  const email = freshAddress();
  await page.getByLabel("First name").fill("Mayra");
  await page.getByLabel("Last name").fill("Ruiz");
  await page.getByLabel("E-mail address").fill(email);
  await chooseRole(page, CEDAR_HIGH, "test examiner");
  await page.getByRole("button", { name: "Continue" }).click();
  const keys: (string | undefined)[] = [];
  await page.route("**/v1/users", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    // The service does it, and the answer is lost on the way.
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The service cannot be reached").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Mayra Ruiz is added").waitFor();
  expect(keys[0]).toBe(keys[1]);
  expect(visit.complaints.splice(0), "the answer that was lost").toEqual(["Failed to load resource: net::ERR_FAILED"]);
});

test("an address that has an account is given the role, and the page says that", async () => {
  const email = await activated();
  const { page } = await at("/add-user");
  await page.getByLabel("First name").fill("Other");
  await page.getByLabel("Last name").fill("Name");
  await page.getByLabel("E-mail address").fill(email);
  await chooseRole(page, CEDAR_HIGH, "test examiner");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("had an account already").waitFor();
});

test("name and telephone are changed, and a wrong one is refused at its field", async () => {
  const email = await activated();
  const { visit, page } = await atUser(email);
  await visit.look("user");
  await page.getByLabel("Last name").fill("");
  await page.getByRole("button", { name: "Save name and telephone" }).click();
  await page.getByText("The user is not changed").waitFor();
  await visit.look("user-refused");
  await page.getByLabel("Last name").fill("Haddad Ruiz");
  await page.getByLabel("Telephone").fill("(415) 555-0100 x 12");
  await page.getByRole("button", { name: "Save name and telephone" }).click();
  await page.getByText("Name and telephone are saved.").waitFor();
  await page.getByRole("heading", { name: "Noor Haddad Ruiz" }).waitFor();
  await visit.look("user-saved");
});

test("a role is given and taken away", async () => {
  const email = await activated();
  const { visit, page } = await atUser(email);
  await page.getByRole("button", { name: "Add a role" }).click();
  await page.getByRole("button", { name: "Add the role" }).click();
  await page.getByText("The role is not added yet").waitFor();
  await chooseRole(page, CEDAR_HIGH, "test examiner");
  await visit.look("user-add-role");
  await page.getByRole("button", { name: "Add the role" }).click();
  await page.getByText("Added: test examiner, Cedar High").waitFor();
  await page.getByRole("rowheader", { name: "test examiner" }).waitFor();
  await page.getByRole("button", { name: /Remove the role test examiner/ }).click();
  await page.getByRole("dialog").getByText("What the role allows ends at once").waitFor();
  await visit.look("user-remove-role");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  expect(await page.getByRole("rowheader", { name: "test examiner" }).count()).toBe(1);
  await page.getByRole("button", { name: /Remove the role test examiner/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the role" }).click();
  await page.getByText("The role is removed: test examiner").waitFor();
  expect(await page.getByRole("rowheader", { name: "test examiner" }).count()).toBe(0);
  await page.getByRole("button", { name: /Remove the role site CAASPP coordinator/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the role" }).click();
  await page.getByText("You see no role of this user any more.").waitFor();
  await visit.look("user-gone");
});

test("a deactivated person's open page is refused at once, and re-activated they sign in again", async () => {
  const email = await activated();
  const theirs = await at("/users", email);
  await theirs.page.getByRole("button", { name: "Search" }).waitFor();
  const { visit, page } = await atUser(email);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByText("Every session ends at once").waitFor();
  await visit.look("user-deactivate");
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("The user is deactivated:").waitFor();
  await visit.look("user-deactivated");
  await theirs.page.getByRole("button", { name: "Search" }).click();
  await theirs.page.waitForURL((url) => url.pathname === "/sign-in");
  await page.getByRole("button", { name: "Re-activate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Re-activate" }).click();
  await page.getByText("The user is re-activated.").waitFor();
  await theirs.visit.signIn(email, "/users");
  await theirs.page.getByRole("heading", { name: "Users" }).waitFor();
});

test("sessions of a user are ended, and the activation letter is sent again, but not too soon", async () => {
  const email = await add();
  const [before] = (await letterTo(email, /Set up your/)).links;
  const { visit, page } = await atUser(email);
  await page.getByRole("button", { name: "Send the activation letter again" }).click();
  await page.getByText("The activation letter is on its way again.").waitFor();
  await expect.poll(async () => (await letterTo(email, /Set up your/)).links[0], { timeout: 30_000 }).not.toBe(before);
  await page.getByRole("button", { name: "Send the activation letter again" }).click();
  await page.getByText("was sent a moment ago").waitFor();
  await page.getByText(/try again in/i).waitFor();
  await visit.look("user-activation-too-soon");
  await page.getByRole("button", { name: "End all sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End all sessions" }).click();
  await page.getByText("All sessions of the user have ended.").waitFor();
});

test("a change that somebody else overtook shows what changed, keeps what was typed, and can be saved again", async () => {
  const email = await activated();
  const [first, second] = [await atUser(email), await atUser(email)];
  await second.page.getByLabel("Telephone").fill("(415) 555-0199");
  await second.page.getByRole("button", { name: "Save name and telephone" }).click();
  await second.page.getByText("Name and telephone are saved.").waitFor();
  await first.page.getByLabel("First name").fill("Nora");
  await first.page.getByLabel("Telephone").fill("(415) 555-0111");
  await first.page.getByRole("button", { name: "Save name and telephone" }).click();
  await first.page.getByText("The user was changed after you opened the page").waitFor();
  await first.page.getByText("Telephone: (415) 555-0199, before: none").waitFor();
  expect(await first.page.getByLabel("First name").inputValue()).toBe("Nora");
  expect(await first.page.getByLabel("Telephone").inputValue()).toBe("(415) 555-0111");
  await first.visit.look("user-conflict");
  await first.page.getByRole("button", { name: "Save name and telephone" }).click();
  await first.page.getByText("Name and telephone are saved.").waitFor();
  await first.page.getByRole("heading", { name: "Nora Haddad" }).waitFor();
});

test("the last coordinator of an LEA is removed only when that is confirmed", async () => {
  await Caller.signedIn("state.admin@cde.test");
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("state.admin@cde.test", "/users");
  await page.getByLabel("E-mail address").fill("lea.coordinator@redwood.test");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 user", { exact: true }).waitFor();
  await page.getByRole("link", { name: /, / }).click();
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  const dialog = page.getByRole("dialog", { name: "Nobody else coordinates these tests for the LEA" });
  await dialog.getByText("LEA CAASPP coordinator").waitFor();
  await visit.look("user-last-coordinator");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Active", { exact: true }).waitFor();
});

test("who also works elsewhere keeps name and state, and the page says why", async () => {
  const superintendent = await Caller.signedIn("superintendent@poppy.test");
  const email = await add();
  const lea = { role: "lea-elpac-coordinator", organization: "99000010000000", year: year() };
  await superintendent.send("POST", "/v1/users", { first_name: "Noor", last_name: "Haddad", email, roles: [lea] });
  const { visit, page } = await atUser(email);
  await page.getByText("This user also works elsewhere").waitFor();
  expect(await page.getByLabel("First name").count()).toBe(0);
  expect(await page.getByRole("button", { name: "Deactivate" }).isDisabled()).toBe(true);
  await page.getByText("the state is not yours alone to change").waitFor();
  await visit.look("user-elsewhere");
});

test("the help desk sees and helps but changes nobody", async () => {
  const { visit, page } = await at("/users", "help.desk@caltac.test");
  expect(await page.getByRole("link", { name: "Add a user" }).count()).toBe(0);
  await page.getByLabel("E-mail address").fill("test.administrator@poppy.test");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("1 user", { exact: true }).waitFor();
  await page.getByRole("link", { name: "Raman, Priya" }).click();
  await page.getByText("it changes none").waitFor();
  expect(await page.getByRole("button", { name: "Deactivate" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "End all sessions" }).isEnabled()).toBe(true);
  await visit.look("user-help-desk");
});

test("an id of nobody is one answer with a user of somebody else", async () => {
  const { visit, page } = await at("/user?id=aaaaaaaaaaaaaaaaaaaaaaaaaa");
  await page.getByRole("alert").waitFor();
  await visit.look("user-not-found");
});

test("by the keyboard alone a user is added and a dialog is left with the focus where it was", async () => {
  const { visit, page } = await at("/add-user", COORDINATOR, { width: 320, height: 640 });
  const email = freshAddress();
  await page.getByLabel("First name").focus();
  const { keyboard } = page;
  for (const text of ["Mayra", "Ruiz", email, "(415) 555-0100"]) {
    await keyboard.type(text);
    await keyboard.press("Tab");
  }
  await keyboard.type("Cedar");
  await keyboard.press("Tab");
  await keyboard.press("Space");
  await visit.look("add-user-320");
  for (let tabs = 0; (await page.evaluate(() => document.activeElement?.textContent.trim())) !== "Continue"; tabs++) {
    expect(tabs, "presses of Tab").toBeLessThan(8);
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  await page.getByText("site CAASPP coordinator, Cedar High").waitFor();
  await visit.look("add-user-confirm-320");
  await keyboard.press("Tab");
  await keyboard.press("Enter");
  await page.getByText("Mayra Ruiz is added").waitFor();
  await page.getByRole("link", { name: "Open the user" }).press("Enter");
  await page.getByRole("button", { name: "Deactivate" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  await visit.look("user-deactivate-320");
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.textContent.trim())).toBe("Deactivate");
  await visit.look("user-320");
});

test("a compliance monitor is given program instruments, and the user's page names them", async () => {
  const { visit, page } = await at("/add-user", "compliance.admin@cde.test");
  const email = freshAddress();
  await page.getByLabel("First name").fill("Hana");
  await page.getByLabel("Last name").fill("Sato");
  await page.getByLabel("E-mail address").fill(email);
  await chooseRole(page, "CA", "compliance monitor");
  await page.locator("#instruments").waitFor();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Program instruments: at least one must be chosen" }).waitFor();
  await visit.look("add-monitor-missing");
  await page.locator("ot-role-fields label", { hasText: "English Learner" }).click();
  await page.locator("ot-role-fields label", { hasText: "Homeless Education" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Hana Sato is added").waitFor();
  await page.getByRole("link", { name: "Open the user" }).click();
  await page.getByText("English Learner, Homeless Education").waitFor();
  await visit.look("user-monitor");
  await page.getByRole("button", { name: "Add a role" }).click();
  await chooseRole(page, "CA", "compliance monitor");
  await page.locator("ot-role-fields label", { hasText: "Migrant Education" }).click();
  await page.getByRole("button", { name: "Add the role" }).click();
  await page.getByText("English Learner, Homeless Education").waitFor({ state: "detached" });
  await page.locator("td, th").getByText("Migrant Education", { exact: true }).waitFor();
});

test("a list longer than a page is shown page by page and saved as a whole", async () => {
  const coordinator = await Caller.signedIn(COORDINATOR);
  const head = "First name,Last name,CDS code,E-mail address,Telephone number,Role in organization";
  const family = `Zapata ${freshAddress().slice(0, 8)}`;
  const row = (number: number) => `Ines,${family} ${number},${DUNE_HIGH},${freshAddress()},,Site ELPAC Coordinator`;
  const csv = [head, ...Array.from({ length: 51 }, (_, number) => row(number))].join("\n");
  const { digest } = (await coordinator.send("POST", "/v1/users/uploads", { csv })) as { digest: string };
  await coordinator.send("POST", "/v1/users/uploads", { csv, commit: true, digest });
  const { page } = await at("/users");
  await page.getByLabel("Last name").fill(family);
  await page.getByLabel("Organization").selectOption(DUNE_HIGH);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("50+ users").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const saved =
    readFileSync(await (await download).path(), "utf8")
      .trim()
      .split("\r\n").length - 1;
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
  expect([saved, await page.locator("tbody tr").count()]).toEqual([51, 51]);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Zapata/);
});
