// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Session } from "../shared/common/session";
import { pages } from "../tools/pages";
import { destinations, isAt } from "./navigation";

/** Who may do what: the table that the API's own code is compared with. */
const RIGHTS = table(readFileSync(new URL("../../shared/domain/src/access/rights.csv", import.meta.url), "utf8"));
const ROLES = RIGHTS.get("right") ?? [];

/** The right that a page is for. A page without one is for everybody with a role. */
const NEEDED: Record<string, string> = {
  "/edit-calendar": "keep-calendar",
  "/students": "find-students",
  "/users": "see-users",
  "/affidavits": "see-affidavits",
  "/reviews": "read-reviews",
  "/review-reports": "read-reviews",
  "/programs": "read-reviews",
  "/edit-bulletins": "write-bulletins",
  "/notifications": "post-notifications",
};

function table(csv: string): Map<string, string[]> {
  const rows = csv.trim().split("\n");
  return new Map(rows.map((row) => [row.split(",")[0] ?? "", row.split(",").slice(1)]));
}

const as = (role: string | undefined) => ({ role: role === undefined ? null : { role } }) as unknown as Session;

test("there are roles to compare", () => {
  expect(ROLES.length).toBeGreaterThan(10);
});

test.each(ROLES)("%s finds exactly the pages that the role's rights are for", (role) => {
  const rightfully = (right: string) => RIGHTS.get(right)?.[ROLES.indexOf(role)] === "yes";
  const found = destinations(as(role)).map(({ address }) => address);
  for (const [address, right] of Object.entries(NEEDED)) {
    expect(found.includes(address), `${address} needs ${right}`).toBe(rightfully(right));
  }
  expect(found).toEqual(expect.arrayContaining(["/", "/calendar", "/organizations"]));
  expect(found.filter((address) => !(address in NEEDED))).toEqual(["/", "/calendar", "/organizations"]);
});

test("who has not chosen a role finds nothing yet", () => {
  expect(destinations(as(undefined))).toEqual([]);
});

test("every page of the navigation, and below it, is there", () => {
  const all = [...ROLES.flatMap((role) => destinations(as(role)))];
  const there = Object.keys(pages(new URL("..", import.meta.url).pathname)).map((name) =>
    name === "home" ? "/" : `/${name}`,
  );
  for (const { address, below } of all) expect(there).toEqual(expect.arrayContaining([address, ...below]));
});

test("a destination is marked on its page and on those below it", () => {
  const users = destinations(as("state-administrator")).find(({ address }) => address === "/users");
  if (!users) throw new Error("no users");
  expect(isAt(users, "/users")).toBe("page");
  expect(isAt(users, "/user")).toBe("true");
  expect(isAt(users, "/students")).toBeUndefined();
});
