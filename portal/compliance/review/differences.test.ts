// @vitest-environment node
import { expect, test } from "vitest";
import { document, item, request, review } from "../example";
import { differences } from "./differences";

test("what somebody else changed is named with what it was before", () => {
  const now = review({
    state: "completed",
    mode: "online",
    last_day: "2026-12-14",
    contributors: [{ id: "u", name: "Dev Patel-Ruiz" }],
    sites: [{ cds_code: "99000010000103", name: "Cedar High" }],
    items: [item("i"), item("j"), item("k")],
    documents: [document("a")],
  });
  expect(differences(review(), now)).toEqual([
    "State: Completed, before: Open",
    "Mode: Online, before: On-site",
    "Schedule: December 7, 2026 to December 14, 2026, before: December 7, 2026 to December 11, 2026",
    "Sites: Cedar High, before: none",
    "Contributors: Dev Patel-Ruiz, before: none",
    "Added: 2 items",
    "Added: 1 document",
  ]);
});

test("a change of something that was there is counted, and one that is not seen is told as such", () => {
  const before = review({ evidence_requests: [request("e")] });
  const now = review({ evidence_requests: [request("e", { version: 2, due: "2026-12-31" })] });
  expect(differences(before, now)).toEqual(["Changed: 1 item, request, document or finding"]);
  expect(differences(before, { ...before, version: 2 })).toEqual(["Something that you do not see here"]);
});
