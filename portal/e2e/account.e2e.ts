import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { PASSWORD, Visit } from "./browser";
import { Caller, activated, year } from "./people";

/** A new person who has accepted the terms, on their account page. */
async function owner(size?: { width: number; height: number }): Promise<{ visit: Visit; page: Page; email: string }> {
  const email = await activated();
  await Caller.signedIn(email);
  const visit = await Visit.begin(size);
  await visit.signIn(email, "/account");
  await visit.page.getByRole("heading", { name: "My account" }).waitFor();
  await visit.page
    .getByText("You are signed in only here.")
    .or(visit.page.getByRole("button", { name: /^End the/ }).first())
    .waitFor();
  return { visit, page: visit.page, email };
}

/** Adds an authenticator app as a person does: by the key that the page shows. */
async function addApp(page: Page): Promise<TOTP> {
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const key = await page.locator(".ot-secret").innerText();
  const app = new TOTP({ secret: Secret.fromBase32(key.replaceAll(" ", "")) });
  await page.getByLabel("Code of the app").fill(app.generate());
  await page.getByRole("button", { name: "Add the app" }).click();
  await page.getByText("The authenticator app is added.").waitFor();
  return app;
}

test("my account shows who one is, and each of its parts can be reached by its address", async () => {
  const { visit, page, email } = await owner();
  const facts = page.locator("dl.ot-facts");
  expect(await facts.innerText()).toContain(email);
  expect(await facts.innerText()).toContain("Noor Haddad");
  await visit.look("account");
  await page.getByRole("link", { name: "Security affidavits" }).click();
  await page.reload();
  await page.getByRole("heading", { name: "Security affidavits" }).waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("affidavits-title");
});

test("my account fits on a telephone", async () => {
  const { visit } = await owner({ width: 320, height: 640 });
  await visit.look("account-320");
});

test("a password is judged while it is typed, refused with reasons, and changed with a right one", async () => {
  const { visit, page } = await owner();
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The password is not changed").waitFor();
  expect(await page.getByText("must be filled in").count()).toBe(4);
  await page.getByLabel("Current password").fill("not the password at all");
  await page.getByLabel("New password").fill("noor haddad");
  await page.locator("ot-new-password meter").waitFor();
  await visit.look("account-password-judged");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("The password is not changed").waitFor();
  const fresh = "quiet lanterns cross the delta";
  await page.getByLabel("New password").fill(fresh);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("is not your password").first().waitFor();
  expect(await page.getByLabel("New password").inputValue()).toBe(fresh);
  await visit.look("account-password-refused");
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed").waitFor();
  expect(await page.getByLabel("Current password").inputValue()).toBe("");
  await visit.look("account-password-changed");
});

