// @vitest-environment node
import { expect, test } from "vitest";
import { pages } from "../tools/pages";
import { PUBLIC_PAGES, showsPublicNavigation } from "./public-navigation";

test("every page of the public menus is there", () => {
  const there = Object.keys(pages(new URL("..", import.meta.url).pathname)).map((name) => `/${name}`);
  expect(there).toEqual(expect.arrayContaining([...PUBLIC_PAGES]));
});

test("the menus stand on their own pages, at the start, and everywhere once signed in", () => {
  for (const path of ["/", ...PUBLIC_PAGES]) expect(showsPublicNavigation(false, path)).toBe(true);
  expect(showsPublicNavigation(false, "/sign-in")).toBe(false);
  expect(showsPublicNavigation(true, "/students")).toBe(true);
});
