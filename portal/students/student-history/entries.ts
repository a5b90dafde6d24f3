import type { Schemas } from "../../shared/common/api";
import { day, moment } from "../../shared/common/times";
import { sentence, spelled } from "../../shared/words";

/** A change as the history keeps it. The API describes it only as an object; these are its members. */
interface Recorded {
  program: string;
  action: string;
  before?: string;
  after?: string;
  request_received_on?: string;
  reason?: string;
}

/** An entry of a student's history. */
export interface Entry {
  at: string;
  by: Schemas["HistoryActor"];
  request: string;
  allowed_by?: string | null;
  action: string;
  changes?: Recorded[];
  criteria?: Record<string, unknown>;
  fields?: string[];
  from?: string;
  to?: string;
}

const TESTS: Record<string, string> = {
  "sb-ela": "Smarter Balanced for English Language Arts/Literacy",
  "sb-math": "Smarter Balanced for Mathematics",
  cast: "California Science Test",
  csa: "California Spanish Assessment",
  "caa-ela": "California Alternate Assessment for English Language Arts/Literacy",
  "caa-math": "California Alternate Assessment for Mathematics",
  "caa-science": "California Alternate Assessment for Science",
  "elpac-initial": "Initial ELPAC",
  "elpac-summative": "Summative ELPAC",
  "elpac-alt-initial": "Initial Alternate ELPAC",
  "elpac-alt-summative": "Summative Alternate ELPAC",
};

const FIELDS: Record<string, string> = {
  elas: "ELAS",
  ssid: "SSID",
  idea: "IDEA indicator",
  birthdate: "date of birth",
  enrollment: "school",
  lep_entry: "entry as English learner",
  lep_exit: "reclassification",
};

/** What was done, a sentence for each thing. */
export function whatWasDone(entry: Entry): string[] {
  switch (entry.action) {
    case "viewed":
      return ["Opened the student."];
    case "history-viewed":
      return ["Opened this history."];
    case "searched":
      return ["Searched for the student by SSID."];
    case "saved":
      return (entry.changes ?? []).map(changed);
    case "imported":
      return ["The student came with an import."];
    case "updated":
      return [`An import changed: ${(entry.fields ?? []).map(fieldInWords).join(", ")}.`];
    case "moved":
      return [`An import moved the student from ${entry.from ?? "another school"} to ${entry.to ?? "another school"}.`];
    default:
      return [`${spelled(entry.action)}.`];
  }
}

function changed({ program, action, before, after, request_received_on: received, reason }: Recorded): string {
  const test = TESTS[program] ?? program;
  const why = reason ? ` Reason: ${sentence(reason)}` : "";
  const request = received ? `, written request received ${day(received)}` : "";
  switch (action) {
    case "set-condition-code":
      return before === undefined
        ? `Set ${after ?? "a code"} for ${test}${request}.${why}`
        : `Changed ${before} to ${after ?? "a code"} for ${test}${request}.${why}`;
    case "remove-condition-code":
      return `Removed ${before ?? "the code"} from ${test}.${why}`;
    case "add-assignment":
      return `Assigned ${test}.`;
    case "remove-assignment":
      return `Removed the assignment to ${test}.`;
    default:
      return `${spelled(action)}: ${test}.`;
  }
}

/** `sb-ela assigned` names the test, every other field is spelled out. */
function fieldInWords(field: string): string {
  const [program = "", what] = field.split(" ");
  if (what && program in TESTS) return `${TESTS[program] ?? program} ${what}`;
  return FIELDS[field] ?? spelled(field).toLowerCase();
}

/** Who did it: name, role and organization as they were at that moment. */
export function who({ by }: Entry): { name: string; office: string } {
  const name = by.name === "" ? "Not known" : by.name;
  return { name: spelledName(name), office: [by.role, by.organization].filter(Boolean).join(", ") };
}

const spelledName = (name: string): string => (name.startsWith("import of ") ? `I${name.slice(1)}` : name);

export const CSV_HEAD = ["When", "When (UTC)", "Name", "Role", "Organization", "What", "Right", "Request"];

/** One entry as a row of the file. */
export function csvRow(entry: Entry): string[] {
  return [
    moment(entry.at),
    entry.at,
    who(entry).name,
    entry.by.role ?? "",
    entry.by.organization ?? "",
    whatWasDone(entry).join(" "),
    entry.allowed_by ? spelled(entry.allowed_by) : "",
    entry.request,
  ];
}
