import type { Schemas } from "../../shared/common/api";
import type { Draft } from "../types";
import { SECTIONS } from "../words";

/** A section as it is being written. */
export interface Section {
  kind: string;
  text: string;
}

/** Whom a bulletin is for, as it is being chosen: what was chosen of one kind of place is kept while another is tried. */
export interface Audience {
  roles: readonly string[];
  program: string;
  places: "california" | "counties" | "leas";
  counties: readonly string[];
  leas: readonly string[];
}

/** All that an editor writes of a bulletin. */
export interface Content {
  headline: string;
  dated: string;
  audience: Audience;
  sections: readonly Section[];
}

/** What a new bulletin begins with. */
export function emptyOn(day: string): Content {
  const audience: Audience = { roles: [], program: "", places: "california", counties: [], leas: [] };
  return { headline: "", dated: day, audience, sections: [] };
}

/** What was saved. */
export function contentOf({ headline, dated, audience, sections }: Draft): Content {
  const { roles, program, counties, leas } = audience;
  return {
    headline,
    dated,
    audience: {
      roles,
      program: program ?? "",
      places: counties ? "counties" : leas ? "leas" : "california",
      counties: counties ?? [],
      leas: leas ?? [],
    },
    sections: sections.map(({ kind, text }) => ({ kind, text })),
  };
}

/** What is sent of all of it. */
export function bodyOf({ headline, dated, audience, sections }: Content): Schemas["NewBulletin"] {
  return { headline, dated, audience: audienceOf(audience), sections: [...sections] };
}

function audienceOf({ roles, program, places, counties, leas }: Audience): Schemas["NewBulletinAudience"] {
  return {
    // As they were chosen, they would stand in another order each time.
    roles: [...roles].sort(),
    ...(program ? { program } : {}),
    ...(places === "counties" ? { counties: [...counties].sort() } : {}),
    ...(places === "leas" ? { leas: [...leas].sort() } : {}),
  };
}

/** What is sent of a change: the parts that are otherwise than `before`. */
export function changesOf(before: Content, now: Content): Schemas["BulletinChange"] {
  const [was, is] = [bodyOf(before), bodyOf(now)];
  return {
    ...(is.headline === was.headline ? {} : { headline: is.headline }),
    ...(is.dated === was.dated ? {} : { dated: is.dated }),
    ...(isSame(is.audience, was.audience) ? {} : { audience: is.audience }),
    ...(isSame(is.sections, was.sections) ? {} : { sections: is.sections ?? [] }),
  };
}

/** Whether nothing of `now` is otherwise than `before`. */
export function isUnchanged(before: Content, now: Content): boolean {
  return Object.keys(changesOf(before, now)).length === 0;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Sections in the order of the communication. */
export function inOrder(sections: readonly Section[]): Section[] {
  return SECTIONS.flatMap(([kind]) => sections.filter((section) => section.kind === kind));
}
