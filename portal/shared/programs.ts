import { type Schemas, api, body } from "./common/api";

export type Program = Schemas["MonitoredProgram"];

/** The seven programs, with their instruments and where an LEA asks about each. */
export async function programs(): Promise<Program[]> {
  return (await body(api.GET("/v1/compliance/programs"))).programs;
}

/** The names of the program instruments by their codes. */
export async function instrumentNames(): Promise<ReadonlyMap<string, string>> {
  const all = (await programs()).flatMap(({ instruments }) => instruments);
  return new Map(all.map(({ instrument, name }) => [instrument, name]));
}
