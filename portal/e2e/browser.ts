import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { launch } from "./chromium";

export const PASSWORD = "poppies bloom in april 2026";

const SHOTS = join(import.meta.dirname, "screenshots");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser | undefined;
const visits: Visit[] = [];

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

// Words, not runs of digits: a signature of the storage may hold any ten digits among its letters.
const PERSONAL = /(?<![0-9a-z])9\d{9}(?![0-9a-z])|@|Álvarez/i;

/** No page of any test may have written an error to the console, or sent anything personal in an address. */
afterEach(async () => {
  for (const visit of visits.splice(0)) {
    expect(visit.complaints, "errors in the console").toEqual([]);
    expect(
      visit.addresses.filter((address) => PERSONAL.test(decodeURIComponent(address))),
      "personal data in addresses",
    ).toEqual([]);
    await visit.context.close();
  }
});

/** One person at one browser. */
export class Visit {
  readonly complaints: string[] = [];
  readonly addresses: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (line) => {
      // The browser reports every refusal of the API (4xx) here by itself: those a page must expect.
      if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) this.complaints.push(line.text());
    });
    page.on("request", (request) => this.addresses.push(request.url()));
  }

  static async begin(size = { width: 1280, height: 900 }): Promise<Visit> {
    if (!browser) throw new Error("no browser");
    const context = await browser.newContext({
      baseURL: inject("url"),
      viewport: size,
      timezoneId: "America/Los_Angeles",
      locale: "en-US",
    });
    context.setDefaultTimeout(15_000);
    const visit = new Visit(await context.newPage(), context);
    visits.push(visit);
    return visit;
  }

  /** Signs in by the pages, accepts the terms where asked, and goes to `path`. */
  async signIn(username: string, path = "/", password = PASSWORD): Promise<void> {
    const { page } = this;
    await page.goto(`/sign-in?next=${encodeURIComponent(path)}`);
    await page.getByLabel("User name").fill(username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    if (new URL(page.url()).pathname === "/terms") {
      await page.getByRole("button", { name: "Accept" }).click();
      await page.waitForURL((url) => url.pathname !== "/terms");
    }
  }

  /**
   * The page as it stands has nothing that axe finds (WCAG 2.0 to 2.2, A and AA, best practice) and does not scroll sideways, and
   * is kept as a picture.
   */
  async look(name: string): Promise<void> {
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(context: Document): Promise<AxeResults> } };
      const { violations } = await axe.run(document);
      return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" | ")}`);
    });
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
    expect(found, `axe on ${name}`).toEqual([]);
    const tooWide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide, `pixels that ${name} is too wide`).toBeLessThanOrEqual(0);
  }
}

/** Clicks the label of a check box or radio button: the design system draws its own and puts the input out of sight. */
export async function choose(within: Page | Locator, label: string): Promise<void> {
  await within.locator("label").filter({ hasText: label }).click();
}

interface Letter {
  to: string[];
  subject: string;
  text: string;
  links: string[];
}

/** The newest letter to `address` whose subject matches, once it is there. */
export async function letterTo(address: string, subject: RegExp): Promise<Letter> {
  let found: Letter | undefined;
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${inject("url")}/dev/mail.json`);
        const { messages } = (await answer.json()) as { messages: Letter[] };
        found = messages.find((letter) => letter.to.includes(address) && subject.test(letter.subject));
        return found;
      },
      { timeout: 30_000, interval: 200 },
    )
    .toBeDefined();
  return found as unknown as Letter;
}
