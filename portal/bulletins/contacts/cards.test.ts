import { expect, test } from "vitest";
import { page } from "../../shared/common/testing";
import { cards, countyAgents, countyOf, dialled } from "./cards";

const ADA = { name: "Ada Agent", about: "Everything", telephone: "916-555-0105", email: null, hours: null };
const COUNTY = { code: "19", name: "Los Angeles" };

test("a contact shows the ways there are to reach it", () => {
  const body = page(cards([ADA]));
  expect(body.querySelector("a")?.getAttribute("href")).toBe("tel:9165550105");
  expect(body.textContent).not.toContain("E-mail");
});

test("a number is dialled without its extension", () => {
  expect(dialled("(415) 555-0100 x 12")).toBe("tel:4155550100");
  expect(dialled("+1 415 555 0100, ask for Ada")).toBe("tel:+14155550100");
});

test("a county without an agent says whom to call", () => {
  const otherwise = "No success agent is listed for this county: call CalTAC, 916-555-0101.";
  expect(page(countyAgents({ county: COUNTY, success_agents: [], otherwise })).textContent).toContain(otherwise);
  const found = page(countyAgents({ county: COUNTY, success_agents: [ADA], otherwise: null }));
  expect(found.textContent).toContain("Ada Agent");
  expect(found.querySelector(".usa-alert")).toBeNull();
});

test("the own county is that of the organization's code", () => {
  expect([countyOf("99000010000103"), countyOf("99"), countyOf("CA"), countyOf(undefined)]).toEqual([
    "99",
    "99",
    "",
    "",
  ]);
});
