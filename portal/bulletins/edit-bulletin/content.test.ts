import { expect, test } from "vitest";
import { bodyOf, changesOf, contentOf, inOrder, isUnchanged } from "./content";
import { content, draft } from "./example";

test("what was saved is shown as it is, and nothing of it is unsaved", () => {
  expect(contentOf(draft())).toEqual(content());
  expect(isUnchanged(contentOf(draft()), content())).toBe(true);
});

test("a change sends what is otherwise, and no more", () => {
  expect(changesOf(content(), content({ headline: "Other" }))).toEqual({ headline: "Other" });
  expect(changesOf(content(), content({ sections: [] }))).toEqual({ sections: [] });
});

test("of the places only those are sent that were chosen last", () => {
  const audience = { ...content().audience, counties: ["99"], leas: ["9900001"] };
  const sent = (places: "california" | "counties" | "leas") =>
    bodyOf(content({ audience: { ...audience, places } })).audience;
  expect(sent("california")).toEqual({ roles: ["lea-caaspp-coordinator"] });
  expect(sent("counties")).toEqual({ roles: ["lea-caaspp-coordinator"], counties: ["99"] });
  expect(sent("leas")).toEqual({ roles: ["lea-caaspp-coordinator"], leas: ["9900001"] });
});

test("the order in which roles were chosen is no change", () => {
  const roles = (...chosen: string[]) => content({ audience: { ...content().audience, roles: chosen } });
  const [one, other] = ["superintendent", "lea-elpac-coordinator"];
  expect(isUnchanged(roles(one, other), roles(other, one))).toBe(true);
  expect(isUnchanged(roles(one), roles(one, other))).toBe(false);
});

test("sections stand in the order of the communication", () => {
  const sections = ["additional-help", "notice", "reminders"].map((kind) => ({ kind, text: kind }));
  expect(inOrder(sections).map(({ kind }) => kind)).toEqual(["notice", "reminders", "additional-help"]);
});
