import { type Schemas, api, body } from "../../shared/common/api";
import { day, today } from "../../shared/common/times";
import type { Csv } from "../../shared/list-file";
import { unlistedResources } from "../words";

export type Criteria = Omit<Schemas["StudentSearch"], "cursor" | "limit">;
export type FoundStudent = Schemas["FoundStudent"];

/** Asks the API for one page. */
export type Ask = (criteria: Criteria, limit: number, cursor: string | undefined) => Promise<Schemas["FoundStudents"]>;

export const ask: Ask = (criteria, limit, cursor) =>
  body(api.POST("/v1/students/search", { body: { ...criteria, limit, ...(cursor === undefined ? {} : { cursor }) } }));

export interface Found {
  students: FoundStudent[];
  /** Leads on; nothing on the last page. */
  next: string | undefined;
}

/** How many answers in a row may be short before the page is shown as it is. */
const SHORT_ANSWERS = 10;

/** A page of `size` students from `cursor` on. The API's pages may be short or empty and still go on: those are put together. */
export async function page(criteria: Criteria, size: number, cursor: string | undefined, search = ask): Promise<Found> {
  const students: FoundStudent[] = [];
  let next = cursor;
  for (let answers = 0; answers < SHORT_ANSWERS; answers += 1) {
    const found = await search(criteria, size - students.length, next);
    students.push(...found.students);
    next = found.next_cursor ?? undefined;
    if (next === undefined || students.length >= size) break;
  }
  return { students, next };
}

export const CSV_HEAD = [
  "No.",
  "Name",
  "SSID",
  "School",
  "School code",
  "Grade",
  "ELAS",
  "Unlisted Resources",
  "UR Submitted Date",
];

/** The students found as a file, named by the day. */
export const csv = (): Csv<FoundStudent> => ({ name: `students-${today()}`, columns: CSV_HEAD, cells: csvRow });

/** One student as a row of the file. */
export function csvRow(student: FoundStudent, index: number): string[] {
  return [
    String(index + 1),
    student.name,
    student.ssid,
    student.school.name,
    student.school.cds_code,
    student.grade,
    student.elas,
    requestOf(student),
    student.ur_submitted_on ?? "",
  ];
}

/** The request for unlisted resources in a word; empty without one. */
export function requestOf({ unlisted_resources, ur_status }: FoundStudent): string {
  if (!unlisted_resources) return "";
  return ur_status ? unlistedResources(ur_status) : "Submitted";
}

/** When it was submitted, in words. */
export function submittedOn({ ur_submitted_on: on }: FoundStudent): string {
  return on ? day(on) : "";
}
