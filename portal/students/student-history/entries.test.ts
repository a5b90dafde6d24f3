import { expect, test } from "vitest";
import { CSV_HEAD, type Entry, csvRow, whatWasDone, who } from "./entries";

function entry(action: string, more: Partial<Entry> = {}): Entry {
  return {
    at: "2026-11-22T20:00:00Z",
    by: { name: "Lee Romero", role: "LEA CAASPP coordinator", organization: "Poppy Valley" },
    request: "r1",
    allowed_by: "set-condition-code",
    action,
    ...more,
  };
}

const ELA = "Smarter Balanced for English Language Arts/Literacy";

test.each<[string, Partial<Entry>, string[]]>([
  ["viewed", {}, ["Opened the student."]],
  ["history-viewed", {}, ["Opened this history."]],
  ["searched", { criteria: { ssid: "9000000001" } }, ["Searched for the student by SSID."]],
  ["imported", {}, ["The student came with an import."]],
  [
    "updated",
    { fields: ["grade", "elas", "primary_language", "sb-ela assigned"] },
    [`An import changed: grade, ELAS, primary language, ${ELA} assigned.`],
  ],
  ["moved", { from: "A (1)", to: "B (2)" }, ["An import moved the student from A (1) to B (2)."]],
  ["something-new", {}, ["Something new."]],
])("%s is told in words", (action, more, words) => {
  expect(whatWasDone(entry(action, more))).toEqual(words);
});

test("each change of a save is told, with request, reason and the code before", () => {
  const changes = [
    { program: "sb-ela", action: "set-condition-code", after: "PGE", request_received_on: "2026-11-20" },
    { program: "sb-math", action: "set-condition-code", before: "PGE", after: "NTE" },
    { program: "cast", action: "remove-condition-code", before: "NTE", reason: "Wrong student" },
    { program: "csa", action: "add-assignment" },
    { program: "caa-ela", action: "remove-assignment" },
  ];
  expect(whatWasDone(entry("saved", { changes }))).toEqual([
    `Set PGE for ${ELA}, written request received November 20, 2026.`,
    "Changed PGE to NTE for Smarter Balanced for Mathematics.",
    "Removed NTE from California Science Test. Reason: Wrong student.",
    "Assigned California Spanish Assessment.",
    "Removed the assignment to California Alternate Assessment for English Language Arts/Literacy.",
  ]);
});

test("who it was stands with the office held then; an import with its file", () => {
  expect(who(entry("viewed"))).toEqual({ name: "Lee Romero", office: "LEA CAASPP coordinator, Poppy Valley" });
  expect(who(entry("imported", { by: { name: "import of students.csv" } }))).toEqual({
    name: "Import of students.csv",
    office: "",
  });
});

test("the file has a column for each thing", () => {
  expect(csvRow(entry("viewed"))).toEqual([
    "Nov 22, 2026, 12:00 PM",
    "2026-11-22T20:00:00Z",
    "Lee Romero",
    "LEA CAASPP coordinator",
    "Poppy Valley",
    "Opened the student.",
    "Set condition code",
    "r1",
  ]);
  expect(CSV_HEAD).toHaveLength(8);
});
