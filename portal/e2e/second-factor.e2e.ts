import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PASSWORD, Visit } from "./browser";
import { Caller, activated } from "./people";

/** Signs in by password, as far as that goes. */
async function firstStep({ page }: Visit, username: string, address = "/sign-in"): Promise<void> {
  await page.goto(address);
  await page.getByLabel("User name").fill(username);
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

interface Enrolled {
  username: string;
  app: TOTP;
  codes: string[];
}

/** Somebody with an authenticator app and recovery codes. */
async function withApp(): Promise<Enrolled> {
  const username = await activated();
  const caller = await Caller.signedIn(username);
  const { secret } = (await caller.send("POST", "/v1/account/totp")) as { secret: string };
  const app = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = app.generate();
  const added = (await caller.send("PUT", "/v1/account/totp", { code })) as { recovery_codes: string[] };
  return { username, app, codes: added.recovery_codes };
}

/** A code that was not used yet: that of the next half minute, which is good already. */
const nextCode = (app: TOTP) => app.generate({ timestamp: Date.now() + 30_000 });

test("with an authenticator app one is signed in by its code and only by it", async () => {
  const { username, app } = await withApp();
  const visit = await Visit.begin();
  const { page } = visit;
  await firstStep(visit, username, "/sign-in?next=/choose-role");
  await page.getByRole("heading", { name: "Second step: show that it is you" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("totp");
  await visit.look("second-factor-totp");

  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("link", { name: "Code: Enter the code." }).waitFor();
  await page.getByLabel("Code").fill("12");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("link", { name: /Code: .*6 digits/ }).waitFor();
  await visit.look("second-factor-totp-malformed");
  const right = nextCode(app);
  await page.getByLabel("Code").fill(right === "000000" ? "000001" : "000000");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("alert").getByText("This does not show that it is you").waitFor();
  await visit.look("second-factor-totp-wrong");

  await page.getByLabel("Code").fill(nextCode(app));
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL("**/choose-role");
});

test("a recovery code stands in for the app once, and home says when few are left", async () => {
  const { username, codes } = await withApp();
  const visit = await Visit.begin();
  const { page } = visit;
  await firstStep(visit, username);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("recovery-code");
  await visit.look("second-factor-recovery-code");
  await page.getByLabel("Recovery code").fill(codes[0]?.toUpperCase() ?? "");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();

  const again = await Visit.begin();
  await firstStep(again, username);
  await again.page.getByRole("button", { name: "Use a recovery code" }).click();
  await again.page.getByLabel("Recovery code").fill(codes[0] ?? "");
  await again.page.getByRole("button", { name: "Go on" }).click();
  await again.page.getByRole("alert").getByText("This does not show that it is you").waitFor();

  for (const code of codes.slice(1, 7)) {
    const caller = new Caller();
    await caller.send("POST", "/v1/session", { username, password: PASSWORD });
    await caller.send("POST", "/v1/session/verification", { recovery_code: code });
  }
  await page.reload();
  await page.getByText("Only 3 recovery codes are left").waitFor();
  await visit.look("home-needs-attention");
});

test("a step that comes too late leads back to the password, and says so", async () => {
  const { username } = await withApp();
  const visit = await Visit.begin();
  const { page } = visit;
  await page.clock.install();
  await firstStep(visit, username);
  await page.getByRole("heading", { name: "Second step: show that it is you" }).waitFor();
  await page.clock.fastForward("05:01");
  await page.getByRole("heading", { name: "The second step came too late" }).waitFor();
  expect(await page.getByLabel("User name").inputValue()).toBe(username);
  await visit.look("second-factor-too-late");
});

async function addPasskey(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const send = async (path: string, body?: unknown) => {
      const answer = await fetch(path, {
        method: "POST",
        headers: body === undefined ? {} : { "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return (await answer.json()) as { options: PublicKeyCredentialCreationOptionsJSON };
    };
    const { options } = await send("/v1/account/passkeys/challenge");
    const created = await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
    });
    await send("/v1/account/passkeys", {
      name: "a test",
      credential: (created as PublicKeyCredential).toJSON() as object,
    });
  });
}

test("with a passkey one is signed in by it, and told when the device says no", async () => {
  const username = await activated();
  const visit = await Visit.begin();
  const { page, context } = visit;
  const devtools = await context.newCDPSession(page);
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
  await visit.signIn(username);
  await addPasskey(page);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();

  await firstStep(visit, username);
  await page.getByRole("heading", { name: "Second step: show that it is you" }).waitFor();
  await visit.look("second-factor-passkey");
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("alert").getByText("The browser gave no passkey").waitFor();
  await visit.look("second-factor-passkey-refused");
  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
});

test("somebody else can sign in instead", async () => {
  const { username } = await withApp();
  const visit = await Visit.begin();
  await firstStep(visit, username);
  await visit.page.getByRole("button", { name: "Sign in as somebody else" }).click();
  expect(await visit.page.evaluate(() => document.activeElement?.id)).toBe("username");
});
