import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{hub,ble,relay,web-ui,scripts,test}/**/*.test.ts"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["{hub,ble,relay,web-ui,scripts}/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
