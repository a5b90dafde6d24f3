import { api, body } from "../../shared/common/api";
import type { Audience } from "./content";

/** The county is what an LEA's code begins with. */
const COUNTY = 2;
const LARGEST = 100;

/** The names of the places of an audience that are not `known` yet, as far as they are found. */
export async function namesOf(
  { places, counties, leas }: Audience,
  known: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const codes = places === "counties" ? counties : places === "leas" ? leas : [];
  const wanted = codes.filter((code) => !known.has(code));
  if (wanted.length === 0) return new Map();
  const parents = places === "counties" ? ["CA"] : [...new Set(wanted.map((code) => code.slice(0, COUNTY)))];
  // A name that is not found is no loss: the code stands in its place.
  const found = await Promise.all(parents.map((parent) => below(parent).catch(() => [])));
  return new Map(found.flat().filter(([code]) => wanted.includes(code)));
}

async function below(parent: string): Promise<[string, string][]> {
  const query = { parent, limit: LARGEST };
  const { organizations } = await body(api.GET("/v1/organizations", { params: { query } }));
  return organizations.map(({ code, lea_code, name }) => [lea_code ?? code, name]);
}
