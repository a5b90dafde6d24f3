import { html } from "lit";
import { expect, test } from "vitest";
import { errorSummary, fieldErrors, input, values } from "./form";
import { Refused } from "./problem";
import { page } from "./testing";

function refused(errors: Record<string, string>): Refused {
  const list = Object.entries(errors).map(([pointer, detail]) => ({ pointer, detail }));
  return new Refused({ type: "/problems/request.fields", title: "Wrong", status: 422, errors: list });
}

test("what was typed is trimmed, but for a password, also a shown one, in which a blank counts", () => {
  const body = page(
    html`<form>
      <input name="username" value="  a@b.test " />
      <input name="password" type="text" autocomplete="new-password" value="  two blanks  " />
      <textarea name="note">
 kept 
</textarea>
      <input name="chosen" type="checkbox" value="yes" checked />
      <input name="left" type="checkbox" value="yes" />
    </form>`,
  );
  expect(values(body.querySelector("form") as HTMLFormElement)).toEqual({
    username: "a@b.test",
    password: "  two blanks  ",
    note: "kept",
    chosen: "yes",
  });
});

test("a refusal's errors stand at the fields that the form has, in the order of the form", () => {
  const errors = fieldErrors(
    refused({ "/b": "B is wrong.", "/changes/1": "Second.", "/a": "A is wrong.", "/x": "?" }),
    ["a", "b", "changes-1"],
  );
  expect([...errors]).toEqual([
    ["a", "A is wrong."],
    ["b", "B is wrong."],
    ["changes-1", "Second."],
  ]);
});

test("a field that is wrong says so to everybody", () => {
  const text = { name: "username", label: "User name", hint: "Your e-mail address", required: true };
  const body = page(input(text, new Map([["username", "Enter your e-mail address."]])));
  const field = body.querySelector("input") as HTMLInputElement;
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field.getAttribute("aria-describedby")).toBe("username-hint username-error");
  expect(body.querySelector("#username-error")?.textContent).toBe("Enter your e-mail address.");
  expect(body.querySelector("label")?.getAttribute("for")).toBe("username");
});

test("a field that is right is described by its hint alone", () => {
  const field = page(input({ name: "a", label: "A", hint: "Words" }, new Map())).querySelector("input");
  expect(field?.getAttribute("aria-describedby")).toBe("a-hint");
  expect(field?.hasAttribute("aria-invalid")).toBe(false);
});

test("the summary leads to each field by name", () => {
  const errors = new Map([["username", "Enter your e-mail address."]]);
  const body = page(html`${errorSummary("Not yet", errors, { username: "User name" })}<input id="username" />`);
  const link = body.querySelector("a") as HTMLAnchorElement;
  expect(link.textContent).toBe("User name: Enter your e-mail address.");
  link.click();
  expect(document.activeElement?.id).toBe("username");
});

test("the fields of a form among several begin with its name, and what is wrong finds them", () => {
  const wrong = refused({ "/until": "must be a day", "/items/0/text": "must say something", "/other": "is not shown" });
  expect([...fieldErrors(wrong, ["finding-until", "finding-actions"], "finding-")]).toEqual([
    ["finding-until", "must be a day"],
  ]);
  expect([...fieldErrors(wrong, ["items-0-text"])]).toEqual([["items-0-text", "must say something"]]);
});
