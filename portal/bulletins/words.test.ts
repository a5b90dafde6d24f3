// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { emptyOn } from "./edit-bulletin/content";
import { AUDIENCE_ROLES, SECTIONS, listed, recipients } from "./words";

const source = (name: string) =>
  readFileSync(new URL(`../../shared/domain/src/bulletins/${name}.rs`, import.meta.url), "utf8");

test("the sections and their headings are those of the service, in its order", () => {
  const section = source("section");
  const kinds = [...section.matchAll(/^ {8}(\w+) = "([a-z-]+)",$/gm)];
  const headings = new Map([...section.matchAll(/Self::(\w+) => "(.+)",/g)].map(([, name, words]) => [name, words]));
  expect(kinds.length).toBeGreaterThan(0);
  expect(SECTIONS).toEqual(kinds.map(([, name, kind]) => [kind, headings.get(name)]));
});

test("the roles that can be chosen are those that the service mails to", () => {
  const [, roles = ""] = /ROLES: &'static \[Role\] = &\[([^\]]+)\]/.exec(source("audience")) ?? [];
  const codes = [...roles.matchAll(/Role::(\w+)/g)].map(([, name = ""]) =>
    name.replaceAll(/(?<!^)([A-Z])/g, "-$1").toLowerCase(),
  );
  expect(codes.length).toBeGreaterThan(0);
  expect(AUDIENCE_ROLES.map(([code]) => code).sort()).toEqual(codes.sort());
});

test("whom it is mailed to is said in words, and many places by how many they are", () => {
  const audience = { ...emptyOn("2026-11-23").audience, roles: ["superintendent", "lea-caaspp-coordinator"] };
  expect(recipients(audience)).toBe("superintendents and LEA CAASPP coordinators in all of California");
  const counties = { ...audience, places: "counties" as const, counties: ["98", "99"] };
  expect(recipients(counties, (code) => (code === "99" ? "Poppy" : code))).toBe(
    "superintendents and LEA CAASPP coordinators in the counties 98 and Poppy",
  );
  expect(recipients({ ...counties, counties: ["99"] })).toMatch(/ in the county 99$/);
  const leas = { ...audience, places: "leas" as const, leas: ["1", "2", "3", "4", "5", "6"] };
  expect(recipients(leas)).toMatch(/ in 6 LEAs$/);
});

test.each([
  [[], "nobody"],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b, and c"],
])("%j is %s", (names, words) => {
  expect(listed(names)).toBe(words);
});
