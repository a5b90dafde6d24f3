import { expect, test } from "vitest";
import { exactMoment, localTime } from "./times";

test("a moment in the hour that comes twice says which of the two it is", () => {
  expect(exactMoment("2026-11-01T08:30:00Z")).toBe("Nov 1, 2026, 1:30 AM PDT");
  expect(exactMoment("2026-11-01T09:30:00Z")).toBe("Nov 1, 2026, 1:30 AM PST");
});

test("a field for a time shows the clocks of California, in summer and in winter", () => {
  expect(localTime("2026-07-01T14:00:00Z")).toBe("2026-07-01T07:00");
  expect(localTime("2026-11-30T15:05:59Z")).toBe("2026-11-30T07:05");
});
