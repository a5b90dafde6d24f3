import { expect, test } from "vitest";
import { codeOf } from "./organization-field";
import { criteriaOf } from "./page";

test("what is empty is left out; an SSID loses the spaces it was copied with", () => {
  const empty = {
    ssid: "",
    first_name: "",
    last_name: "",
    organization: "",
    grade: "",
    unlisted_resources: "",
    elas: "",
  };
  expect(criteriaOf(empty)).toEqual({});
  expect(criteriaOf({ ...empty, ssid: "9000 000 001", last_name: "alv", unlisted_resources: "false" })).toEqual({
    ssid: "9000000001",
    last_name: "alv",
    unlisted_resources: false,
  });
});

test("a school is its code, chosen from the list or named in full", () => {
  expect(codeOf("99000010000103")).toBe("99000010000103");
  expect(codeOf("Cedar High (99000010000103)")).toBe("99000010000103");
  expect(codeOf(" Cedar High ")).toBe("Cedar High");
});
