import { expect, test } from "vitest";
import { next, thenBackTo } from "./addresses";

const ORIGIN = "https://toms.example";

/** Where the page goes on when its address asks for `wanted`. */
const goesTo = (wanted: string) => next(`?next=${encodeURIComponent(wanted)}`, ORIGIN);

test.each([
  ["/", "/"],
  ["/students", "/students"],
  ["/student?id=aaaabbbb", "/student?id=aaaabbbb"],
  ["/students?query=a%20b", "/students?query=a%20b"],
  ["/a/../students", "/students"],
])("a page of this portal is gone on to: %s", (wanted, found) => {
  expect(goesTo(wanted)).toBe(found);
});

test("without a wish the home page is next", () => {
  expect(next("", ORIGIN)).toBe("/");
  expect(next("?next=", ORIGIN)).toBe("/");
  expect(next("?other=/students", ORIGIN)).toBe("/");
});

test("what stands behind # is not taken along", () => {
  expect(goesTo("/account#token")).toBe("/account");
});

const SLASHES = ["//", "/\\", "\\\\", "\\/", "///", "/\t/", "/\n/", "\t//", " //", "/\r\n/", "/./\\/", "/.//"];
const HOSTS = [
  "evil.example",
  "evil.example/students",
  "toms.example.evil.example",
  "toms.example@evil.example",
  "[::1]",
];
const SCHEMES = ["https:", "http:", "ftp:", "javascript:", "JAVASCRIPT:", "data:", "blob:", "file:", "about:", "x:"];

const FOREIGN = [
  ...SLASHES.flatMap((slashes) => HOSTS.map((host) => slashes + host)),
  ...SCHEMES.flatMap((scheme) => [
    ...HOSTS.map((host) => `${scheme}//${host}`),
    ...HOSTS.map((host) => scheme + host),
    `${scheme}alert(1)`,
    ` ${scheme}alert(1)`,
  ]),
  "https://toms.example:8443/",
  "http://toms.example/",
  "//",
  "/\\",
  "evil.example",
  "?next=//evil.example",
  "//%65vil.example",
  "/%0a/evil.example",
  "/%5cevil.example",
  "//:0",
  "http://",
  "\u0000//evil.example",
];

test.each(FOREIGN)("nothing leads away from this origin: %j", (wanted) => {
  const found = goesTo(wanted);
  expect(found).toMatch(/^\//);
  expect(new URL(found, ORIGIN).origin).toBe(ORIGIN);
  // And it stays here when a browser reads what was found once more.
  expect(found).not.toMatch(/^\/[/\\]/);
});

test("a page remembers where to go back to, and not the home page or itself", () => {
  expect(thenBackTo("/sign-in", "/student?id=a&tab=tests")).toBe("/sign-in?next=%2Fstudent%3Fid%3Da%26tab%3Dtests");
  expect(thenBackTo("/sign-in", "/")).toBe("/sign-in");
  expect(thenBackTo("/terms", "/terms")).toBe("/terms");
  expect(next(thenBackTo("/sign-in", "/student?id=a&tab=tests").slice("/sign-in".length), ORIGIN)).toBe(
    "/student?id=a&tab=tests",
  );
});
