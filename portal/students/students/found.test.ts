import { describe, expect, test } from "vitest";
import { csvOf } from "../../shared/files";
import { type Ask, CSV_HEAD, type FoundStudent, csvRow, page } from "./found";
import { countOf } from "./results";

function someone(number: number, more: Partial<FoundStudent> = {}): FoundStudent {
  return {
    id: String(number),
    name: "Álvarez, Ana",
    ssid: "9000000001",
    school: { cds_code: "01000010000103", name: "Cedar High" },
    grade: "05",
    elas: "EO",
    unlisted_resources: false,
    ...more,
  };
}

const people = (count: number): FoundStudent[] => Array.from({ length: count }, (_, index) => someone(index));

/** Answers with pages of these sizes, one after the other. */
function answering(...sizes: number[]): { ask: Ask; asked: [number, string | undefined][] } {
  const asked: [number, string | undefined][] = [];
  const ask: Ask = (_, limit, cursor) => {
    asked.push([limit, cursor]);
    const more = asked.length < sizes.length;
    const students = people(sizes[asked.length - 1] ?? 0);
    return Promise.resolve({ students, next_cursor: more ? `after-${asked.length}` : null });
  };
  return { ask, asked };
}

describe("a page", () => {
  test("is put together from short and empty answers, and asks for no more than is missing", async () => {
    const { ask, asked } = answering(30, 0, 20, 50);
    const found = await page({}, 50, "begin", ask);
    expect(found.students).toHaveLength(50);
    expect(found.next).toBe("after-3");
    expect(asked).toEqual([
      [50, "begin"],
      [20, "after-1"],
      [20, "after-2"],
    ]);
  });

  test("is the last when nothing leads on", async () => {
    expect(await page({}, 50, undefined, answering(3).ask)).toEqual({ students: people(3), next: undefined });
  });

  test("does not wait for ever for students who do not come", async () => {
    const { ask, asked } = answering(...Array.from({ length: 100 }, () => 0));
    expect(await page({}, 50, undefined, ask)).toEqual({ students: [], next: "after-10" });
    expect(asked).toHaveLength(10);
  });
});

test("the file keeps leading zeros and accents, and takes no text for a formula", async () => {
  const request = { unlisted_resources: true, ur_status: "approved", ur_submitted_on: "2026-11-20" };
  const rows = [someone(1, request), someone(2, { name: "=HYPERLINK(1), Eve" })].map(csvRow);
  expect(await csvOf(CSV_HEAD, rows)).toBe(
    [
      "\uFEFFNo.,Name,SSID,School,School code,Grade,ELAS,Unlisted Resources,UR Submitted Date",
      '1,"Álvarez, Ana",9000000001,Cedar High,01000010000103,05,EO,Approved,2026-11-20',
      `2,"'=HYPERLINK(1), Eve",9000000001,Cedar High,01000010000103,05,EO,,`,
      "",
    ].join("\r\n"),
  );
});

test.each([
  [0, 0, false, "No students found"],
  [1, 0, false, "1 student found"],
  [12, 0, false, "12 students found"],
  [50, 0, true, "Students 1 to 50; there are more"],
  [50, 50, true, "Students 51 to 100; there are more"],
  [7, 1000, false, "Students 1,001 to 1,007 of 1,007 found"],
  [0, 50, false, "No more students found"],
])("%i students after %i, more: %s, are counted as: %s", (count, first, more, words) => {
  expect(countOf({ students: people(count), next: more ? "on" : undefined }, first)).toBe(words);
});
