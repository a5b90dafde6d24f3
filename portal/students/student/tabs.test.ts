import { expect, test } from "vitest";
import { tabByKey, tabOf } from "./tabs";

test("the address names the tab; any other address is the first", () => {
  expect(tabOf("#score-status")).toBe("score-status");
  expect(tabOf("#nothing")).toBe("demographic");
  expect(tabOf("")).toBe("demographic");
});

test("arrow keys go round, Home and End go to the ends, other keys lead nowhere", () => {
  expect(tabByKey("ArrowRight", "reporting")).toBe("demographic");
  expect(tabByKey("ArrowLeft", "demographic")).toBe("reporting");
  expect(tabByKey("ArrowRight", "demographic")).toBe("test-assignments");
  expect(tabByKey("Home", "score-status")).toBe("demographic");
  expect(tabByKey("End", "score-status")).toBe("reporting");
  expect(tabByKey("ArrowDown", "score-status")).toBeUndefined();
});
