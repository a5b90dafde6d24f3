import { type TemplateResult, html, nothing } from "lit";
import type { Schemas } from "../../shared/common/api";
import { day } from "../../shared/common/times";
import { spelled } from "../../shared/words";
import { ELAS, GRADES, unlistedResources } from "../words";
import { nameOf } from "./staging";

type Student = Schemas["Student"];

/** CALPADS' fields that lock when the student starts a test. Source: TOMS, student profile. */
const LOCKING = [
  "primary_language",
  "idea",
  "primary_disability",
  "section_504",
  "economic_disadvantage",
  "migrant",
  "military",
  "parent_education",
  "first_us_school_entry",
  "lep_entry",
  "lep_exit",
];

const LABELS: Record<string, string> = {
  local_student_id: "Local student ID",
  ethnicity: "Reporting ethnicity (CALPADS code)",
  primary_language: "Primary language (CALPADS code)",
  idea: "IDEA indicator",
  primary_disability: "Primary disability (CALPADS code)",
  section_504: "Section 504 plan",
  economic_disadvantage: "Economic disadvantage",
  military: "Military family",
  alternate: "Takes the alternate assessments",
  parent_education: "Parent education (CALPADS code)",
  first_us_school_entry: "First entry into a school of the United States",
  lep_entry: "Entered as English learner",
  lep_exit: "Reclassified (RFEP)",
  elpac_domain_exemptions: "ELPAC domain exemptions",
};

function value(given: unknown): string {
  if (given === true) return "Yes";
  if (given === false) return "No";
  if (Array.isArray(given)) return given.map((one) => spelled(String(one))).join(", ");
  if (typeof given !== "string") return "";
  return /^\d{4}-\d\d-\d\d$/.test(given) ? day(given) : given;
}

function list(rows: readonly (readonly [label: string, text: string])[]): TemplateResult {
  return html`<dl class="ot-profile">
    ${rows.map(
      ([label, text]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}

const words = (codes: readonly (readonly [string, string])[], code: string): string => {
  const found = codes.find(([known]) => known === code)?.[1];
  return found && found !== code ? `${code}, ${found}` : code;
};

const school = ({ name, cds_code }: Schemas["School"]): string => `${name} (${cds_code})`;
const lea = ({ lea_name, lea_code }: Schemas["School"]): string => `${lea_name} (${lea_code})`;

export function demographic({ demographic: known }: Student): TemplateResult {
  const details = Object.entries(known.details as Record<string, unknown>).map(
    ([field, given]) => [field, [LABELS[field] ?? spelled(field), value(given)]] as const,
  );
  const rows = (locks: boolean) => details.filter(([field]) => LOCKING.includes(field) === locks).map(([, row]) => row);
  return html`
    <h2>Demographic</h2>
    <p>This comes from CALPADS and is corrected there, not here.</p>
    <h3>Details</h3>
    ${list([
      ["Last name", known.last_name],
      ["First name", known.first_name],
      ...(known.middle_name ? [["Middle name", known.middle_name] as const] : []),
      ["SSID", known.ssid],
      ["Date of birth", day(known.birthdate)],
      ["Grade", words(GRADES, known.grade)],
      ["School responsible for testing", school(known.enrollment)],
      ["LEA responsible for testing", lea(known.enrollment)],
      ...(known.second_enrollment ? [["Second, short-term enrollment", school(known.second_enrollment)] as const] : []),
      ...rows(false),
    ])}
    <h3>Demographic Fields That Lock at Testing</h3>
    ${list([["English Language Acquisition Status (ELAS)", words(ELAS, known.elas)], ...rows(true)])}
  `;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): TemplateResult {
  return html`<table class="usa-table usa-table--stacked ot-records">
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${head.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first, ...others]) =>
          html`<tr>
            <th scope="row" data-label=${head[0] ?? ""}>${first}</th>
            ${others.map((cell, index) => html`<td data-label=${head[index + 1] ?? ""}>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const none = html`<p>No test is assigned to this student.</p>`;

export function testSettings(student: Student): TemplateResult {
  const { delivery_modes: modes, elpac_domain_exemptions: exempt } = student.test_settings;
  return html`
    <h2>Test Settings</h2>
    ${
      modes.length === 0
        ? none
        : table(
            "How each test is given",
            ["Test Program", "Test Delivery Mode"],
            modes.map(({ program, delivery_mode }) => [nameOf(student, program), spelled(delivery_mode)]),
          )
    }
    <h3>ELPAC domain exemptions</h3>
    <p>${exempt.length === 0 ? "None." : exempt.map(spelled).join(", ")}</p>
  `;
}

export function unlisted({ unlisted_resources: request }: Student): TemplateResult {
  return html`
    <h2>Unlisted Resources (UR)</h2>
    ${
      request
        ? list([
            ["Status", unlistedResources(request.status)],
            ["UR Submitted Date", day(request.submitted_on)],
          ])
        : html`<p>No request for unlisted resources has been submitted for this student.</p>`
    }
    ${
      request?.status === "approved-construct-change"
        ? html`<p>The resource changes what the test measures: the score is not valid for accountability.</p>`
        : nothing
    }
  `;
}

export function scoreStatus({ score_status: tests }: Student): TemplateResult {
  return html`
    <h2>Score Status</h2>
    ${
      tests.length === 0
        ? none
        : table(
            "How far scoring is",
            ["Test Program", "Score Status"],
            tests.map(({ name, status }) => [name, spelled(status)]),
          )
    }
  `;
}

export function reporting({ reporting: tests }: Student): TemplateResult {
  const yes = (holds: boolean) => (holds ? "Yes" : "No");
  return html`
    <h2>Reporting</h2>
    ${
      tests.length === 0
        ? none
        : table(
            "What each test counts for in the participation rate, as things are recorded now",
            ["Test Program", "School", "Counts as enrolled", "Counts as tested"],
            tests.map((test) => [test.name, test.school, yes(test.counts_as_enrolled), yes(test.counts_as_tested)]),
          )
    }
  `;
}
