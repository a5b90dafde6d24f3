import { expect, test } from "vitest";
import { Visit } from "./browser";
import { CEDAR_HIGH, DUNE_HIGH, activated, year } from "./people";

const SEVERAL = [
  { role: "site-caaspp-coordinator", organization: CEDAR_HIGH, year: year() },
  { role: "test-administrator", organization: DUNE_HIGH, year: year() },
  { role: "site-caaspp-coordinator", organization: CEDAR_HIGH, year: year(1) },
];

test("who is not signed in finds what this is and where to sign in", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await page.goto("/");
  await page.getByRole("heading", { name: "OpenTOMS" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/");
  await visit.look("start");
  await page.getByRole("link", { name: "Teacher Hand Scoring System (THSS)" }).click();
  await page.getByRole("heading", { name: "Sign in to Teacher Hand Scoring System (THSS)" }).waitFor();
});

test("who has several roles chooses one and can change it", async () => {
  const username = await activated(SEVERAL);
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn(username);
  await page.waitForURL("**/choose-role");
  await page.getByRole("heading", { name: `${year()} (this administration year)` }).waitFor();
  await page.getByRole("heading", { name: year(1), exact: true }).waitFor();
  await visit.look("choose-role");

  await page.goto("/");
  await page.getByText("No role is chosen").waitFor();
  await page.getByText("The CAASPP security affidavit").waitFor();
  await visit.look("home-no-role");
  await page.getByRole("link", { name: "Choose a role" }).click();

  await page.getByRole("listitem").filter({ hasText: "Dune High" }).getByRole("button").click();
  await page.getByRole("heading", { name: /^Welcome/ }).waitFor();
  await page.getByText("You work as test administrator for Dune High").waitFor();
  await page.getByRole("banner").getByRole("link", { name: "Change role" }).click();
  const inForce = page.getByRole("listitem").filter({ hasText: "Dune High" });
  await inForce.getByText("In force").waitFor();
  await visit.look("choose-role-in-force");
  await page.getByRole("listitem").filter({ hasText: "Cedar High" }).first().getByRole("button").click();
  await page.getByText(/You work as site CAASPP coordinator for Cedar High/i).waitFor();
});

test("who has no role this year is told whom to ask", async () => {
  const username = await activated([{ role: "test-administrator", organization: DUNE_HIGH, year: year(1) }]);
  const visit = await Visit.begin();
  await visit.signIn(username);
  await visit.page.getByRole("heading", { name: `You have no role in ${year()}` }).waitFor();
  await visit.page.getByText("Ask your LEA coordinator").waitFor();
  await visit.look("choose-role-none-this-year");
});

test("home shows the systems with their state, and the way to the students without a name in any address", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test");
  const cers = page.getByRole("listitem").filter({ hasText: "California Educator Reporting System" });
  await cers.getByText("Known issue").waitFor();
  await cers.getByText("Rosters uploaded today may appear tomorrow").waitFor();
  expect(await page.getByRole("link", { name: "Find a student" }).getAttribute("href")).toBe("/students");
});

test("home is clear on a narrow screen and to who sees no students", async () => {
  const visit = await Visit.begin({ width: 320, height: 640 });
  await visit.signIn("monitor@cde.test");
  await visit.page.getByRole("heading", { name: "Needs attention" }).waitFor();
  await visit.page.getByText("Loading").waitFor({ state: "detached" });
  expect(await visit.page.getByRole("link", { name: "Find a student" }).count()).toBe(0);
  await visit.look("home-narrow");
});

test("what cannot be loaded is told on the page, and the rest stays", async () => {
  const visit = await Visit.begin();
  const { page } = visit;
  await visit.signIn("lea.coordinator@poppy.test");
  await page.route("**/v1/account", (route) => route.abort());
  await page.reload();
  await page.getByRole("alert").getByText("The service cannot be reached").waitFor();
  await page.getByRole("heading", { name: "Systems" }).waitFor();
  await visit.look("home-unreachable");
  // The browser's own line about the request that this test cut off.
  expect(visit.complaints.splice(0)).toEqual(["Failed to load resource: net::ERR_FAILED"]);
});
