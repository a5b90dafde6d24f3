import { expect, test } from "vitest";
import { lineList, peopleByLine } from "./lines";

const HEAD = ["\u{feff}First name", "Last name", "CDS code", "E-mail address"];

test("people are found by the line on which their row begins, also after a cell of two lines and a blank row", () => {
  const rows = [
    HEAD,
    ["Ana", "Ruiz", "1", "a@x.test"],
    ["Bo\nB.", "Li", "2", "b@x.test"],
    [""],
    ["Cy", "Ott", "3", "c@x.test"],
  ];
  const found = peopleByLine(rows);
  expect(found.get(2)).toEqual({ name: "Ana Ruiz", email: "a@x.test" });
  expect(found.get(3)).toEqual({ name: "Bo\nB. Li", email: "b@x.test" });
  expect(found.get(6)).toEqual({ name: "Cy Ott", email: "c@x.test" });
});

test("a long list of lines is cut and says how many more there are", () => {
  expect(lineList([2, 3], 2)).toBe("2, 3");
  expect(lineList([2, 3, 4, 5], 2)).toBe("2, 3 and 2 more");
});
