import { expect, inject, test } from "vitest";
import { Visit } from "./browser";

test("an address without a page is answered 404, in words and with a way on", async () => {
  const visit = await Visit.begin();
  const answer = await visit.page.goto("/nowhere");
  expect(answer?.status()).toBe(404);
  await visit.page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor();
  await visit.look("not-found");
  expect(await visit.page.getByRole("link", { name: "Go to the home page" }).getAttribute("href")).toBe("/");
});

test("a page may run and load its own files alone, and nobody may frame it or guess what it is", async () => {
  const answer = await fetch(`${inject("url")}/sign-in`);
  const policy = (answer.headers.get("Content-Security-Policy") ?? "").split("; ");
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // The page sends documents straight to their bucket.
      expect.stringMatching(/^connect-src 'self' http:\/\/127\.0\.0\.1:\d+\/[a-z0-9-]+\/$/),
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]),
  );
  expect(policy.join()).not.toMatch(/unsafe|\*/);
  expect(answer.headers.get("Referrer-Policy")).toBe("no-referrer");
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(answer.headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
});

test("documents are asked for anew each time, their files never again", async () => {
  const answer = await fetch(`${inject("url")}/`);
  expect(answer.headers.get("Cache-Control")).toBe("no-cache");
  const tag = answer.headers.get("ETag") ?? "";
  const again = await fetch(`${inject("url")}/`, { headers: { "If-None-Match": tag } });
  expect(again.status).toBe(304);
  const file = /"(\/assets\/[^"]+\.js)"/.exec(await answer.text())?.[1] ?? "";
  const asset = await fetch(`${inject("url")}${file}`);
  expect(asset.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
});

test("the sign-in page takes at most four requests and 40 KB", async () => {
  const visit = await Visit.begin();
  const network = await visit.context.newCDPSession(visit.page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await visit.page.goto("/sign-in", { waitUntil: "networkidle" });
  const requests = visit.addresses.filter((address) => !address.startsWith("data:"));
  // Once it stands, it asks for the status of the systems and nothing else.
  const [asked, files] = [
    requests.filter((address) => address.includes("/v1/")),
    requests.filter((address) => !address.includes("/v1/")),
  ];
  expect(asked.map((address) => new URL(address).pathname)).toEqual(["/v1/status"]);
  expect(files.length, requests.join("\n")).toBeLessThanOrEqual(4);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(40 * 1024);
});
