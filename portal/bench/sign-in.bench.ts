import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { launch } from "../e2e/chromium";

// A phone's network and a slow school computer.
const BYTES_A_SECOND = 1_600_000 / 8;
const LATENCY_MS = 150;
const TIMES_SLOWER = 4;
const RUNS = 5;

const MOST_BYTES = 40 * 1024;
const MOST_REQUESTS = 4;

interface Run {
  bytes: number;
  requests: number;
  usableMs: number;
}

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser.close());

/** One visit of somebody who was never here. */
async function visit(): Promise<Run> {
  const context = await browser.newContext({ baseURL: inject("url") });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_A_SECOND,
    uploadThroughput: BYTES_A_SECOND,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: TIMES_SLOWER });
  const run: Run = { bytes: 0, requests: 0, usableMs: 0 };
  devtools.on("Network.requestWillBeSent", ({ request }) => (run.requests += request.url.startsWith("data:") ? 0 : 1));
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (run.bytes += encodedDataLength));
  // Usable: the field for the user name is there and was drawn. Counted from when the page was asked for.
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (document.querySelector("input[name=username]") === null) return;
      watch.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark("usable")));
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  run.usableMs = await page.evaluate(() => performance.getEntriesByName("usable")[0]?.startTime ?? Number.NaN);
  await context.close();
  return run;
}

test("the sign-in page", async () => {
  const runs: Run[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await visit());
  const median = (of: (run: Run) => number) => runs.map(of).sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
  const [requests, bytes, usable] = [median((r) => r.requests), median((r) => r.bytes), median((r) => r.usableMs)];
  console.log(
    [
      "| page    | requests | KB on the wire | usable after s |",
      "|---------|----------|----------------|----------------|",
      `| sign-in | ${String(requests).padStart(8)} | ${(bytes / 1024).toFixed(1).padStart(14)} | ${(usable / 1000).toFixed(2).padStart(14)} |`,
      `usable after, each run: ${runs.map((run) => `${(run.usableMs / 1000).toFixed(2)} s`).join(", ")}`,
    ].join("\n"),
  );
  expect(usable, "it became usable").toBeGreaterThan(0);
  expect(requests).toBeLessThanOrEqual(MOST_REQUESTS);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
