import { expect, test } from "vitest";
import { ROLES, fits, givenBy, roleName, seenBy, years } from "./roles";

test("a coordinator of an LEA gives the roles of schools, and no other", () => {
  expect(givenBy("lea-caaspp-coordinator").map(({ name }) => name)).toEqual([
    "site CAASPP coordinator",
    "site ELPAC coordinator",
    "test administrator",
    "test examiner",
  ]);
});

test("the help desk sees the holders of every role and gives none", () => {
  expect(givenBy("help-desk")).toEqual([]);
  expect(seenBy("help-desk")).toEqual(ROLES);
  expect(ROLES).toHaveLength(14);
});

test("nobody gives anything in no role", () => {
  expect(givenBy(undefined)).toEqual([]);
});

test("a role of a school fits schools and directly funded charters", () => {
  const role = ROLES.find(({ code }) => code === "test-examiner");
  if (!role) throw new Error("no such role");
  expect(["school", "directly-funded-charter", "district", "county"].map((kind) => fits(role, kind))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("a role that is not in the table keeps its code", () => {
  expect([roleName("superintendent"), roleName("caretaker")]).toEqual(["superintendent", "caretaker"]);
});

test("roles are given for this administration year and the next", () => {
  expect(years("2026-27")).toEqual(["2026-27", "2027-28"]);
  expect(years("2098-99")).toEqual(["2098-99", "2099-00"]);
});
