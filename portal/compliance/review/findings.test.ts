import { html } from "lit";
import { expect, test } from "vitest";
import type { Part } from "../../shared/common/part";
import { page } from "../../shared/common/testing";
import { finding, review } from "../example";
import { byUrgency, inShort } from "./findings";
import "./findings";

const issued = finding("f");
const late = finding("late", { due: "2026-12-20", overdue: true, state: "returned" });
const submitted = finding("submitted", { state: "submitted", due: "2026-12-01" });
const resolved = finding("resolved", { state: "resolved", due: "2026-11-01" });

test("what is not resolved stands first, and of that what is due first", () => {
  const ids = [resolved, issued, late, submitted].sort(byUrgency).map(({ id }) => id);
  expect(ids).toEqual(["submitted", "late", "f", "resolved"]);
});

test("the head of the findings says where they stand, and leaves out what is not there", () => {
  expect(inShort([])).toBe("No finding was issued.");
  expect(inShort([issued])).toBe("1 finding: 1 to resolve.");
  expect(inShort([issued, late, submitted, resolved])).toBe(
    "4 findings: 2 to resolve, 1 overdue, 1 submitted, 1 resolved.",
  );
});

async function shown(more: Parameters<typeof finding>[1]): Promise<HTMLElement> {
  const of = review({ findings: [finding("f", more)] });
  const main = page(html`<ot-findings .review=${of}></ot-findings>`);
  await main.querySelector<Part>("ot-findings")?.updateComplete;
  await main.querySelector<Part>("ot-finding")?.updateComplete;
  return main;
}

test("what may be done has a button; what not is greyed, once for each reason, with the day in words", async () => {
  const main = await shown({
    allowed: ["submit-resolution"],
    blocked: [{ action: "request-agreement", reason: "a resolution agreement until 2027-06-30 is in force" }],
  });
  const buttons = [...main.querySelectorAll<HTMLButtonElement>("ot-finding > article > div button")];
  expect(buttons.map((button) => [button.textContent.trim(), button.getAttribute("aria-disabled")])).toEqual([
    ["Submit a resolution", null],
    ["Request a resolution agreement", "true"],
  ]);
  const why = main.querySelector(`#${buttons[1]?.getAttribute("aria-describedby") ?? ""}`);
  expect(why?.textContent).toBe("A resolution agreement until June 30, 2027 is in force.");
});

test("two actions that wait for the same share one reason", async () => {
  const reason = "no resolution waits for a decision";
  const main = await shown({ blocked: ["resolve", "return-resolution"].map((action) => ({ action, reason })) });
  expect(main.querySelectorAll(".ot-blocked")).toHaveLength(1);
  expect(main.querySelectorAll(".ot-blocked button")).toHaveLength(2);
});

test("of a resolved finding nothing is offered", async () => {
  const main = await shown({
    state: "resolved",
    blocked: [{ action: "submit-resolution", reason: "this finding does not wait for a resolution by the LEA" }],
  });
  expect(main.querySelector("ot-finding .ot-blocked")).toBeNull();
});

test("a role that never does anything with findings sees no button", async () => {
  const main = await shown({});
  expect(main.querySelectorAll("ot-finding > article > div button")).toHaveLength(0);
});
