import { expect, test } from "vitest";
import { changeOf } from "./code-dialog";

const wrong = (...chosen: Parameters<typeof changeOf>) => {
  const { change, errors } = changeOf(...chosen);
  expect(change).toBeUndefined();
  return Object.fromEntries(errors);
};

test("a code, PGE's date and a removal's reason are asked for", () => {
  expect(wrong(undefined, {})).toEqual({ condition_code: "Select a condition code." });
  expect(wrong("PGE", { request_received_on: "" })).toEqual({
    request_received_on: "Enter the date the written request was received.",
  });
  expect(wrong("PGE", { request_received_on: "2026-11-23" }, "2026-11-22")).toEqual({
    request_received_on: "The written request cannot have been received after today.",
  });
  expect(wrong("REMOVE", { reason: "" })).toEqual({ reason: "Enter the reason." });
});

test("what is complete becomes a change", () => {
  expect(changeOf("PGE", { request_received_on: "2026-11-22" }, "2026-11-22").change).toEqual({
    kind: "set-code",
    code: "PGE",
    receivedOn: "2026-11-22",
  });
  expect(changeOf("NTE", {}).change).toEqual({ kind: "set-code", code: "NTE" });
  expect(changeOf("REMOVE", { reason: "Wrong student" }).change).toEqual({
    kind: "remove-code",
    reason: "Wrong student",
  });
});
