import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the running stack. */
    url: string;
  }
}

const STACK = resolve(import.meta.dirname, "../../infra/local/stack.py");

/** One local stack for all browser tests, with demo data of its own; `OPENTOMS_URL` names one that runs already. */
export default function setup(project: TestProject): (() => void) | undefined {
  const running = process.env["OPENTOMS_URL"];
  if (running !== undefined) {
    project.provide("url", running);
    return undefined;
  }
  const state = mkdtempSync(join(tmpdir(), "opentoms-browser-"));
  const stack = (...words: string[]) =>
    execFileSync("python3", [STACK, ...words, "--state", state], { stdio: ["ignore", "inherit", "inherit"] });
  stack("up", "--detach", "--port", "0", "--students", "300");
  const { url } = JSON.parse(readFileSync(join(state, "stack.json"), "utf8")) as { url: string };
  project.provide("url", url);
  return () => {
    stack("down");
    rmSync(state, { recursive: true, force: true });
  };
}
