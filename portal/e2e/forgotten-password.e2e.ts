import { expect, test } from "vitest";
import { PASSWORD, Visit, letterTo } from "./browser";
import { activated, freshAddress, pathOf } from "./people";

const ANOTHER = "granite otters borrow umbrellas";

test("a forgotten password is replaced through the mail, and the sessions of the old one end", async () => {
  const username = await activated();
  const before = await Visit.begin();
  await before.signIn(username);
  await before.page.getByRole("heading", { name: /^Welcome/ }).waitFor();

  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot user name or password?" }).click();
  await page.getByRole("heading", { name: "Forgot user name or password" }).waitFor();
  await visit.look("forgot");
  await page.getByRole("button", { name: "Send the letter" }).click();
  await page.getByText("Enter your e-mail address or user name.").first().waitFor();
  await visit.look("forgot-refused");
  await page.getByLabel("E-mail address or user name").fill(username);
  await page.getByRole("button", { name: "Send the letter" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Look into your mail");
  await visit.look("forgot-sent");

  const { text, links } = await letterTo(username, /link to reset the password/);
  expect(text).toContain(username);
  await page.goto(pathOf(links));
  await page.getByRole("heading", { name: "Choose another password" }).waitFor();
  expect(new URL(page.url()).hash, "the token in the address bar").toBe("");
  await visit.look("reset-password");
  await page.getByLabel("New password").fill(ANOTHER);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("Your password is set. Sign in with it.").waitFor();

  await page.goto("/sign-in");
  await page.getByLabel("User name").fill(username);
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("alert").getByText("The user name or the password is not right").waitFor();
  await page.locator("#password").fill(ANOTHER);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();

  await before.page.reload();
  await before.page.getByRole("heading", { name: "OpenTOMS" }).waitFor();
  await letterTo(username, /password was changed/);
});

test("the answer is the same for an address that nobody has", async () => {
  const known = await activated();
  const visit = await Visit.begin();
  const answers: string[] = [];
  for (const address of [known, freshAddress()]) {
    await visit.page.goto("/forgot");
    await visit.page.getByLabel("E-mail address or user name").fill(address);
    await visit.page.getByRole("button", { name: "Send the letter" }).click();
    await visit.page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    answers.push((await visit.page.locator("main").innerText()).replace(address, "…"));
  }
  expect(answers[1]).toBe(answers[0]);
});

test("a link that is none leads to requesting one", async () => {
  const visit = await Visit.begin();
  await visit.page.goto("/reset-password#not-a-token");
  await visit.page.getByLabel("New password").fill(ANOTHER);
  await visit.page.getByRole("button", { name: "Set password" }).click();
  await visit.page.getByRole("heading", { name: "This link cannot be used (any more)" }).waitFor();
  await visit.look("reset-password-link-not-valid");
  await visit.page.getByRole("link", { name: "Request a new link" }).click();
  await visit.page.waitForURL("**/forgot");
});
