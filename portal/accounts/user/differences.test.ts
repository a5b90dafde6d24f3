import { expect, test } from "vitest";
import { differences } from "./differences";

const role = {
  role: "test-examiner",
  organization: "99000010000103",
  organization_name: "Cedar High",
  year: "2026-27",
};
const user = {
  id: "u",
  email: "a@poppy.test",
  first_name: "Ana",
  last_name: "Ruiz",
  telephone: null,
  state: "active",
  roles: [role],
  changeable: true,
};

test("a conflict names every field and role that is otherwise", () => {
  const now = {
    ...user,
    last_name: "Ruiz Gil",
    telephone: "1",
    state: "deactivated",
    roles: [{ ...role, role: "test-administrator" }],
  };
  expect(differences(user, now)).toEqual([
    "Last name: Ruiz Gil, before: Ruiz",
    "Telephone: 1, before: none",
    "State: Deactivated, before: Active",
    "Role given: test administrator, Cedar High, 2026-27",
    "Role taken away: test examiner, Cedar High, 2026-27",
  ]);
});

test("a conflict over what is not seen says so", () => {
  expect(differences(user, user)).toEqual([
    "Something that you do not see here, such as a role elsewhere or a session",
  ]);
});
