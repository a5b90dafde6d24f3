import { expect, test } from "vitest";
import { page } from "../../shared/common/testing";
import { review } from "../example";
import { allowance, allowedOr } from "./actions";

const REVIEW = review({
  allowed: ["comment"],
  blocked: [{ action: "upload-evidence", reason: "this review is not open yet" }],
});

test("an action is allowed, blocked with the API's reason, or not the role's at all", () => {
  expect(allowance(REVIEW, "comment")).toEqual({ may: true });
  expect(allowance(REVIEW, "upload-evidence")).toEqual({ may: false, reason: "This review is not open yet." });
  expect(allowance(REVIEW, "change")).toBeUndefined();
});

test("a blocked action is greyed, stays in reach of the keyboard and says why", () => {
  const main = page(allowedOr(allowance(REVIEW, "upload-evidence"), "Upload", "x", () => "the control"));
  const button = main.querySelector("button");
  expect(button?.getAttribute("aria-disabled")).toBe("true");
  expect(button?.disabled).toBe(false);
  const reason = main.querySelector(`#${button?.getAttribute("aria-describedby") ?? ""}`);
  expect(reason?.textContent).toBe("This review is not open yet.");
});

test("what is allowed is shown, and what is not the role's is not", () => {
  expect(page(allowedOr(allowance(REVIEW, "comment"), "Write", "x", () => "the control")).textContent).toBe(
    "the control",
  );
  expect(page(allowedOr(allowance(REVIEW, "change"), "Change", "x", () => "the control")).textContent).toBe("");
});
