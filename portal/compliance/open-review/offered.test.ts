import { expect, test } from "vitest";
import type { Program } from "../../shared/programs";
import { opens, programsOf } from "./offered";

function program(code: string, ...instruments: string[]): Program {
  const contact = { description_of_use: "", office: "", telephone: "", version: 0 };
  return {
    program: code,
    name: code,
    ...contact,
    instruments: instruments.map((one) => ({ instrument: one, name: one })),
  };
}

const ALL = [program("fpm", "english-learner", "homeless-education"), program("charter-schools", "charter-schools")];

test("a monitor opens reviews of what is assigned, and of nothing else", () => {
  const assigned = [{ instrument: "english-learner", name: "English Learner" }];
  expect(programsOf({ role: "compliance-monitor", instruments: assigned }, ALL)).toEqual([
    program("fpm", "english-learner"),
  ]);
  expect(programsOf({ role: "compliance-monitor" }, ALL)).toEqual([]);
});

test("the compliance administrator opens reviews of every program", () => {
  expect(programsOf({ role: "compliance-administrator" }, ALL)).toEqual(ALL);
});

test("nobody else opens reviews", () => {
  expect(["compliance-monitor", "lea-review-coordinator", undefined].map(opens)).toEqual([true, false, false]);
});
