import { expect, test } from "vitest";
import { query, showInAddress } from "./open-part";

test("what was looked for stands in the address, and what was left blank does not", () => {
  expect(query({ query: "cast+csa", topic: "" })).toBe("?query=cast%2Bcsa");
  expect(query({ query: "", topic: "" })).toBe("");
  showInAddress({ query: "a & b", topic: "Accounts" });
  expect(new URLSearchParams(location.search).get("query")).toBe("a & b");
  showInAddress({ query: "" });
  expect(location.search).toBe("");
});
