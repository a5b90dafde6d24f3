import { type ViteUserConfig, defineConfig } from "vitest/config";

/** The settings of what runs in the browser against one local stack. */
export function onStack(include: string): ViteUserConfig {
  return defineConfig({
    cacheDir: "../node_modules/.vite",
    test: {
      root: import.meta.dirname,
      include: [include],
      globalSetup: `${import.meta.dirname}/stack.ts`,
      // One browser and one stack on two cores: files one after the other.
      fileParallelism: false,
      testTimeout: 90_000,
      hookTimeout: 180_000,
    },
  });
}
