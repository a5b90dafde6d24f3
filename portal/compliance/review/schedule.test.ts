import { expect, test } from "vitest";
import { review } from "../example";
import { inWords } from "./request-change";
import { request } from "../example";
import { changed } from "./schedule";

const before = review();
const same = {
  mode: "on-site",
  first_day: "2026-12-07",
  last_day: "2026-12-11",
  instruments: ["english-learner"],
  sites: [],
};

test("only what is otherwise is sent, and the order of what is chosen says nothing", () => {
  expect(changed(before, same)).toEqual({});
  expect(changed(before, { ...same, mode: "online", last_day: "2026-12-14" })).toEqual({
    mode: "online",
    last_day: "2026-12-14",
  });
  const two = review({
    instruments: [
      { instrument: "english-learner", name: "English Learner" },
      { instrument: "homeless-education", name: "Homeless Education" },
    ],
  });
  expect(changed(two, { ...same, instruments: ["homeless-education", "english-learner"] })).toEqual({});
  expect(changed(before, { ...same, sites: ["99000010000103"] })).toEqual({ sites: ["99000010000103"] });
});

test("an evidence request is named by its item, its due day and how it begins", () => {
  expect(inWords(before, request("r"))).toBe("I-EL 01, due December 15, 2026: Board minutes of the adoption.");
  expect(inWords(before, request("r", { text: "word ".repeat(40) }))).toMatch(/^I-EL 01, .{60,90} …$/);
});
