const KINDS: Record<string, string> = {
  county: "County",
  district: "District",
  school: "School",
  "directly-funded-charter": "Directly funded charter school",
  "non-public-school": "Nonpublic school",
  "district-level-program": "District-level program",
};
const FUNDING: Record<string, string> = { DF: "Directly funded", LF: "Locally funded" };

/** What people call a kind of organization. */
export function kindName(kind: string): string {
  return KINDS[kind] ?? kind;
}

/** How a charter school is funded; nothing for any other. */
export function fundingName(funding: string | null | undefined): string {
  return funding ? (FUNDING[funding] ?? funding) : "";
}

/** Whether other organizations can lie below one of this kind. */
export function isAbove(kind: string): boolean {
  return kind === "county" || kind === "district";
}