test("an authenticator app is added by its key, a wrong code is refused, and recovery codes come once", async () => {
  const { visit, page, email } = await owner();
  await visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await visit.look("account-authenticator-offered");
  const app = new TOTP({
    secret: Secret.fromBase32((await page.locator(".ot-secret").innerText()).replaceAll(" ", "")),
  });
  const wrong = String((Number(app.generate()) + 1) % 1_000_000).padStart(6, "0");
  await page.getByLabel("Code of the app").fill(wrong);
  await page.getByRole("button", { name: "Add the app" }).click();
  await page.getByText("The authenticator app is not added").waitFor();
  await visit.look("account-authenticator-refused");
  await page.getByLabel("Code of the app").fill(app.generate());
  await page.getByRole("button", { name: "Add the app" }).click();
  const codes = page.locator(".ot-codes li");
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  await visit.look("account-recovery-codes");
  const shown = await codes.allInnerTexts();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByText("Copied.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown.join("\n"));
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  const file = readFileSync(await (await download).path(), "utf8");
  expect(file).toContain(email);
  expect(file.trim().split("\r\n").slice(2)).toEqual(shown);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 left").waitFor();
  expect(await codes.count()).toBe(0);
  await page.reload();
  await page.getByText("10 left").waitFor();
  expect(await codes.count()).toBe(0);

  await page.getByRole("button", { name: "Get new recovery codes" }).click();
  await page.getByRole("dialog").getByText("The old ones are no longer good").waitFor();
  await visit.look("account-recovery-codes-renew");
  await page.getByRole("button", { name: "Get new codes" }).click();
  await codes.first().waitFor();
  expect(await codes.allInnerTexts()).not.toEqual(shown);

  await page.getByRole("button", { name: "Remove the authenticator app" }).click();
  await visit.look("account-authenticator-remove");
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The authenticator app is removed.").waitFor();
  await page.getByRole("button", { name: "Add an authenticator app" }).waitFor();
});

test("a passkey is added under a name, listed and removed; giving up adds none", async () => {
  const { visit, page } = await owner();
  const devtools = await visit.context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey is not added").waitFor();
  await page.getByLabel("Name of the new passkey").fill("my telephone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey “my telephone” is added.").waitFor();
  await page.locator(".ot-codes li").first().waitFor();
  await page.getByRole("rowheader", { name: "my telephone" }).waitFor();
  await visit.look("account-passkey");

  // The device has one for this account: the browser refuses to make another.
  await page.getByLabel("Name of the new passkey").fill("the same again");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The browser gave no passkey").waitFor();
  await visit.look("account-passkey-refused");
  expect(await page.getByRole("button", { name: "Remove the same again" }).count()).toBe(0);

  await page.getByRole("button", { name: "Remove my telephone" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await page.getByText("The passkey “my telephone” is removed.").waitFor();
  await page.getByRole("rowheader", { name: "my telephone" }).waitFor({ state: "detached" });
  await devtools.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
});

test("when the proof is older than ten minutes it is asked for again, and what was asked is then done", async () => {
  const { visit, page } = await owner();
  const app = await addApp(page);
  await page.getByRole("button", { name: "I have kept them" }).click();
  await proofIsOld(page, "**/v1/account/recovery-codes");
  await page.getByRole("button", { name: "Get new recovery codes" }).click();
  await page.getByRole("button", { name: "Get new codes" }).click();
  const dialog = page.getByRole("dialog", { name: "Show again that it is you" });
  await dialog.waitFor();
  await visit.look("account-verify");
  await dialog.locator("label", { hasText: "A recovery code" }).click();
  await dialog.getByRole("textbox", { name: "A recovery code" }).fill("aaaa-aaaa-aaaa-aaaa");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("alert").waitFor();
  await visit.look("account-verify-refused");
  await dialog.locator("label", { hasText: "A code of the authenticator app" }).first().click();
  // A code is good once: the one that added the app is spent, so the next is taken.
  await dialog
    .getByRole("textbox", { name: "A code of the authenticator app" })
    .fill(app.generate({ timestamp: Date.now() + 30_000 }));
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.locator(".ot-codes li").first().waitFor();
});

/** The next `what` is answered as when the proof is older than ten minutes, which are not waited for. */
async function proofIsOld(page: Page, what: string): Promise<void> {
  const json = { type: "/problems/session.verification-required", title: "Show again that it is you", status: 403 };
  await page.route(what, (route) => route.fulfill({ status: 403, contentType: "application/problem+json", json }), {
    times: 1,
  });
}

test("who has no second factor shows it by the password, and a wrong one is refused", async () => {
  const { visit, page } = await owner();
  await proofIsOld(page, "**/v1/account/totp");
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Show again that it is you" });
  await dialog.waitFor();
  await visit.look("account-verify-password");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByText("The password: must be filled in").waitFor();
  await dialog.getByRole("textbox", { name: "The password" }).fill("not the password at all");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("alert").getByText("This does not show that it is you", { exact: true }).waitFor();
  await visit.look("account-verify-password-refused");
  await dialog.getByRole("textbox", { name: "The password" }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.locator(".ot-secret").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("who has a passkey shows it by that, and is told when the device says no", async () => {
  const { visit, page } = await owner();
  const devtools = await visit.context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByLabel("Name of the new passkey").fill("my telephone");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await proofIsOld(page, "**/v1/account/recovery-codes");
  await page.getByRole("button", { name: "Get new recovery codes" }).click();
  await page.getByRole("button", { name: "Get new codes" }).click();
  const dialog = page.getByRole("dialog", { name: "Show again that it is you" });
  await dialog.waitFor();
  await visit.look("account-verify-passkey");
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await dialog.getByRole("button", { name: "Use the passkey" }).click();
  await dialog.getByRole("alert").getByText("The browser gave no passkey").waitFor();
  await visit.look("account-verify-passkey-refused");
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await dialog.getByRole("button", { name: "Use the passkey" }).click();
  await page.locator(".ot-codes li").first().waitFor();
});

test("giving up the proof leaves everything as it was and says so", async () => {
  const { page } = await owner();
  await proofIsOld(page, "**/v1/account/totp");
  await page.getByRole("button", { name: "Add an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Show again that it is you" });
  await dialog.getByRole("textbox", { name: "The password" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alert").getByText("Show again that it is you").waitFor();
  await page.getByRole("button", { name: "Add an authenticator app" }).waitFor();
});

test("ending all other sessions signs the other browser out, and this one goes on", async () => {
  const { visit, page, email } = await owner();
  const elsewhere = await Visit.begin();
  await elsewhere.signIn(email, "/account");
  await elsewhere.page.getByRole("heading", { name: "My account" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "End all other sessions" }).click();
  await visit.look("account-end-others");
  await page.getByRole("dialog").getByRole("button", { name: "End them" }).click();
  await page.getByText("All other sessions have ended.").waitFor();
  await page.getByText("You are signed in only here.").waitFor();
  await visit.look("account-sessions-ended");
  await elsewhere.page.getByRole("button", { name: "Get new recovery codes" }).waitFor();
  await elsewhere.page.getByRole("button", { name: "Add an authenticator app" }).click();
  await elsewhere.page.waitForURL((url) => url.pathname === "/sign-in");
});

test("one session can be ended by itself", async () => {
  const { page, email } = await owner();
  await Caller.signedIn(email);
  await page.reload();
  await page
    .getByRole("button", { name: /^End the session of/ })
    .first()
    .waitFor();
  const before = await page.getByRole("button", { name: /^End the session of/ }).count();
  await page
    .getByRole("button", { name: /^End the session of/ })
    .first()
    .click();
  await page.getByText("The session has ended.").waitFor();
  expect(await page.getByRole("button", { name: /^End the session of/ }).count()).toBe(before - 1);
});

test("a test administrator reads and signs the affidavit of the year", async () => {
  const email = await activated([{ role: "test-administrator", organization: "99000010000103", year: year() }]);
  await Caller.signedIn(email);
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn(email, "/account?next=%2Fstudents#affidavits");
  await page.goto("/account?next=%2Fstudents#affidavits");
  await page.getByText("Nobody sees a test but who takes or gives it.").first().waitFor();
  await visit.look("account-affidavit");
  await page.getByRole("button", { name: /I have read it and sign it/ }).click();
  await page.getByText("It counts at once.").waitFor();
  await page.getByRole("link", { name: "Go on to the page you came from" }).waitFor();
  expect(await page.getByRole("button", { name: /I have read it and sign it/ }).count()).toBe(0);
  await visit.look("account-affidavit-signed");
});
