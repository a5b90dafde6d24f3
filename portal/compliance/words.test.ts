// @vitest-environment node
import { expect, test } from "vitest";
import { fileSize, fromToday, schedule } from "./words";

test.each([
  [1, "1 byte"],
  [812, "812 bytes"],
  [1024, "1 KB"],
  [1536, "1.5 KB"],
  [1024 * 1024 - 1, "1 MB"],
  [60 * 1024 * 1024, "60 MB"],
  [100 * 1024 * 1024, "100 MB"],
])("%i bytes are %s", (bytes, words) => {
  expect(fileSize(bytes)).toBe(words);
});

test.each([
  ["2026-11-29", "today"],
  ["2026-11-30", "in 1 day"],
  ["2026-12-13", "in 14 days"],
  ["2026-11-28", "1 day ago"],
  ["2028-03-01", "in 458 days"],
])("%s is %s, counted in calendar days over leap days and changes of the clock", (due, words) => {
  expect(fromToday(due, "2026-11-29")).toBe(words);
});

test("a review of one day names it once", () => {
  expect(schedule({ first_day: "2026-12-07", last_day: "2026-12-07" })).toBe("December 7, 2026");
  expect(schedule({ first_day: "2026-12-07", last_day: "2026-12-11" })).toBe("December 7, 2026 to December 11, 2026");
});
