import { expect, test } from "vitest";
import { addressed, audience, days, isOpen, left, mail } from "./words";
import type { Posted } from "./calls";

const POSTED: Posted = {
  id: "n",
  version: 1,
  state: "live",
  subject: "Training",
  text: "On Tuesday.",
  organization: "99000010000000",
  organization_name: "Poppy Valley Unified",
  whole_lea: true,
  roles: [],
  starts: "2026-11-22",
  ends: "2026-11-29",
  mail: false,
  posted_at: "2026-11-22T20:00:00Z",
  changed_by: "Lee Romero",
  changed_at: "2026-11-22T20:00:00Z",
};

test("characters are counted as people see them, and what is over is said", () => {
  expect(left("")).toBe("255 characters left");
  expect(left("ñ".repeat(254))).toBe("1 character left");
  expect(left("😀".repeat(255))).toBe("0 characters left");
  expect(left(`${"x".repeat(256)} `)).toBe("1 character too many");
  expect(left("a\r\nb")).toBe("252 characters left");
});

test("days and readers are in words", () => {
  expect(days(POSTED)).toBe("November 22, 2026, to November 29, 2026");
  expect(days({ starts: "2026-11-22", ends: "2026-11-22" })).toBe("November 22, 2026");
  expect(audience(POSTED)).toBe("Poppy Valley Unified: all roles");
  expect(audience({ ...POSTED, roles: ["test-examiner", "superintendent"] })).toBe(
    "Poppy Valley Unified: test examiner, superintendent",
  );
});

test("of the mail it is said whether it went out, goes out or never will", () => {
  expect(mail(POSTED)).toBe("None");
  expect(mail({ ...POSTED, mail: true, state: "scheduled" })).toBe("Goes out on November 22, 2026");
  expect(mail({ ...POSTED, mail: true, mailed_at: "2026-11-22T20:00:00Z" })).toBe("Mailed on Nov 22, 2026, 12:00 PM");
  expect(mail({ ...POSTED, mail: true, state: "expired" })).toBe("None");
  expect([isOpen({ state: "scheduled" }), isOpen({ state: "expired" })]).toEqual([true, false]);
});

test("a school has the roles of schools alone", () => {
  expect(addressed("school").map(([code]) => code)).toEqual([
    "site-caaspp-coordinator",
    "site-elpac-coordinator",
    "test-administrator",
    "test-examiner",
  ]);
  expect(addressed("lea")).toHaveLength(9);
});
