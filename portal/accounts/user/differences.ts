import type { Schemas } from "../../shared/common/api";
import { heldRole } from "../../shared/roles";
import { stateName } from "../../shared/states";

type User = Schemas["User"];

/** What of a user is otherwise than when the page was read, in words. */
export function differences(before: User, now: User): string[] {
  const field = (name: string, was: string, is: string) =>
    was === is ? [] : [`${name}: ${is || "none"}, before: ${was || "none"}`];
  const had = before.roles.map(heldRole);
  const has = now.roles.map(heldRole);
  const found = [
    ...field("First name", before.first_name, now.first_name),
    ...field("Last name", before.last_name, now.last_name),
    ...field("Telephone", before.telephone ?? "", now.telephone ?? ""),
    ...field("State", stateName(before.state), stateName(now.state)),
    ...has.filter((role) => !had.includes(role)).map((role) => `Role given: ${role}`),
    ...had.filter((role) => !has.includes(role)).map((role) => `Role taken away: ${role}`),
  ];
  return found.length > 0 ? found : ["Something that you do not see here, such as a role elsewhere or a session"];
}
