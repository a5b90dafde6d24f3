import { expect, test } from "vitest";
import { allPages } from "./all-pages";

test("every page is asked for once, also an empty one that has a next", async () => {
  const asked: (string | undefined)[] = [];
  const pages: Record<string, { entries: number[]; next: string | undefined }> = {
    "": { entries: [1, 2], next: "a" },
    a: { entries: [], next: "b" },
    b: { entries: [3], next: undefined },
  };
  const all = await allPages((cursor) => {
    asked.push(cursor);
    return Promise.resolve(pages[cursor ?? ""] ?? { entries: [], next: undefined });
  });
  expect(all).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, "a", "b"]);
});
