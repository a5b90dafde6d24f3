import { expect, test } from "vitest";
import type { Schemas } from "../../shared/common/api";
import { page } from "../../shared/common/testing";
import { outcome } from "./outcome";

const CEDAR = { code: "99000010000103", name: "Cedar High", lea_name: "Poppy Valley", form: "Form 2" };

function said(changed: Partial<Schemas["SecondScoring"]>): string {
  const found: Schemas["SecondScoring"] = {
    year: "2026-27",
    required: true,
    statement: "",
    schools: [CEDAR],
    found: 1,
    exempt_grades: ["03", "04", "05"],
    ...changed,
  };
  return page(outcome(found)).textContent.replaceAll(/\s+/g, " ");
}

test("a listed school is named with its form, and the exempt grades", () => {
  expect(said({})).toMatch(/Listed: second scoring is required.*three through five.*Cedar High.*Poppy Valley.*Form 2/);
  expect(said({ exempt_grades: [] })).not.toContain("three through five");
  expect(said({ found: 51 })).toMatch(/51 schools are listed.*the first 1\./);
});

test("a school that is not listed need not, and one of a year without a list is not known", () => {
  const none = { schools: [], found: 0 };
  expect(said({ ...none, required: false })).toContain("Not listed: not required");
  const unknown = said({ ...none, required: null });
  expect(unknown).toContain("The list of 2026-27 is not here yet");
  expect(unknown).not.toContain("not required");
});
