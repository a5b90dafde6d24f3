import type { FieldErrors } from "../../shared/common/form";
import { heading } from "../words";
import type { Content } from "./content";

const LABELS: Record<string, string> = {
  headline: "Headline",
  dated: "Date it bears",
  audience: "Where",
  "audience-roles": "Roles",
  "audience-program": "Program it is about",
  "audience-counties": "Counties",
  "audience-leas": "LEAs",
  sections: "Sections",
  note: "What was wrong",
  mail: "Mail",
};

/** The fields of a bulletin by their names, with what people call them. */
export function labelsOf({ sections }: Content): Record<string, string> {
  const texts = sections.map(({ kind }, place) => [`sections-${place}-text`, heading(kind)] as const);
  return { ...LABELS, ...Object.fromEntries(texts) };
}

/** The names of the fields that a refusal may be about. */
export function fieldsOf(content: Content): string[] {
  return Object.keys(labelsOf(content));
}

/** What is missing before anything is sent; `note` for a correction. */
export function gapsIn({ headline, dated, audience, sections }: Content, note?: string): FieldErrors {
  const must = "must be filled in";
  const one = "choose at least one";
  const { roles, places, counties, leas } = audience;
  const gaps: [string, string, boolean][] = [
    ["headline", must, headline.trim() === ""],
    ["dated", must, dated === ""],
    ["audience-roles", one, roles.length === 0],
    ["audience-counties", one, places === "counties" && counties.length === 0],
    ["audience-leas", one, places === "leas" && leas.length === 0],
    ...sections.map(({ text }, place): [string, string, boolean] => [
      `sections-${place}-text`,
      "must say something; remove the section otherwise",
      text.trim() === "",
    ]),
    ["note", must, note === ""],
  ];
  return new Map(gaps.filter(([, , isMissing]) => isMissing).map(([name, words]) => [name, words]));
}
