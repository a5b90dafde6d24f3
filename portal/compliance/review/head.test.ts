// @vitest-environment node
import { expect, test } from "vitest";
import { item, request, review } from "../example";
import { inShort } from "./head";
import { openAtFirst } from "./open-at-first";

test("what is open is said in one sentence", () => {
  expect(inShort(review())).toBe("No evidence is requested yet.");
  expect(inShort(review({ evidence_requests: [request("a", { answered: true })] }))).toBe(
    "1 evidence request, all answered.",
  );
  const requests = [request("a", { answered: true }), request("b", { overdue: true }), request("c")];
  expect(inShort(review({ evidence_requests: requests }))).toBe("2 of 3 evidence requests not answered; 1 overdue.");
});

test("a few items that wait for an answer are open at first, and none of many", () => {
  const ids = ["a", "b", "c", "d"];
  const items = ids.map((id) => item(id));
  const waiting = ids.map((id) => request(`r${id}`, { item: id }));
  expect([...openAtFirst(review({ items, evidence_requests: waiting.slice(0, 3) }))]).toEqual(["a", "b", "c"]);
  expect(openAtFirst(review({ items, evidence_requests: waiting })).size).toBe(0);
  const answered = waiting.map((one) => ({ ...one, answered: true }));
  expect(openAtFirst(review({ items, evidence_requests: answered })).size).toBe(0);
  expect(openAtFirst(review({ state: "completed", items, evidence_requests: waiting.slice(0, 3) })).size).toBe(0);
});
