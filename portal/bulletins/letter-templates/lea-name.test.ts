import { expect, test } from "vitest";
import { leaName } from "./lea-name";

test("a letter bears the name of a district and of nothing else", () => {
  const at = (organization: string, organization_name: string) =>
    leaName({ role: "lea-caaspp-coordinator", name: "", organization, organization_name, year: "2026-27" });
  expect(at("99000010000000", "Poppy Valley Unified")).toBe("Poppy Valley Unified");
  expect(at("99000010000103", "Cedar High")).toBe("");
  expect(at("CA", "California")).toBe("");
  expect(leaName(undefined)).toBe("");
});
