// @vitest-environment node
import { expect, test } from "vitest";
import type { OpenWork } from "../compliance/types";
import { openReviews } from "./compliance";

const TODAY = "2026-11-29";

function work(id: string, more: Partial<OpenWork> = {}): OpenWork {
  return {
    review: "r",
    organization: { cds_code: "99000010000000", name: "Poppy Valley Unified" },
    program: { program: "federal-program-monitoring", name: "Federal Program Monitoring (FPM)" },
    instrument: { instrument: "english-learner", name: "English Learner" },
    kind: "evidence-request",
    id,
    number: "I-EL 01",
    text: "Board minutes.",
    due: "2026-12-05",
    overdue: false,
    state: "requested",
    ...more,
  };
}

test("an LEA is told review by review what is late and what is due within 14 days", () => {
  const rows = [
    work("a", { overdue: true, due: "2026-11-20" }),
    work("b", { due: "2026-12-13" }),
    work("c", { due: "2026-12-14" }),
    work("d", { kind: "finding", state: "issued", due: "2026-12-01" }),
    work("e", { kind: "finding", state: "submitted", due: "2026-12-01" }),
    work("f", { review: "s" }),
  ];
  expect(openReviews("lea-review-coordinator", rows, TODAY)).toEqual([
    {
      what: "1 overdue, 2 due within 14 days",
      why: "Poppy Valley Unified, Federal Program Monitoring (FPM): 2 evidence requests, 1 finding.",
      address: "/review?id=r",
      action: "Open the review",
      urgent: true,
    },
    {
      what: "1 due within 14 days",
      why: "Poppy Valley Unified, Federal Program Monitoring (FPM): 1 evidence request.",
      address: "/review?id=s#evidence-request-f",
      action: "Open the review",
      urgent: false,
    },
  ]);
});

test.each(["compliance-monitor", "compliance-administrator"])("a %s is told what waits for a decision", (role) => {
  const rows = [
    work("a", { overdue: true }),
    work("b", { kind: "finding", state: "issued", overdue: true }),
    work("c", { kind: "finding", state: "submitted" }),
  ];
  expect(openReviews(role, rows, TODAY)).toMatchObject([
    { what: "1 finding to decide", address: "/review?id=r#finding-c", urgent: false },
  ]);
});

test("nothing open needs no attention", () => {
  expect(openReviews("superintendent", [], TODAY)).toEqual([]);
});
