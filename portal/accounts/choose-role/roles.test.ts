import { expect, test } from "vitest";
import { byYear, isSame } from "./roles";

const role = (name: string, year: string, organization = "99000010000000") => ({
  role: name,
  name,
  organization,
  organization_name: "Poppy Valley",
  year,
});

test("this year's roles come first, then those of later and of earlier years, each in its order", () => {
  const roles = [
    role("a", "2024-25"),
    role("b", "2027-28"),
    role("c", "2026-27"),
    role("d", "2025-26"),
    role("e", "2026-27"),
  ];
  const years = byYear(roles, "2026-27").map(([year, of]) => [year, ...of.map(({ role }) => role)]);
  expect(years).toEqual([
    ["2026-27", "c", "e"],
    ["2027-28", "b"],
    ["2025-26", "d"],
    ["2024-25", "a"],
  ]);
});

test("a year without roles has no place in the list", () => {
  expect(byYear([role("a", "2025-26")], "2026-27").map(([year]) => year)).toEqual(["2025-26"]);
  expect(byYear([], "2026-27")).toEqual([]);
});

test("a role is another one in another place or year", () => {
  expect(isSame(role("a", "2026-27"), role("a", "2026-27"))).toBe(true);
  expect(isSame(role("a", "2026-27"), role("a", "2025-26"))).toBe(false);
  expect(isSame(role("a", "2026-27"), role("a", "2026-27", "99000010000103"))).toBe(false);
  expect(isSame(role("a", "2026-27"), role("b", "2026-27"))).toBe(false);
  expect(isSame(role("a", "2026-27"), null)).toBe(false);
});
