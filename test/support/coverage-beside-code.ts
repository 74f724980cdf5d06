/**
 * Coverage by the tests that stand beside the code alone. V8 counts in everything that a worker runs, and loops then take twice to eight
 * times as long: of the attacks and of what compares sounds that would be most of their time, and what they reach runs in other
 * processes, where nobody counts.
 */
import v8 from "@vitest/coverage-v8";
import type { CoverageProviderModule } from "vitest/node";

/** For a project's `env`. */
export const NOT_COUNTED = { PAWPOST_COVERAGE: "off" } as const;

const isCounted = () => process.env.PAWPOST_COVERAGE !== NOT_COUNTED.PAWPOST_COVERAGE;

const besideCode: CoverageProviderModule = {
  getProvider: () => v8.getProvider(),
  startCoverage: async (options) => (isCounted() ? v8.startCoverage?.(options) : undefined),
  takeCoverage: async (options) => (isCounted() ? v8.takeCoverage?.(options) : undefined),
  stopCoverage: async (options) => (isCounted() ? v8.stopCoverage?.(options) : undefined),
};
// biome-ignore lint/style/noDefaultExport: as Vitest loads it
export default besideCode;
