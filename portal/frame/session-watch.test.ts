import { expect, test } from "vitest";
import { clock } from "./session-watch";

test.each([
  [119, "1:59"],
  [60, "1:00"],
  [9, "0:09"],
  [0, "0:00"],
])("%i seconds are shown as %s", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});
