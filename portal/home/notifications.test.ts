import { beforeEach, expect, test } from "vitest";
import { html } from "lit";
import { page } from "../shared/common/testing";
import { type Notification, type Notifications, undismissed } from "./notifications";

function notification(id: string, version = 1): Notification {
  return {
    id,
    version,
    subject: `Subject ${id}`,
    text: "The training is on Tuesday.",
    organization_name: "Poppy Valley Unified",
    starts: "2026-11-22",
    ends: "2026-11-29",
    by: "Lee Romero, LEA CAASPP coordinator, Poppy Valley Unified",
    changed_at: "2026-11-22T20:00:00Z",
  };
}

beforeEach(() => sessionStorage.clear());

async function shown(found: readonly Notification[]): Promise<HTMLElement> {
  const main = page(
    html`<h1 tabindex="-1">Home</h1>
      <ot-notifications .found=${found}></ot-notifications>`,
  );
  await main.querySelector<Notifications>("ot-notifications")?.updateComplete;
  return main;
}

const subjects = (main: HTMLElement) => [...main.querySelectorAll("h3")].map((heading) => heading.textContent);

test("without one nothing is said", async () => {
  expect((await shown([])).querySelector("section")).toBeNull();
});

test("what is dismissed stays away in this window, and comes back when it is changed", async () => {
  const main = await shown([notification("a"), notification("b")]);
  expect(subjects(main)).toEqual(["Subject a", "Subject b"]);
  expect(main.textContent).toContain("For Poppy Valley Unified, until November 29, 2026. Lee Romero");
  main.querySelector<HTMLElement>('[aria-label="Dismiss “Subject a”"]')?.click();
  await main.querySelector<Notifications>("ot-notifications")?.updateComplete;
  expect(subjects(main)).toEqual(["Subject b"]);
  expect(document.activeElement?.id).toBe("notifications");

  expect(subjects(await shown([notification("a"), notification("b")]))).toEqual(["Subject b"]);
  expect(subjects(await shown([notification("a", 2)]))).toEqual(["Subject a"]);
});

test("those that were dismissed are left out by id and version", () => {
  const found = [notification("a"), notification("b", 3)];
  expect(undismissed(found, new Set(["a:1", "b:2"])).map(({ id }) => id)).toEqual(["b"]);
});
