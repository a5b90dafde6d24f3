import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Status, StatusNotice, StatusNow } from "./status";

const NOW = new Date("2026-11-30T20:00:00Z");

function notice(change: Partial<StatusNotice> = {}): StatusNotice {
  return {
    id: "a".repeat(26),
    version: 1,
    systems: [{ id: "cers", name: "California Educator Reporting System" }],
    from: "2026-11-30T18:00:00Z",
    effect: "Rosters come late.",
    state: "active",
    ...change,
  };
}

function status(change: Partial<Status> = {}): Status {
  return { state: "ok", downtimes: [], known_issues: [], as_of: "2026-11-30T19:59:00Z", ...change };
}

let answers: Record<string, () => Response>;
const asked: string[] = [];

/** The client keeps the `fetch` that it finds when it is loaded. */
async function loaded() {
  vi.resetModules();
  return import("./status");
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  asked.length = 0;
  answers = { "/v1/status": () => Response.json(status()), "/status.json": () => new Response("", { status: 404 }) };
  vi.stubGlobal("fetch", (what: string | Request) => {
    const { pathname } = new URL(typeof what === "string" ? what : what.url, location.origin);
    asked.push(pathname);
    const answer = answers[pathname];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("no network"));
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function seen(): Promise<{ told: StatusNow[]; stop: () => void }> {
  const { watchStatus } = await loaded();
  const told: StatusNow[] = [];
  const stop = watchStatus((now) => told.push(now));
  await vi.advanceTimersByTimeAsync(10);
  return { told, stop };
}

test("the status is read at once, and every 30 seconds while the page is in sight", async () => {
  const { told, stop } = await seen();
  expect(told).toEqual([undefined, { status: status(), isOld: false }]);
  answers["/v1/status"] = () => Response.json(status({ state: "known-issue", known_issues: [notice()] }));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told.at(-1)).toMatchObject({ status: { state: "known-issue" } });
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  const before = asked.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(before);
  vi.restoreAllMocks();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(before);
});

test("when the service cannot be reached, the copy tells, as its notices stand now", async () => {
  answers = {
    "/status.json": () => Response.json(status({ downtimes: [notice({ state: "planned" })] })),
  };
  const { told, stop } = await seen();
  expect(asked).toEqual(["/v1/status", "/status.json"]);
  expect(told.at(-1)).toMatchObject({
    isOld: true,
    status: { state: "downtime", downtimes: [{ state: "active" }], as_of: "2026-11-30T19:59:00Z" },
  });
  stop();
});

test("without service and copy, what was read before is shown as old; without that, nothing is claimed", async () => {
  const { told, stop } = await seen();
  answers = {};
  await vi.advanceTimersByTimeAsync(30_000);
  expect(told.at(-1)).toEqual({ status: status(), isOld: true });
  stop();
  const { told: later, stop: end } = await seen();
  expect(later.at(-1)).toBe("unknown");
  end();
});

test("a notice of an older status begins and ends by the clock", async () => {
  const { asOf } = await loaded();
  const planned = notice({ from: "2026-11-30T20:00:01Z" });
  const over = notice({ to: "2026-11-30T20:00:00Z" });
  const now = asOf(status({ downtimes: [planned, over], known_issues: [notice()] }), NOW);
  expect(now.downtimes.map(({ state }) => state)).toEqual(["planned"]);
  expect([now.state, now.known_issues.length]).toEqual(["known-issue", 1]);
});

test("a system is as its worst notice that is active says", async () => {
  const { ofSystem } = await loaded();
  const all = status({
    downtimes: [notice({ effect: "Down." }), notice({ state: "planned", systems: [{ id: "dei", name: "DEI" }] })],
    known_issues: [notice()],
  });
  expect(ofSystem(all, "cers")).toEqual({ state: "downtime", effect: "Down." });
  expect(ofSystem(all, "dei")).toEqual({ state: "ok", effect: undefined });
  expect(ofSystem(status({ known_issues: [notice()] }), "cers").state).toBe("known-issue");
});
