import { expect, test } from "vitest";
import type { Mailing } from "../types";
import { underWay } from "./deliveries";

const COUNTED: Mailing = {
  version: 2,
  at: "2026-11-30T15:00:00Z",
  addressed: true,
  queued: 0,
  sent: 1,
  delivered: 3,
  bounced: 1,
  complained: 0,
  unsubscribed: 1,
  not_sent: 0,
  failed: 0,
};

test("letters are counted again until every reader has one and all are sent", () => {
  expect(underWay(COUNTED)).toBe(false);
  expect(underWay({ ...COUNTED, queued: 1 })).toBe(true);
  expect(underWay({ ...COUNTED, addressed: false })).toBe(true);
});
