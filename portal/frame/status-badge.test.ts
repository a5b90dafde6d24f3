import { expect, test } from "vitest";
import type { Status } from "../shared/common/status";
import { badge } from "./status-badge";

const notices = (...states: string[]) => states.map((state) => ({ state })) as Status["downtimes"];
const of = (downtimes: Status["downtimes"], known_issues: Status["known_issues"]) =>
  badge({ state: "ok", downtimes, known_issues, as_of: "2026-11-30T20:00:00Z" });

test("the badge counts what is so now, as the header of the communication page does", () => {
  expect(of([], [])).toBe("System Status OK");
  expect(of(notices("planned"), [])).toBe("System Status OK");
  expect(of(notices("active", "planned"), [])).toBe("System Downtime 1");
  expect(of([], notices("active", "active"))).toBe("Known Issues 2");
  expect(of(notices("active"), notices("active"))).toBe("System Downtime 1, Known Issues 1");
});
