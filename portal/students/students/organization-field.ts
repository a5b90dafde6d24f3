import { type TemplateResult, html, nothing } from "lit";
import { type Schemas, api, body } from "../../shared/common/api";
import { type FieldErrors, describedBy, field, select } from "../../shared/common/form";

type Organization = Schemas["Organization"];

/** The schools of a role: what the field "Organization" offers. */
export interface Schools {
  /** The role's own organization. */
  own: string;
  schools: readonly Organization[];
  /** Whether there are more than a list holds: then the name is typed. */
  many: boolean;
}

/** The schools below the role's organization; none for a role of one school. */
export async function readSchools(role: Schemas["Role"], query?: string): Promise<Schools> {
  const found = await body(
    api.GET("/v1/organizations", { params: { query: { limit: 100, ...(query ? { query } : {}) } } }),
  );
  const schools = found.organizations.filter((organization) => organization.code !== role.organization);
  return { own: role.organization_name, schools, many: found.more };
}

const named = ({ name, code }: Organization): string => `${name} (${code})`;

/** The code at the end of `Cedar High (99000010000103)`, or what was typed where it is no such text. */
export function codeOf(text: string): string {
  return /\((\d{14})\)$/.exec(text.trim())?.[1] ?? text.trim();
}

/** Organization: a list of the schools; for an LEA with more than a list holds, a field that suggests what is typed. */
export function organizationField(
  { own, schools, many }: Schools,
  value: string,
  errors: FieldErrors,
  suggest: (typed: string) => void,
): TemplateResult {
  const text = { name: "organization", label: "Organization" };
  if (many) {
    const hinted = { ...text, hint: `Part of the school's name, or empty for all of ${own}` };
    return field(
      hinted,
      errors,
      html`<input
          class="usa-input"
          id="organization"
          name="organization"
          list="organizations"
          autocomplete="off"
          .value=${value}
          aria-describedby=${describedBy(hinted, errors)}
          aria-invalid=${errors.has("organization") ? "true" : nothing}
          @input=${(event: Event) => suggest((event.target as HTMLInputElement).value)}
        />
        <datalist id="organizations">
          ${schools.map((school) => html`<option value=${named(school)}></option>`)}
        </datalist>`,
    );
  }
  if (schools.length === 0) {
    return html`<div class="usa-form-group">
      <p class="usa-label">Organization</p>
      <p class="ot-fixed">${own}</p>
    </div>`;
  }
  return select(
    {
      ...text,
      value,
      options: [["", `All of ${own}`], ...schools.map((school) => [school.code, named(school)] as const)],
    },
    errors,
  );
}
