import { expect, test } from "vitest";
import { Visit } from "./browser";

test("a wrong password is refused in words, and what was typed as user name stays", async () => {
  const { page } = await Visit.begin();
  await page.goto("/sign-in");
  await page.getByLabel("User name").fill("lea.coordinator@poppy.test");
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByLabel("User name").inputValue()).toBe("lea.coordinator@poppy.test");
});

test("the sign-in page is clear to everybody, and names what is missing at its field", async () => {
  const visit = await Visit.begin();
  await visit.page.goto("/sign-in");
  await visit.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await visit.look("sign-in");
  await visit.page.getByRole("button", { name: "Sign in" }).click();
  await visit.page.getByText("Enter your password.").first().waitFor();
  await visit.look("sign-in-refused");
});
