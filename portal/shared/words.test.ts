import { expect, test } from "vitest";
import { counted, sentence, spelled, withDays } from "./words";

test("days that the API writes as numbers are written out, and nothing else", () => {
  expect(withDays("by 2027-07-23, not 2027-07-2 or I-EL 01")).toBe("by July 23, 2027, not 2027-07-2 or I-EL 01");
});

test("codes, reasons and numbers are put in words", () => {
  expect(spelled("partially-submitted")).toBe("Partially submitted");
  expect([sentence("this review is open"), sentence("Wait.")]).toEqual(["This review is open.", "Wait."]);
  expect([counted(1, "entry", "entries"), counted(1200, "entry", "entries")]).toEqual(["1 entry", "1,200 entries"]);
});
