import { expect, test } from "vitest";
import { years } from "./years";

test("a year turns on the first of July", () => {
  expect(years("2026-11-22")).toEqual(["2026-27", "2025-26", "2027-28"]);
  expect(years("2027-06-30")[0]).toBe("2026-27");
  expect(years("2027-07-01")[0]).toBe("2027-28");
  expect(years("2099-12-01")[0]).toBe("2099-00");
});
