import { expect, test } from "vitest";
import { message, refusal } from "./messages";
import { Refused } from "./problem";
import { page } from "./testing";
import { type Wait, duration } from "./wait";

test.each([
  [0, "0 seconds"],
  [1, "1 second"],
  [89, "89 seconds"],
  [90, "2 minutes"],
  [120, "2 minutes"],
  [121, "3 minutes"],
])("%i seconds are %s: never less than there is to wait", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test("an error interrupts a screen reader, the rest waits for its turn", () => {
  expect(page(message("error", "No")).querySelector("[role]")?.getAttribute("role")).toBe("alert");
  expect(page(message("success", "Yes")).querySelector("[role]")?.getAttribute("role")).toBe("status");
});

test("a refusal says what the API said, when to try again, and for a fault the number to tell", async () => {
  const told = page(
    refusal(
      new Refused(
        {
          type: "/problems/service.fault",
          title: "Something broke",
          detail: "Try again.",
          status: 500,
          instance: "abc",
        },
        8,
      ),
    ),
  );
  await told.querySelector<Wait>("ot-wait")?.updateComplete;
  for (const words of ["Something broke", "Try again.", "You can try again in 8 seconds.", "abc"]) {
    expect(told.textContent).toContain(words);
  }
  const refused = { type: "/problems/x", title: "No", status: 403, instance: "abc" };
  expect(page(refusal(new Refused(refused))).textContent).not.toContain("abc");
});
