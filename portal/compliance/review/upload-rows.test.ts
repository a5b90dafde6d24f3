import { expect, test } from "vitest";
import { page } from "../../shared/common/testing";
import type { Stage, Upload } from "./upload-queue";
import { outcome, uploadRow } from "./upload-rows";

const upload = (stage: Stage): Upload => ({
  file: new File(["%PDF"], "plan.pdf"),
  target: { item: "i" },
  replaces: undefined,
  stage,
});

test.each<[Stage, string, string[]]>([
  [{ at: "waiting" }, "Waits for the files before it", ["Cancel"]],
  [{ at: "reading" }, "Being read", ["Cancel"]],
  [{ at: "sending", share: 0.429 }, "42 % sent", ["Cancel"]],
  [{ at: "checking" }, "Arrived, being checked", []],
  [{ at: "accepted" }, "Accepted", ["Dismiss"]],
  [{ at: "refused", reason: "The file is a program." }, "Not accepted. The file is a program.", ["Dismiss"]],
  [
    { at: "failed", reason: "The connection broke off." },
    "Not sent. The connection broke off.",
    ["Try again", "Dismiss"],
  ],
  [{ at: "unsettled", reason: "The check takes longer." }, "The check takes longer.", ["Dismiss"]],
  [{ at: "cancelled" }, "Cancelled", ["Try again", "Dismiss"]],
])("%o is told with what can be done about it", (stage, words, buttons) => {
  const main = page(uploadRow(upload(stage)));
  expect(main.querySelector(".ot-upload__stage")?.textContent).toBe(words);
  expect([...main.querySelectorAll("button")].map(({ textContent }) => textContent.trim())).toEqual(buttons);
  expect(main.querySelectorAll("progress")).toHaveLength(stage.at === "sending" ? 1 : 0);
});

test("only what has come to an end is said aloud", () => {
  expect(outcome(upload({ at: "accepted" }))).toBe("plan.pdf: Accepted");
  expect(outcome(upload({ at: "sending", share: 0.5 }))).toBeUndefined();
  expect(outcome(upload({ at: "checking" }))).toBeUndefined();
  expect(outcome(upload({ at: "cancelled" }))).toBeUndefined();
});
