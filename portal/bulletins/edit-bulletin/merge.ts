import { day } from "../../shared/common/times";
import { NAMED, heading, recipients } from "../words";
import { type Audience, type Content, type Section, inOrder } from "./content";

/** Something that was changed by another editor, by oneself, or by both. */
export interface Difference {
  key: string;
  name: string;
  /** As it stands in the version of the other editor, and in one's own; nothing where there is no such section. */
  theirs: string | undefined;
  mine: string | undefined;
  by: "them" | "me" | "both";
}

/** What is taken where both changed something. */
export type Choice = "mine" | "theirs" | "both";

const NAMES: Record<string, string> = { headline: "Headline", dated: "Date", audience: "Audience" };

/** What changed since `before`: in what another editor saved, and in what is on one's own page. */
export function differences(before: Content, theirs: Content, mine: Content): Difference[] {
  const [was, other, own] = [partsOf(before), partsOf(theirs), partsOf(mine)];
  const keys = [...new Set([...was.keys(), ...other.keys(), ...own.keys()])];
  return inSectionOrder(keys).flatMap((key) => {
    const [first, second, third] = [was.get(key), other.get(key), own.get(key)];
    const byThem = second !== first;
    // What both did alike is no difference any more: it is theirs already.
    const byMe = third !== first && third !== second;
    if (!byThem && !byMe) return [];
    const by = byThem && byMe ? "both" : byThem ? "them" : "me";
    return [{ key, name: NAMES[key] ?? heading(key), theirs: shown(key, theirs), mine: shown(key, mine), by }];
  });
}

/** The content that takes each part from whoever changed it, and as was chosen where both did. */
export function merged(before: Content, theirs: Content, mine: Content, choices: ReadonlyMap<string, Choice>): Content {
  const chosen = new Map(
    differences(before, theirs, mine).map(({ key, by }) => [
      key,
      by === "both" ? (choices.get(key) ?? "both") : by === "me" ? "mine" : "theirs",
    ]),
  );
  const from = (key: string): Content => (chosen.get(key) === "mine" ? mine : theirs);
  const kinds = new Set([...theirs.sections, ...mine.sections].map(({ kind }) => kind));
  const sections = [...kinds].flatMap((kind): Section[] => {
    const texts = chosen.get(kind) === "both" ? [textOf(theirs, kind), textOf(mine, kind)] : [textOf(from(kind), kind)];
    const found = texts.filter((text) => text !== undefined);
    return found.length === 0 ? [] : [{ kind, text: found.join("\n\n") }];
  });
  return {
    headline: from("headline").headline,
    dated: from("dated").dated,
    audience: from("audience").audience,
    sections: inOrder(sections),
  };
}

/** Whether both texts can be kept, one below the other: only those of a section. */
export function canKeepBoth({ key, theirs, mine }: Difference): boolean {
  return !(key in NAMES) && theirs !== undefined && mine !== undefined;
}

function textOf({ sections }: Content, kind: string): string | undefined {
  return sections.find((section) => section.kind === kind)?.text;
}

function partsOf(content: Content): ReadonlyMap<string, string> {
  const { headline, dated, audience, sections } = content;
  return new Map([
    ["headline", headline],
    ["dated", dated],
    ["audience", comparable(audience)],
    ...sections.map(({ kind, text }) => [kind, text] as const),
  ]);
}

/** Only what counts: counties do not where LEAs are chosen. */
function comparable({ roles, program, places, counties, leas }: Audience): string {
  const named = places === "counties" ? counties : places === "leas" ? leas : [];
  return JSON.stringify([[...roles].sort(), program, places, [...named].sort()]);
}

function inSectionOrder(keys: readonly string[]): string[] {
  const parts = keys.filter((key) => key in NAMES);
  const kinds = keys.filter((key) => !(key in NAMES)).map((kind) => ({ kind, text: "" }));
  return [...parts, ...inOrder(kinds).map(({ kind }) => kind)];
}

/** All of an audience: of many places, too, each by its code. */
function audienceInWords(audience: Audience): string {
  const { program, places, counties, leas } = audience;
  const codes = places === "california" ? [] : places === "counties" ? counties : leas;
  const all = codes.length > NAMED ? ` (${codes.join(", ")})` : "";
  return `${recipients(audience)}${all}${program === "" ? "" : `; about ${program.toUpperCase()}`}`;
}

function shown(key: string, content: Content): string | undefined {
  switch (key) {
    case "headline":
      return content.headline;
    case "dated":
      return content.dated === "" ? "" : day(content.dated);
    case "audience":
      return audienceInWords(content.audience);
    default:
      return textOf(content, key);
  }
}
