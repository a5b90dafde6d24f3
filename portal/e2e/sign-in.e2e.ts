import { expect, inject, test } from "vitest";
import { PASSWORD, Visit } from "./browser";
import { Caller, activated, freshAddress } from "./people";

const COORDINATOR = "lea.coordinator@poppy.test";

async function enter({ page }: Visit, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: false }).first().fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("a wrong password is refused in words, and what was typed stays", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in");
  const nobody = freshAddress();
  await enter(visit, nobody, "not the password at all");
  await page.getByRole("alert").getByText("The user name or the password is not right").waitFor();
  expect(await page.getByLabel("User name").inputValue()).toBe(nobody);
  expect(await page.locator("#password").inputValue()).toBe("not the password at all");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("alert");
  expect(new URL(page.url()).pathname).toBe("/sign-in");
  await visit.look("sign-in-wrong");
});

test("the sign-in page is clear to everybody, and names what is missing at its field", async () => {
  const visit = await Visit.begin();
  await visit.page.goto("/sign-in");
  await visit.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await visit.look("sign-in");
  await visit.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await visit.page.getByText("Enter your password.").first().waitFor();
  expect(await visit.page.evaluate(() => document.activeElement?.id)).toBe("summary");
  await visit.look("sign-in-refused");
  await visit.page.getByRole("link", { name: "Password: Enter your password." }).click();
  expect(await visit.page.evaluate(() => document.activeElement?.id)).toBe("password");
});

test("signing in leads on to the page that was asked for", async () => {
  const visit = await Visit.begin();
  await visit.page.goto("/choose-role");
  await visit.page.waitForURL("**/sign-in?next=%2Fchoose-role");
  await visit.page.getByText("Sign in to go on to the page you asked for.").waitFor();
  await visit.look("sign-in-next");
  await visit.signIn(COORDINATOR, "/choose-role");
  expect(new URL(visit.page.url()).pathname).toBe("/choose-role");
});

test.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "javascript:alert(document.domain)",
  "\\\\evil.example",
])("signing in leads to no other site, whatever the address says: %s", async (wanted) => {
  const visit = await Visit.begin();
  await visit.signIn(COORDINATOR, wanted);
  await visit.page.getByRole("heading", { name: /^Welcome/ }).waitFor();
  expect(new URL(visit.page.url()).origin).toBe(inject("url"));
  expect(visit.addresses.filter((address) => new URL(address).hostname === "evil.example")).toEqual([]);
});

test("the page says which system one signs in to, and takes no other name from its address", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in?system=cers");
  await page.getByRole("heading", { name: "Sign in to California Educator Reporting System (CERS)" }).waitFor();
  await visit.look("sign-in-system");
  await page.goto("/sign-in?system=Your%20bank");
  await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
});

test("who may not launch the selected system is told so", async () => {
  const visit = await Visit.begin();
  await visit.signIn(COORDINATOR);
  await visit.page.getByRole("button", { name: "Sign out" }).click();
  await visit.page.waitForURL("**/sign-in?signed-out");
  await visit.page.goto("/sign-in?system=cais");
  await enter(visit, COORDINATOR);
  await visit.page.getByText("Your role does not open California Accountability").waitFor();
  await visit.look("home-not-launched");
});

test("a password can be pasted, and the fields say to password managers what they are", async () => {
  const { page } = await Visit.begin();
  await page.goto("/sign-in");
  const username = page.getByLabel("User name");
  await username.fill(PASSWORD);
  await username.press("ControlOrMeta+A");
  await username.press("ControlOrMeta+X");
  const password = page.locator("#password");
  await password.press("ControlOrMeta+V");
  expect(await password.inputValue()).toBe(PASSWORD);
  expect(await username.getAttribute("autocomplete")).toBe("username");
  expect(await password.getAttribute("autocomplete")).toBe("current-password");
});

test("the password can be looked at, and is hidden again", async () => {
  const { page } = await Visit.begin();
  await page.goto("/sign-in");
  await page.locator("#password").fill("  what I typed  ");
  await page.getByRole("button", { name: "Show password" }).click();
  expect(await page.locator("#password").getAttribute("type")).toBe("text");
  await page.getByRole("button", { name: "Hide password" }).click();
  expect(await page.locator("#password").getAttribute("type")).toBe("password");
  expect(await page.locator("#password").inputValue()).toBe("  what I typed  ");
});

test("after too many attempts the page counts down to when one may try again, and then one may", async () => {
  const username = await activated();
  let wait = 0;
  while (wait < 5) {
    const answer = await new Caller().ask("POST", "/v1/session", { username, password: "wrong" });
    wait = Number(answer.headers.get("Retry-After") ?? 0);
    if (wait > 0 && wait < 5) await new Promise((on) => setTimeout(on, wait * 1000));
  }
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in");
  await enter(visit, username);
  await page
    .getByRole("alert")
    .getByText(/You can try again in \d seconds\./)
    .waitFor();
  await visit.look("sign-in-too-many");
  await page.getByRole("status").getByText("You can try again now.").waitFor();
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/terms");
});

test("the keyboard alone signs in", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/sign-in?next=/choose-role");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  const focused = () =>
    page.evaluate(
      () => document.activeElement?.id || document.activeElement?.textContent.trim().replaceAll(/\s+/g, " "),
    );
  const walk: (string | undefined)[] = [];
  const next = async () => {
    await page.keyboard.press("Tab");
    walk.push(await focused());
  };
  await next();
  await next();
  await next();
  await next();
  await page.keyboard.type(COORDINATOR);
  await next();
  await page.keyboard.type(PASSWORD);
  await next();
  await next();
  await next();
  await next();
  await next();
  expect(walk).toEqual([
    "Skip to main content",
    "OpenTOMS",
    expect.stringMatching(/^(System Status|System Downtime|Known Issues)/),
    "username",
    "password",
    "Show password",
    "Sign in",
    "Forgot user name or password?",
    "First-time user, or the activation link is lost or expired?",
    "Terms and Conditions of Use",
  ]);
  for (let back = 0; back < 3; back += 1) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/sign-in");
});

test.each([
  ["narrow", { width: 320, height: 640 }],
  ["zoomed", { width: 640, height: 450 }],
])("the pages before signing in fit a %s screen", async (name, size) => {
  const visit = await Visit.begin(size);
  const { page } = visit;
  for (const path of ["sign-in", "forgot", "first-time-user", "activate", "reset-password", "terms"]) {
    await page.goto(`/${path}`);
    await page.locator("h1").waitFor();
    if (path === "terms") await page.getByText("Version of").waitFor();
    await visit.look(`${path}-${name}`);
  }
  await page.goto("/");
  await page.getByRole("heading", { name: "OpenTOMS" }).waitFor();
  await visit.look(`start-${name}`);
});
