import { expect, test } from "vitest";
import { PASSWORD, Visit, letterTo } from "./browser";
import { activated, add, freshAddress, pathOf } from "./people";

test("a first-time user gets in by the letter: password, sign-in, terms", async () => {
  const username = await add();
  const { links } = await letterTo(username, /Set up your/);
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto(pathOf(links));
  await page.getByRole("heading", { name: "Set up your account" }).waitFor();
  expect(new URL(page.url()).hash, "the token in the address bar").toBe("");
  expect(visit.addresses.filter((address) => address.includes("/v1/activations"))).toEqual([]);
  await visit.look("activate");

  await page.getByLabel("New password").fill("password1234567");
  await page.getByText("is made of your name, your organization's or this service's").waitFor();
  await visit.look("activate-weak");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByRole("heading", { name: "The password is not set yet" }).waitFor();
  await visit.look("activate-refused");

  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByText("This password can be used.").waitFor();
  expect(await page.locator("#password-error").count()).toBe(0);
  await visit.look("activate-strong");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("Your password is set. Sign in with it.").waitFor();
  await visit.look("sign-in-password-set");

  await page.getByLabel("User name").fill(username);
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Read and accept these terms to go on.").waitFor();
  await visit.look("terms-to-accept");
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByRole("heading", { name: "Welcome, Noor Haddad" }).waitFor();
  await page.getByText("Nothing at the moment").or(page.getByText("Your account has no second factor")).waitFor();
  await visit.look("home");
});

test("a link that was used leads to requesting another", async () => {
  const username = await activated();
  const { links } = await letterTo(username, /Set up your/);
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto(pathOf(links));
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByRole("heading", { name: "This link cannot be used (any more)" }).waitFor();
  await visit.look("activate-link-used");
  await page.getByRole("link", { name: "Request a new link" }).click();
  await page.getByRole("heading", { name: "First-time user" }).waitFor();
});

test("the page without its link says where the link is, and takes one that is opened then", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/activate");
  await page.getByRole("heading", { name: "Open the link in your letter" }).waitFor();
  await visit.look("activate-no-link");
  await page.goto("/activate#a.b");
  await page.getByLabel("New password").waitFor();
  expect(new URL(page.url()).hash).toBe("");
});

test("a new activation link is requested, and works", async () => {
  const username = await add();
  const first = pathOf((await letterTo(username, /Set up your/)).links);
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/first-time-user");
  await page.getByRole("button", { name: "Request a new link" }).click();
  await page.getByText("Enter your e-mail address.").first().waitFor();
  await visit.look("first-time-user-refused");
  await page.getByLabel("E-mail address").fill(username);
  await page.getByRole("button", { name: "Request a new link" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  await page.getByText("for 72 hours").first().waitFor();
  await visit.look("first-time-user-sent");

  let second = first;
  await expect
    .poll(async () => (second = pathOf((await letterTo(username, /Set up your/)).links)), { timeout: 30_000 })
    .not.toBe(first);
  await page.goto(second);
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.waitForURL("**/sign-in?password-set");
});

test("the answer is the same for an address that nobody has, and asking again and again has to wait", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/first-time-user");
  const nobody = freshAddress();
  for (let asked = 0; asked < 3; asked += 1) {
    await page.getByLabel("E-mail address").fill(nobody);
    await page.getByRole("button", { name: "Request a new link" }).click();
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    await page.getByRole("button", { name: "Use another address, or send again" }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("email");
  }
  await page.getByRole("button", { name: "Request a new link" }).click();
  await page
    .getByRole("alert")
    .getByText(/You can try again in (5\d|60) seconds\./)
    .waitFor();
  expect(await page.getByLabel("E-mail address").inputValue()).toBe(nobody);
  await visit.look("first-time-user-too-many");
});

test("who declines the terms is signed out", async () => {
  const username = await activated();
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill(username);
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("button", { name: "Decline" }).click();
  await page.getByRole("status").getByText("You are signed out.").waitFor();
  await visit.look("sign-in-signed-out");
  await page.goto("/choose-role");
  await page.waitForURL("**/sign-in?next=%2Fchoose-role");
});
