import { defineConfig, type TestUserConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";
import { keepTemporaryInMemory } from "./test/support/memory-folder.ts";

/** Whole processes on the machine's own clock, with a toy's watchdog among them: few at a time, and nothing beside them that does not give way (`scripts/test`). */
const REAL_TIME = [
  "test/end-to-end/**/*.test.ts",
  "test/faults/**/*.test.ts",
  "test/attacks/*-on-the-air.test.ts",
  // Compares by the millisecond.
  "test/attacks/relay-refusals-alike.test.ts",
  // Whoever was removed is out within a second.
  "test/attacks/removed-guardian.test.ts",
  // Who does not answer within three and a half seconds while a visitor waits is given up.
  "test/attacks/relay-visitors.test.ts",
];

/** A process, with all that it loads, for many files: it costs most of them more than they do. */
const SHARED = {
  isolate: false,
  setupFiles: ["test/support/leave-as-found.ts"],
} satisfies TestUserConfig;

const MANY_AT_ONCE: TestUserConfig = {
  exclude: ["**/node_modules/**", ...REAL_TIME],
  pool: "forks",
  // Vitest leaves one processor free by itself: on a machine of two these would wait for each other. Some wait for a clock.
  maxWorkers: 3,
  sequence: { groupOrder: 0 },
};

keepTemporaryInMemory();

export default defineConfig({
  test: {
    // They only bound what is waited for: what gives way to tests in real time takes ten times as long as alone.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 90_000 } },
    sequence: { sequencer: LongestFirst },
    tags: [
      {
        name: "barrier",
        description: "takes a barrier out of a copy, by turns (test/support/barrier-turn.ts)",
      },
    ],
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["{hub,ble,relay,scripts}/**/*.test.ts"],
          ...MANY_AT_ONCE,
          ...SHARED,
          exclude: ["**/node_modules/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "page",
          include: ["web-ui/**/*.test.ts"],
          ...MANY_AT_ONCE,
          ...SHARED,
          setupFiles: [...SHARED.setupFiles, "test/support/speak-english.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "attacks",
          include: ["test/**/*.test.ts"],
          ...MANY_AT_ONCE,
          ...SHARED,
          // Whole processes with waits of their own: they come when what lies beside the code is done.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: REAL_TIME,
          ...SHARED,
          setupFiles: [...SHARED.setupFiles, "test/support/tell-pages.ts"],
          exclude: ["**/node_modules/**"],
          pool: "forks",
          // They wait most of the time: all processes of one take two fifths of a processor. Of four, some were late.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    coverage: {
      include: ["{hub,ble,relay,web-ui,scripts}/**/*.ts"],
      reporter: ["text-summary", "json-summary"],
    },
  },
});
