import { expect, test } from "vitest";
import type { Section } from "./content";
import { content } from "./example";
import { type Choice, canKeepBoth, differences, merged } from "./merge";

const section = (kind: string, text: string): Section => ({ kind, text });
const BEFORE = content({ sections: [section("notice", "One."), section("reminders", "Two.")] });
const THEIRS = content({
  headline: "Theirs",
  sections: [section("notice", "One, theirs."), section("reminders", "Two.")],
});
const MINE = content({
  dated: "2026-12-01",
  sections: [section("notice", "One, mine."), section("reminders", "Two."), section("previous", "Three.")],
});

const by = (rows: ReturnType<typeof differences>) => rows.map(({ key, by: who }) => [key, who]);
const choose = (choices: Record<string, Choice>) => merged(BEFORE, THEIRS, MINE, new Map(Object.entries(choices)));
const textOf = (kind: string, choices: Record<string, Choice>) =>
  choose(choices).sections.find((one) => one.kind === kind)?.text;

test("each part that changed says who changed it, in the order of the page", () => {
  expect(by(differences(BEFORE, THEIRS, MINE))).toEqual([
    ["headline", "them"],
    ["dated", "me"],
    ["notice", "both"],
    ["previous", "me"],
  ]);
});

test("what only one of two editors changed is taken from that one", () => {
  const { headline, dated } = choose({});
  expect([headline, dated]).toEqual(["Theirs", "2026-12-01"]);
  expect(textOf("previous", {})).toBe("Three.");
  expect(textOf("reminders", {})).toBe("Two.");
});

test("what both changed is taken as was chosen; unless chosen, both texts stay", () => {
  expect(textOf("notice", { notice: "mine" })).toBe("One, mine.");
  expect(textOf("notice", { notice: "theirs" })).toBe("One, theirs.");
  expect(textOf("notice", { notice: "both" })).toBe("One, theirs.\n\nOne, mine.");
  expect(textOf("notice", {})).toBe("One, theirs.\n\nOne, mine.");
});

test("what both did alike is no difference of mine", () => {
  const both = content({ ...BEFORE, headline: "Same" });
  expect(by(differences(BEFORE, both, both))).toEqual([["headline", "them"]]);
  expect(merged(BEFORE, both, both, new Map()).headline).toBe("Same");
});

test("a section that one removed and the other changed stays unless it is decided otherwise", () => {
  const removed = content({ ...BEFORE, sections: [section("reminders", "Two.")] });
  const [row] = differences(BEFORE, removed, MINE).filter(({ key }) => key === "notice");
  expect(row).toMatchObject({ theirs: undefined, mine: "One, mine.", by: "both" });
  expect(row && canKeepBoth(row)).toBe(false);
  const kept = (choice: Choice) =>
    merged(BEFORE, removed, MINE, new Map([["notice", choice]])).sections.some(({ kind }) => kind === "notice");
  expect([kept("mine"), kept("both"), kept("theirs")]).toEqual([true, true, false]);
});

test("a section that only the other editor removed is gone", () => {
  const removed = content({ ...BEFORE, sections: [section("notice", "One.")] });
  const after = merged(BEFORE, removed, { ...BEFORE, headline: "Mine" }, new Map());
  expect(after.sections.map(({ kind }) => kind)).toEqual(["notice"]);
  expect(after.headline).toBe("Mine");
});

test("an audience is compared by what counts of it, and shown in words", () => {
  const counties = { ...BEFORE.audience, places: "counties" as const, counties: ["01", "99"] };
  const rows = differences(BEFORE, { ...BEFORE, audience: counties }, BEFORE);
  expect(rows).toMatchObject([
    {
      name: "Audience",
      theirs: "LEA CAASPP coordinators in the counties 01 and 99",
      mine: "LEA CAASPP coordinators in all of California",
    },
  ]);
  const kept = { ...BEFORE.audience, counties: ["01"] };
  expect(differences(BEFORE, { ...BEFORE, audience: kept }, BEFORE)).toEqual([]);
});
