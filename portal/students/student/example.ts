import type { Schemas } from "../../shared/common/api";

/** A test for unit tests: assigned, with everything allowed, but for what is said. */
export function test(program: string, more: Partial<Schemas["TestAssignment"]> = {}): Schemas["TestAssignment"] {
  return {
    program,
    name: program.toUpperCase(),
    status: "assigned",
    delivery_mode: "online",
    allowed: ["set-condition-code", "remove-condition-code", "remove-assignment"],
    blocked: [],
    ...more,
  };
}

/** A student for unit tests, with these tests. */
export function student(
  assigned: Schemas["TestAssignment"][],
  assignable: Schemas["AssignableTest"][] = [],
): Schemas["Student"] {
  const school = { cds_code: "99000010000103", name: "Cedar High", lea_code: "9900001", lea_name: "Poppy Valley" };
  return {
    id: "a".repeat(26),
    demographic: {
      name: "Álvarez, Ana",
      last_name: "Álvarez",
      first_name: "Ana",
      ssid: "9000000001",
      birthdate: "2010-03-14",
      enrollment: school,
      grade: "11",
      elas: "EO",
      details: {},
    },
    test_assignments: assigned,
    assignable,
    test_settings: { elpac_domain_exemptions: [], delivery_modes: [] },
    score_status: [],
    reporting: [],
  };
}
