/**
 * Tests of what knows no Node, no clock and no network: they run one file after another in the same process, and change nothing there
 * that outlives a test (`pure-folders.test.ts`).
 */
export const PURE: readonly string[] = ["hub/{domain,contract,audio}/**/*.test.ts"];
