import { expect, test } from "vitest";
import { methodsOf } from "./verify";

test("whoever has a second factor shows it, the passkey first", () => {
  expect(methodsOf(["totp", "recovery-code", "passkey"])).toEqual(["passkey", "totp", "recovery_code"]);
});

test("whoever has none shows the password", () => {
  expect(methodsOf([])).toEqual(["password"]);
});
