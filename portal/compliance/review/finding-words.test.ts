import { expect, test } from "vitest";
import { INES, finding } from "../example";
import { agreementState, daysBetween, dueInWords, findingDifferences, latestInWords } from "./finding-words";

const agreement = {
  until: "2027-06-30",
  actions: "Hire a coordinator.",
  justification: "The post is advertised.",
  requested_by: INES,
  requested_at: "2027-01-05T18:00:00Z",
  state: "requested",
};

test("days are counted as calendar days, over months, year ends, leap days and the change of clocks", () => {
  expect(daysBetween("2026-12-11", "2027-01-25")).toBe(45);
  expect(daysBetween("2027-12-10", "2028-07-22")).toBe(225);
  expect(daysBetween("2027-03-13", "2027-03-15")).toBe(2);
  expect(daysBetween("2027-01-02", "2027-01-01")).toBe(-1);
});

test.each([
  ["2027-01-13", "Resolution due in 12 days, by January 25, 2027."],
  ["2027-01-24", "Resolution due in 1 day, by January 25, 2027."],
  ["2027-01-25", "Resolution due today, by January 25, 2027."],
  ["2027-01-27", "Resolution overdue since January 25, 2027: 2 days late."],
])("on %s the first clock says: %s", (today, words) => {
  expect(dueInWords(finding("f"), today)).toBe(words);
});

test("what is submitted or resolved is not late, and an agreement is named as the reason of its day", () => {
  expect(dueInWords(finding("f", { state: "submitted" }), "2027-02-01")).toBe(
    "The resolution is submitted and waits for the CDE; it is due by January 25, 2027.",
  );
  expect(dueInWords(finding("f", { state: "resolved" }), "2027-02-01")).toBe(
    "Resolved; it was due by January 25, 2027.",
  );
  const approved = { ...agreement, state: "approved", approved_until: "2027-06-30" };
  expect(dueInWords(finding("f", { due: "2027-06-30", agreement: approved }), "2027-06-01")).toBe(
    "Resolution due in 29 days, by June 30, 2027, the day of the resolution agreement.",
  );
});

test("the second clock names the last day of an agreement, until there is none left", () => {
  expect(latestInWords(finding("f"), "2027-01-13")).toBe(
    "An agreement may name a day up to July 24, 2027, 225 calendar days after the last day of the review (December 11, 2026).",
  );
  expect(latestInWords(finding("f"), "2027-07-24")).toMatch(/^No agreement can name a day any more/);
});

test("an agreement says what was asked for where another day was granted", () => {
  expect(agreementState({ ...agreement, state: "approved", approved_until: "2027-05-31" })).toBe(
    "Approved until May 31, 2027; until June 30, 2027 was asked for.",
  );
  expect(agreementState({ ...agreement, state: "denied", reason: "Too long." })).toBe("Denied: Too long.");
  expect(agreementState(agreement)).toBe("Asked for until June 30, 2027; it waits for the CDE.");
});

test("what somebody else did to a finding meanwhile is told field by field", () => {
  const before = finding("f");
  expect(findingDifferences(before, before)).toEqual([]);
  expect(findingDifferences(before, undefined)).toEqual(["You do not see this finding any more"]);
  const returned = finding("f", { state: "returned", comment: "The minutes." });
  expect(findingDifferences(before, returned)).toEqual([
    "State: Returned, before: Issued",
    "What was missing: The minutes., before: none",
  ]);
  expect(findingDifferences(before, finding("f", { agreement }))).toEqual([
    "Resolution agreement: Asked for until June 30, 2027; it waits for the CDE., before: none",
  ]);
});
