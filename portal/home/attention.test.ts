import { expect, test } from "vitest";
import type { Session } from "../shared/common/session";
import { type Glance, attention } from "./attention";

const SESSION: Session = {
  user: { id: "u", username: "a@poppy.test", name: "A" },
  role: {
    role: "lea-caaspp-coordinator",
    name: "LEA CAASPP coordinator",
    organization: "99000010000000",
    organization_name: "Poppy Valley",
    year: "2026-27",
  },
  roles: [],
  systems: [],
  terms: { version: "2026-11-22", accepted: true },
  second_factors: ["totp", "recovery-code"],
  second_factor_settled: true,
  warn_at: "2026-11-22T20:00:00Z",
  expires_at: "2026-11-22T20:00:00Z",
  ends_at: "2026-11-22T20:00:00Z",
};

function glance(codes = 10, others = 0, affidavits: Glance["affidavits"]["affidavits"] = []): Glance {
  const signedIn = { started_at: "2026-11-22T20:00:00Z", last_seen_at: "2026-11-22T20:00:00Z" };
  return {
    affidavits: { year: "2026-27", affidavits },
    account: {
      id: "u",
      username: "a@poppy.test",
      first_name: "A",
      last_name: "B",
      second_factors: { passkeys: [], recovery_codes_left: codes },
      verified_until: "2026-11-22T20:00:00Z",
    },
    sessions: {
      sessions: [
        { ...signedIn, id: "this", current: true },
        ...Array.from({ length: others }, (_, at) => ({ ...signedIn, id: `${at}`, current: false })),
      ],
    },
  };
}

const whatOf = (session: Session, seen: Glance) => attention(session, seen).map(({ what }) => what);

test("an account in order needs nothing", () => {
  expect(attention(SESSION, glance())).toEqual([]);
});

test("only an affidavit that is asked for and not signed is named", () => {
  const text = { version: "2026-11-22", text: "" };
  const affidavits = [
    { ...text, program: "caaspp", asked_for: true },
    { ...text, program: "elpac", asked_for: false },
  ];
  expect(whatOf(SESSION, glance(10, 0, affidavits))).toEqual([
    "The CAASPP security affidavit for 2026-27 is not signed",
  ]);
  const signed = affidavits.map((affidavit) => ({ ...affidavit, signed_at: "2026-11-22T20:00:00Z" }));
  expect(whatOf(SESSION, glance(10, 0, signed))).toEqual([]);
});

test("a missing second factor is urgent only where work is closed without it", () => {
  const without = { ...SESSION, second_factors: [] };
  expect(attention(without, glance(0))).toMatchObject([{ what: "Your account has no second factor", urgent: false }]);
  expect(attention({ ...without, second_factor_settled: false }, glance(0))).toMatchObject([{ urgent: true }]);
});

test("a second factor that was not used in this session is asked for", () => {
  expect(whatOf({ ...SESSION, second_factor_settled: false }, glance())).toEqual([
    "You have not used your second factor",
  ]);
});

test("recovery codes are named from three on, sign-ins elsewhere from one on", () => {
  expect(whatOf(SESSION, glance(4))).toEqual([]);
  expect(whatOf(SESSION, glance(3))).toEqual(["Only 3 recovery codes are left"]);
  expect(whatOf(SESSION, glance(1))).toEqual(["Only 1 recovery code is left"]);
  expect(whatOf(SESSION, glance(0))).toEqual(["No recovery code is left"]);
  expect(whatOf(SESSION, glance(10, 1))).toEqual(["You are signed in elsewhere, too"]);
  expect(whatOf(SESSION, glance(10, 2))).toEqual(["You are signed in at 2 other places, too"]);
});

test("what closes work comes first", () => {
  expect(whatOf({ ...SESSION, role: null, second_factors: [] }, glance(0, 1))[0]).toBe("No role is chosen");
  expect(
    attention({ ...SESSION, second_factors: [], second_factor_settled: false }, glance(0, 1)).map(
      ({ urgent }) => urgent,
    ),
  ).toEqual([true, false]);
});
