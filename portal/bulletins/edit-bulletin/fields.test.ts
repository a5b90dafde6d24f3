import { expect, test } from "vitest";
import { emptyOn } from "./content";
import { content } from "./example";
import { fieldsOf, gapsIn, labelsOf } from "./fields";

test("a bulletin that can be sent has no gap", () => {
  expect([...gapsIn(content()).keys()]).toEqual([]);
  expect([...gapsIn(content(), "A wrong date.").keys()]).toEqual([]);
});

test("every gap is named at once, in the order of the page", () => {
  const { audience } = emptyOn("");
  const empty = content({ headline: " ", dated: "", audience: { ...audience, places: "leas" } });
  const gaps = gapsIn({ ...empty, sections: [{ kind: "notice", text: " \n" }] }, "");
  expect([...gaps.keys()]).toEqual(["headline", "dated", "audience-roles", "audience-leas", "sections-0-text", "note"]);
});

test("a section's field is called by its heading", () => {
  const sections = [{ kind: "available-now", text: "x" }];
  expect(labelsOf(content({ sections }))["sections-0-text"]).toBe("Available Now!");
  expect(fieldsOf(content({ sections }))).toContain("sections-0-text");
});
