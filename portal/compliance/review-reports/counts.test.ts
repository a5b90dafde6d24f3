import { expect, test } from "vitest";
import { csvOf } from "../../shared/files";
import { review } from "../example";
import type { InstrumentCounts, Submissions } from "../types";
import { SUBMISSIONS_CSV, answeredOf, rows, sums, total } from "./counts";

function counts(instrument: string, requested: number, answered: number, more: Partial<InstrumentCounts> = {}) {
  const none = { overdue: 0, findings: 0, unresolved: 0, overdue_findings: 0 };
  return { instrument, name: instrument.toUpperCase(), requested, answered, ...none, ...more };
}

function of(name: string, ...instruments: InstrumentCounts[]): Submissions {
  return { review: { ...review({ organization: { cds_code: "01000010000000", name } }), findings: 0 }, instruments };
}

const FOUND = [
  of("Poppy Valley", counts("el", 4, 4), counts("he", 2, 1, { overdue: 1 })),
  of("Estuary", counts("el", 3, 0, { findings: 2, unresolved: 1, overdue_findings: 1 })),
];

test("each program instrument is summed over its reviews", () => {
  expect(sums(FOUND)).toEqual([
    { ...counts("el", 7, 4, { findings: 2, unresolved: 1, overdue_findings: 1 }), reviews: 2 },
    { ...counts("he", 2, 1, { overdue: 1 }), reviews: 1 },
  ]);
  expect(total(sums(FOUND))).toEqual({
    requested: 9,
    answered: 5,
    overdue: 1,
    findings: 2,
    unresolved: 1,
    overdue_findings: 1,
  });
  expect(sums([])).toEqual([]);
});

test("where most is missing stands first", () => {
  expect(rows(FOUND).map(({ review: { organization }, counts: { name } }) => `${organization.name} ${name}`)).toEqual([
    "Estuary EL",
    "Poppy Valley HE",
    "Poppy Valley EL",
  ]);
});

test.each([
  [0, 0, "–"],
  [0, 3, "0 of 3 (0%)"],
  [198, 228, "198 of 228 (86.8%)"],
  [5, 5, "5 of 5 (100%)"],
])("%i of %i answered is written as %s", (answered, requested, words) => {
  expect(answeredOf({ answered, requested })).toBe(words);
});

test("the file has a row for each program instrument of each review", async () => {
  const file = await csvOf(SUBMISSIONS_CSV.columns, rows(FOUND.slice(1)).map(SUBMISSIONS_CSV.cells));
  expect(file.trimEnd().split("\r\n").slice(1)).toEqual([
    "Estuary,01000010000000,Federal Program Monitoring (FPM),EL,2026-27,2026-12-11,Open,3,0,0,2,1,1",
  ]);
});
