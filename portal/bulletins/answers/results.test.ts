import { expect, test } from "vitest";
import type { Schemas } from "../../shared/common/api";
import { page } from "../../shared/common/testing";
import { results } from "./results";

const ANSWER: Schemas["Answer"] = {
  id: "sign-the-affidavit",
  question: "Where do I sign?",
  answer: "On [My account](/account), **once** <b>a year</b>.",
  html: "",
  topics: ["Test security", "Accounts"],
  updated_on: "2026-11-01",
};

function shown(answers: Schemas["Answer"][], found = answers.length): HTMLElement {
  return page(results({ answers, found, topics: [] }));
}

test("an answer has its question as heading, a link to itself, and no markup of its own gets through", () => {
  const body = shown([ANSWER]);
  expect(body.querySelector("h2")?.id).toBe("sign-the-affidavit");
  expect(body.querySelector(".ot-why a")?.getAttribute("href")).toBe("/answers?topic=Test+security#sign-the-affidavit");
  expect(body.querySelector("article strong")?.textContent).toBe("once");
  expect(body.querySelector("b")).toBeNull();
  expect(body.textContent).toContain("November 1, 2026");
  expect(body.textContent).toContain("1 answer");
});

test("nothing found says how to go on, and more than is shown says so", () => {
  expect(shown([]).textContent).toContain("No answer holds these words");
  expect(shown([ANSWER], 120).textContent).toContain("The first 1 of 120 answers");
});
